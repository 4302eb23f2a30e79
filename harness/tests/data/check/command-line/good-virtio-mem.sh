qemu-system-x86_64 -M q35 -m 1G,maxmem=8G -cpu qemu64,phys-bits=37 \
	-object memory-backend-ram,id=vmem0,size=4G,reserve=off \
	-device virtio-mem-pci,id=vm0,memdev=vmem0,requested-size=0
