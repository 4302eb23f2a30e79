qemu-system-x86_64 -enable-kvm -cpu EPYC-Rome,host-phys-bits=on -machine q35 -m 8192 \
  -drive if=pflash,format=raw,unit=0,readonly=on,file=/usr/share/OVMF/OVMF_CODE_4M.fd \
  -drive if=pflash,format=raw,unit=1,file=vars.fd \
  -device virtio-net-pci,netdev=n0 -netdev user,id=n0
