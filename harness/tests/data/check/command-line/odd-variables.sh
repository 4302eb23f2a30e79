MEM=${1:-4G}
"$QEMU" -M q35 -cpu "$CPU" \
	-m "$MEM,slots=4,maxmem=$(expr 4 \* 8)G" \
	-device $DEV "${EXTRA[@]}"
