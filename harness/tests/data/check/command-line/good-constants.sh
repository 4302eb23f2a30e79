#!/bin/sh
# A guest of which the sizes stand in front.
set -e
MEM=4G
MAX="16G"; SLOTS=4
CPU=qemu64
N=1
OPTIONS=q35,max-ram-below-4g=1G

test -d / || exit 1
exec qemu-system-x86_64 -machine "$OPTIONS" -cpu $CPU,phys-bits=40 \
	-m "$MEM,slots=${SLOTS},maxmem=$MAX" \
	-global q35-pcihost.pci-hole64-size=${N}G \
	-display none
