qemu-system-aarch64 -M virt -m 2G
