qemu-system-x86_64 -M q35 \
  -m 1G,slots=1,maxmem=2G
