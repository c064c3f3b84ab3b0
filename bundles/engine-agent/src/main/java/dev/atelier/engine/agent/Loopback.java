package dev.atelier.engine.agent;

import java.util.Set;
import okhttp3.HttpUrl;

/** What stays on this machine. */
public final class Loopback {
    private static final Set<String> HOSTS = Set.of("localhost", "127.0.0.1", "::1");

    private Loopback() {}

    /** Whether the address leads here, by its name alone: no other name is looked up. */
    public static boolean is(HttpUrl url) {
        return HOSTS.contains(url.host());
    }
}
