qemu-system-x86_64 -M q35 -cpu qemu64,phys-bits=36 -m 2G,slots=8,maxmem=30G
