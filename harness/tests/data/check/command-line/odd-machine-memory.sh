qemu-system-x86_64 -M q35,memory.size=1073741824,memory.slots=2,memory.max-size=4G,max_ram_below_4g=512M
