qemu-system-x86_64 -M q35 -m 2G -object memory-backend-ram,id=a,size=1G -numa node,memdev=a
