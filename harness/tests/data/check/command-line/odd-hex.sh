qemu-system-x86_64 -m 0x400
