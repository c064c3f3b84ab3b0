package dev.atelier.console.security.internal;

import dev.atelier.common.api.Secret;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.function.Supplier;

/** Who is logged in. In memory only: a restart asks for the password again. */
final class Sessions {
    static final Duration LONGEST = Duration.ofDays(7);
    static final int MOST = 1000;

    private record Session(Instant opened, Instant seen) {}

    private final Clock clock;
    private final Supplier<Duration> idle;
    /**
     * Keyed by a digest of the id, so that neither a heap dump nor the time a lookup takes tells an id. In order of use,
     * oldest first.
     */
    private final LinkedHashMap<String, Session> byDigest = new LinkedHashMap<>(16, 0.75f, true);

    Sessions(Clock clock, Supplier<Duration> idle) {
        this.clock = clock;
        this.idle = idle;
    }

    synchronized String open() {
        Instant now = clock.instant();
        byDigest.values().removeIf(session -> ended(session, now));
        if (byDigest.size() >= MOST) {
            byDigest.remove(byDigest.keySet().iterator().next());
        }
        String id = Secret.random().value();
        byDigest.put(digest(id), new Session(now, now));
        return id;
    }

    /** Whether the session lives; being seen prolongs it. */
    synchronized boolean touch(String id) {
        String key = digest(id);
        Session session = byDigest.get(key);
        if (session == null) {
            return false;
        }
        Instant now = clock.instant();
        if (ended(session, now)) {
            byDigest.remove(key);
            return false;
        }
        byDigest.put(key, new Session(session.opened(), now));
        return true;
    }

    synchronized void close(String id) {
        byDigest.remove(digest(id));
    }

    synchronized int size() {
        return byDigest.size();
    }

    private boolean ended(Session session, Instant now) {
        return now.isAfter(session.seen().plus(idle.get()))
                || now.isAfter(session.opened().plus(LONGEST));
    }

    private static String digest(String id) {
        try {
            byte[] sum = MessageDigest.getInstance("SHA-256").digest(id.getBytes(StandardCharsets.UTF_8));
            return HexFormat.of().formatHex(sum);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java has SHA-256", e);
        }
    }
}
