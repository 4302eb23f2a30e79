qemu-system-x86_64 -M q35 -m 1G,maxmem=4G,slots=2 \
	-object memory-backend-ram,id=a,size=512M -object memory-backend-ram,id=b,size=512M \
	-numa node,memdev=a -numa node,memdev=b
