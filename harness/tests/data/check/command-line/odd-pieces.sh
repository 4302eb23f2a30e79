qemu-system-x86_64 -M q35 -m "1"G,slots=2,maxmem="4G"
