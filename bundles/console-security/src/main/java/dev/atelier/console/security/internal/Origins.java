package dev.atelier.console.security.internal;

import dev.atelier.http.api.Forwarded;
import jakarta.servlet.http.HttpServletRequest;
import java.net.URI;
import java.util.Locale;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Tells requests of our own pages from those that another site makes a browser send. */
final class Origins {
    private static final Set<String> LOOPBACK = Set.of("localhost", "127.0.0.1", "[::1]");

    private Origins() {}

    /** Whether a request asks for this console by a name it may have. */
    static boolean ourHost(HttpServletRequest request) {
        // By whatever name a trusted proxy is known, it is what the client asked for; its own address says nothing.
        return request.getHeader("Host") != null
                && (Forwarded.is(request) || ourHost(request.getHeader("Host"), request.getLocalAddr()));
    }

    /**
     * A page of another site may point its own name at this machine. What comes in over loopback must therefore use a
     * loopback name. What comes in over a network knows this machine by names we cannot list; there the cookie, tied to
     * the name, decides.
     *
     * @param address the address of this machine that the connection was made to
     */
    static boolean ourHost(@Nullable String host, String address) {
        return host != null && (LOOPBACK.contains(nameOf(host)) || !loopback(address));
    }

    private static boolean loopback(String address) {
        return address.startsWith("127.")
                || address.equals("::1")
                || address.equals("[::1]")
                || address.equals("0:0:0:0:0:0:0:1")
                || address.equals("[0:0:0:0:0:0:0:1]");
    }

    /** What a browser says wins; what says nothing about itself must carry our header, which no form can send. */
    static boolean ourPage(Headers header) {
        String site = header.get("Sec-Fetch-Site");
        if (site != null) {
            return site.equals("same-origin");
        }
        String origin = header.get("Origin");
        if (origin != null) {
            return sameHost(origin, header.get("Host"));
        }
        return "1".equals(header.get("X-Atelier"));
    }

    private static boolean sameHost(String origin, @Nullable String host) {
        try {
            URI uri = URI.create(origin);
            String scheme = uri.getScheme();
            boolean web = "http".equalsIgnoreCase(scheme) || "https".equalsIgnoreCase(scheme);
            return web && host != null && host.equalsIgnoreCase(uri.getAuthority());
        } catch (IllegalArgumentException e) {
            return false;
        }
    }

    private static String nameOf(String host) {
        String name = host.strip().toLowerCase(Locale.ROOT);
        int end = name.startsWith("[") ? name.indexOf(']') + 1 : name.indexOf(':');
        return end > 0 ? name.substring(0, end) : name;
    }
}
