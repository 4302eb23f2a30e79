W=q35-pcihost.pci-hole64-size=1G
S=slots=4
B=phys-bits=40
L=size=2G,maxmem=8G
qemu-system-x86_64 -M q35 -m $L,$S -cpu qemu64,$B -global $W
