#!/bin/sh
# Starts the build machine.
set -e
DISK=/var/lib/vm/build.qcow2
[ -f "$DISK" ] || qemu-img create -f qcow2 "$DISK" 40G
echo "starting qemu-system-x86_64"
sudo -u vm nice -n 5 taskset -c 0,1 qemu-system-x86_64 \
	-M q35,accel=kvm -cpu host,migratable=off \
	-m 4G,slots=4,maxmem=64G \
	-smp 4 \
	-drive file="$DISK",if=virtio,format=qcow2 \
	-nic user,model=virtio \
	-display none >build.log 2>&1 &
echo $! >build.pid
