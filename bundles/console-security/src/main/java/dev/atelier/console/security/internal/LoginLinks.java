package dev.atelier.console.security.internal;

import dev.atelier.common.api.Secret;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Iterator;

/** Tokens that open the console once, kept in memory only. */
final class LoginLinks {
    static final Duration LIFE = Duration.ofMinutes(15);
    private static final int MOST = 8;

    private record Link(Secret token, Instant ends) {}

    private final Clock clock;
    private final Deque<Link> links = new ArrayDeque<>();

    LoginLinks(Clock clock) {
        this.clock = clock;
    }

    /** The oldest link stops working when there are too many. */
    synchronized String issue() {
        Secret token = Secret.random();
        links.addLast(new Link(token, clock.instant().plus(LIFE)));
        if (links.size() > MOST) {
            links.removeFirst();
        }
        return token.value();
    }

    /** True once for each token, and only in its time. */
    synchronized boolean redeem(String token) {
        Instant now = clock.instant();
        links.removeIf(link -> !link.ends().isAfter(now));
        boolean found = false;
        for (Iterator<Link> i = links.iterator(); i.hasNext(); ) {
            if (i.next().token().matches(token)) {
                i.remove();
                found = true;
            }
        }
        return found;
    }
}
