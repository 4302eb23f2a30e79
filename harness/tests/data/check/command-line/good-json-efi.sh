/usr/libexec/qemu-kvm -machine q35,pflash0=pflash0-format -cpu host \
 -blockdev '{"driver":"file","filename":"/usr/share/edk2/ovmf/OVMF_CODE.fd","node-name":"pflash0-storage"}' \
 -blockdev '{"node-name":"pflash0-format","driver":"raw","file":"pflash0-storage"}' \
 -m 16g,maxmem=64g
