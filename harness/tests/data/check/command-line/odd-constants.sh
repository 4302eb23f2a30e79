A=1G B=2; 'L=1G'
A=2G
[ -n "$1" ] && C=3G
D=4G | cat
E=5G # the last one that is certain
F="1G 2G"
G=$E
K=9
read H
(I=6G)
if true; then
J=7G
fi
P=8G qemu-system-x86_64 -M q35 -m $E -device $A -device $B -device $C -device $D -device $F -device $G -device $H -device $I -device $J -device $P -device "${E}x" -device $K -device $L -device ${K:-1} -device '$E' -device x$(echo $E) -name $E
