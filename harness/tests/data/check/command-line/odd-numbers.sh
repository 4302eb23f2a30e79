qemu-system-x86_64 -M q35 -m 1536M,slots=0x4,maxmem=0x100000000 -global driver=q35-pcihost,property=pci-hole64-size,value=1.5g
