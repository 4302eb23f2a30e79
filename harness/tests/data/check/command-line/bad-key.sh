qemu-system-x86_64 -M q35 -m 2G,maxmem=4G,slot=2
