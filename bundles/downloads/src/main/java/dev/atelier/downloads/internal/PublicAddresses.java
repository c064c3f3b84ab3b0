package dev.atelier.downloads.internal;

import java.net.Inet4Address;
import java.net.Inet6Address;
import java.net.InetAddress;
import java.util.List;

/** Addresses of the internet at large: none of this machine, of a private network, or of a special purpose. */
final class PublicAddresses {
    /** First address and length of the prefix, for IPv4. */
    private static final List<int[]> SPECIAL = List.of(
            range(0, 0, 0, 8),
            range(10, 0, 0, 8),
            range(100, 64, 0, 10), // carriers' own
            range(127, 0, 0, 8),
            range(169, 254, 0, 16), // link, and the clouds' metadata
            range(172, 16, 0, 12),
            range(192, 0, 0, 24),
            range(192, 0, 2, 24),
            range(192, 88, 99, 24), // a relay into IPv6
            range(192, 168, 0, 16),
            range(198, 18, 0, 15),
            range(198, 51, 100, 24),
            range(203, 0, 113, 24),
            range(224, 0, 0, 4),
            range(240, 0, 0, 4));

    private PublicAddresses() {}

    static boolean contains(InetAddress address) {
        byte[] bytes = address.getAddress();
        if (address instanceof Inet4Address) {
            int number = word(bytes, 0);
            return SPECIAL.stream().noneMatch(each -> (number ^ each[0]) >>> (32 - each[1]) == 0);
        }
        return address instanceof Inet6Address && publicV6(word(bytes, 0));
    }

    /** Only what is given out to the public, and of that nothing that carries an IPv4 address inside. */
    private static boolean publicV6(int first) {
        boolean givenOut = first >>> 29 == 1; // 2000::/3
        boolean protocols = first >>> 9 == 0x20010000 >>> 9; // 2001::/23, Teredo among them
        boolean samples = first == 0x20010db8 || first >>> 12 == 0x3fff0000 >>> 12;
        boolean sixToFour = first >>> 16 == 0x2002;
        return givenOut && !protocols && !samples && !sixToFour;
    }

    private static int word(byte[] bytes, int at) {
        return (bytes[at] & 0xff) << 24
                | (bytes[at + 1] & 0xff) << 16
                | (bytes[at + 2] & 0xff) << 8
                | (bytes[at + 3] & 0xff);
    }

    private static int[] range(int a, int b, int c, int prefix) {
        return new int[] {a << 24 | b << 16 | c << 8, prefix};
    }
}
