qemu-system-x86_64 -M q35,accel=kvm -cpu host,phys-bits=40 -m 2G -global i440FX-pcihost.pci-hole64-size=1G
