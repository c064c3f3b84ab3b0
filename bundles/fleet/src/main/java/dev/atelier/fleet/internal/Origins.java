package dev.atelier.fleet.internal;

import java.net.URI;
import org.jspecify.annotations.Nullable;

/** Whether a page that asks is one of ours. */
final class Origins {
    private Origins() {}

    static boolean same(String origin, @Nullable String host) {
        try {
            URI uri = URI.create(origin);
            String scheme = uri.getScheme();
            boolean web = "http".equalsIgnoreCase(scheme) || "https".equalsIgnoreCase(scheme);
            return web && host != null && host.equalsIgnoreCase(uri.getAuthority());
        } catch (IllegalArgumentException e) {
            return false;
        }
    }
}
