/* SPDX-License-Identifier: GPL-2.0-or-later */
/* clang-format off */
/*
 * What a guest says to the host, shared by both sides: macros only, so that assembly may include it.
 *
 * A guest writes lines of printable ASCII that end with a newline; what comes before the banner is the
 * firmware's or the kernel's and is no part of it. Numbers with 0x are lower-case hexadecimal, without are
 * decimal, neither with leading zeros; a range is its first byte and the first byte behind it. Words stand
 * in the order given here and are separated by one space.
 *
 *   memroof-guest 1 boot           the banner: version, and which guest (boot or linux)
 *   cpu VENDOR BITS LONG PAE       CPUID: 12 characters of vendor (some may be blanks), physical address
 *                                  bits, has long mode (0 or 1), has PAE
 *   declared 0xSTART 0xEND         each range of RAM that QEMU declares (fw_cfg etc/e820); boot only
 *   usable 0xSTART 0xEND           each range of RAM that the firmware's memory map leaves to the guest,
 *                                  ascending, neighbours joined
 *   reserved-end 0xEND             where the region for hotplugged memory ends (fw_cfg
 *                                  etc/reserved-memory-end); only where there is one; boot only
 *   acpi BYTES                     the lengths of all ACPI tables that the firmware hands over, together; only
 *                                  where there are any
 *   bar BB:DD.F N 0xADDRESS 0xSIZE each 64-bit memory BAR of a PCI function (bus, device, function in hex, N
 *                                  the register); address 0 when the firmware has given it none; boot only
 *   fault VECTOR 0xERROR 0xADDRESS touching this address raised an exception; the guest ends after it
 *   bad 0xADDRESS 0xVALUE          a touched word does not hold what was written
 *   alias 0xADDRESS 0xOTHER        a touched word holds what was written to the other address
 *   touched N                      so many pages were written and read back right
 *   kernel RELEASE                 linux only, as are the next ones
 *   memory KIB                     MemTotal
 *   blocks ONLINE ALL 0xBYTES      memory blocks: online, all, and the size of each
 *   disk NAME 0xBYTES              each block device
 *   booted kernel | disk           where the kernel came from (by its command line)
 *   end 0xSUM                      FNV-1a (32 bits) of all bytes from the banner's first to the newline
 *                                  before this line
 *
 * A guest that is told to follow then writes, whenever the kernel says that a memory block has changed,
 *
 *   state N ONLINE ALL KIB         N counts these lines from 1; blocks and MemTotal as above
 *
 * and otherwise leaves QEMU through its isa-debug-exit device.
 */
/* clang-format on */
#ifndef MEMROOF_GUEST_PROTOCOL_H
#define MEMROOF_GUEST_PROTOCOL_H

#define GUEST_BANNER "memroof-guest"
#define GUEST_PROTOCOL "1"

#define GUEST_CONSOLE_PORT 0xe9 /* QEMU's isa-debugcon */

/* QEMU leaves with (value << 1) | 1. */
#define GUEST_EXIT_PORT 0x501
#define GUEST_EXIT_SAID 0x10 /* everything has been said, good or bad */
#define GUEST_EXIT_STATUS 33 /* of QEMU then */
#define GUEST_EXIT_LOST 0x11 /* the guest could not go on */

/*
 * Beside the two ends of each range, the boot guest touches the pages at the powers of two from
 * this one up: a wrong address line shows there. Lower ones cost a huge page of host memory each
 * and have never been wrong in an emulator.
 */
#define GUEST_FIRST_POWER 30

#define GUEST_SUM_START 0x811c9dc5
#define GUEST_SUM_FACTOR 0x01000193

#endif
