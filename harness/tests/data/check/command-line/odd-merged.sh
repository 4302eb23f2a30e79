qemu-system-x86_64 -m 512 -m slots=3 -M pc -machine type=q35 -m maxmem=4G,slots=2 -cpu max -cpu qemu64
