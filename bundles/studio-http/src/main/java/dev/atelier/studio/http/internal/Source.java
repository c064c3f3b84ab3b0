package dev.atelier.studio.http.internal;

import java.net.Inet6Address;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.Arrays;
import java.util.HexFormat;
import org.jspecify.annotations.Nullable;

/** Where a request comes from, as far as one sender can choose it: with IPv6 anybody has 2^64 addresses. */
final class Source {
    private static final int PREFIX = 8;

    private Source() {}

    /** The address, or the network of 64 bits it is in. */
    static String of(String address) {
        InetAddress parsed = parse(address);
        if (parsed == null) {
            return address;
        }
        return parsed instanceof Inet6Address
                ? HexFormat.of().formatHex(Arrays.copyOf(parsed.getAddress(), PREFIX)) + "/64"
                : parsed.getHostAddress();
    }

    static boolean isThisHost(String address) {
        InetAddress parsed = parse(address);
        return parsed != null && parsed.isLoopbackAddress();
    }

    /** Null for what is no address; nothing is looked up for those that are. */
    private static @Nullable InetAddress parse(String address) {
        String bare =
                address.startsWith("[") && address.endsWith("]") ? address.substring(1, address.length() - 1) : address;
        int zone = bare.indexOf('%');
        String plain = zone < 0 ? bare : bare.substring(0, zone);
        if (!plain.matches("[0-9.]{7,15}|[0-9a-fA-F.]*:[0-9a-fA-F:.]*")) {
            return null;
        }
        try {
            return InetAddress.getByName(plain);
        } catch (UnknownHostException e) {
            return null;
        }
    }
}
