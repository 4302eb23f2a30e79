MEM=4G
. ./settings
qemu-system-x86_64 -M q35 -m $MEM
