qemu-system-x86_64 --version
qemu-system-x86_64 -m 1G -M q35; kill $!
sudo apt install qemu-kvm
which qemu-system-x86_64
