cat <<EOF
-m 2G
EOF
qemu-system-x86_64 -m 2G
