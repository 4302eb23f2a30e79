qemu-system-x86_64 -m 2Q
