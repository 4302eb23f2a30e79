qemu-system-x86_64 -M q35 -m 2G,slots=-1,maxmem=4G
