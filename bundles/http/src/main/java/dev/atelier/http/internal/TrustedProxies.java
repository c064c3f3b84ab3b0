package dev.atelier.http.internal;

import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** The addresses whose word on whom they speak for is taken. */
final class TrustedProxies {
    static final String SETTING = "http.trusted_proxies";
    static final TrustedProxies NONE = new TrustedProxies(List.of());

    private static final Pattern FOUR = Pattern.compile("\\d{1,3}(\\.\\d{1,3}){3}");
    private static final Pattern SIX = Pattern.compile("[0-9a-fA-F:.]*:[0-9a-fA-F:.]*");

    private final List<Network> networks;

    private TrustedProxies(List<Network> networks) {
        this.networks = networks;
    }

    /** Names what is no address. */
    static final class Malformed extends Exception {
        private static final long serialVersionUID = 1L;

        private Malformed(String message) {
            super(message);
        }
    }

    private record Network(InetAddress first, int bits) {
        boolean holds(byte[] other) {
            byte[] address = first.getAddress();
            if (other.length != address.length) {
                return false;
            }
            int whole = bits / 8;
            if (!Arrays.equals(address, 0, whole, other, 0, whole)) {
                return false;
            }
            int mask = (0xff << (8 - bits % 8)) & 0xff;
            return bits % 8 == 0 || (address[whole] & mask) == (other[whole] & mask);
        }
    }

    static TrustedProxies parse(String setting) throws Malformed {
        List<Network> networks = new ArrayList<>();
        for (String part : setting.strip().split("[\\s,]+", -1)) {
            if (!part.isEmpty()) {
                networks.add(network(part));
            }
        }
        return networks.isEmpty() ? NONE : new TrustedProxies(networks);
    }

    private static Network network(String part) throws Malformed {
        int slash = part.indexOf('/');
        InetAddress address = address(slash < 0 ? part : part.substring(0, slash));
        if (address != null) {
            int most = address.getAddress().length * 8;
            if (slash < 0) {
                return new Network(address, most);
            }
            String bits = part.substring(slash + 1);
            if (bits.matches("\\d{1,3}") && Integer.parseInt(bits) <= most) {
                return new Network(address, Integer.parseInt(bits));
            }
        }
        throw new Malformed(SETTING + " holds " + part
                + ", which is no address; give addresses or networks with spaces between, such as 10.0.0.7 fd00::/8");
    }

    /** Never asks a name server. */
    static @Nullable InetAddress address(String text) {
        if (!FOUR.matcher(text).matches() && !SIX.matcher(text).matches()) {
            return null;
        }
        try {
            return InetAddress.getByName(text);
        } catch (UnknownHostException e) {
            return null;
        }
    }

    boolean none() {
        return networks.isEmpty();
    }

    boolean trusts(InetAddress peer) {
        byte[] bytes = peer.getAddress();
        return networks.stream().anyMatch(network -> network.holds(bytes));
    }
}
