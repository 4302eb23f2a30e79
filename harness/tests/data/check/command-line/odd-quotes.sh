FOO=bar env LC_ALL=C "qemu-system-x86_64" '-m' "1G,slots=2,maxmem=3G" -name 'a,,b c' -machine "q35" -append "root=/dev/vda -m 77G"
