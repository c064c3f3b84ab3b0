package dev.atelier.console.security.internal;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Slows down guessing: after some failures an address, and after many all addresses together, have to wait twice as long
 * each time. Nobody waits on a thread; those who come too early are told when to come again.
 */
final class Throttle {
    private static final int FREE = 5;
    private static final int FREE_TOGETHER = 50;
    private static final Duration LONGEST = Duration.ofMinutes(5);
    /** Together they wait less: one guesser must not lock the owner out for long. */
    private static final Duration LONGEST_TOGETHER = Duration.ofSeconds(10);

    private static final Duration FORGET = Duration.ofMinutes(30);
    private static final int MOST = 1000;

    private record Failures(int count, Instant last, Instant until) {}

    private final Clock clock;
    private final LinkedHashMap<String, Failures> byAddress = new LinkedHashMap<>(16, 0.75f, true);
    private @Nullable Failures together;

    Throttle(Clock clock) {
        this.clock = clock;
    }

    /** Zero when a try is welcome. */
    synchronized Duration wait(String address) {
        Instant now = clock.instant();
        Duration own = left(byAddress.get(address), now);
        Duration all = left(together, now);
        return own.compareTo(all) > 0 ? own : all;
    }

    synchronized void failed(String address) {
        Instant now = clock.instant();
        byAddress.put(address, next(byAddress.get(address), now, FREE, LONGEST));
        together = next(together, now, FREE_TOGETHER, LONGEST_TOGETHER);
        if (byAddress.size() > MOST) {
            Map.Entry<String, Failures> oldest = byAddress.entrySet().iterator().next();
            byAddress.remove(oldest.getKey());
        }
    }

    synchronized void passed(String address) {
        byAddress.remove(address);
    }

    private static Duration left(@Nullable Failures failures, Instant now) {
        return failures == null || !failures.until().isAfter(now)
                ? Duration.ZERO
                : Duration.between(now, failures.until());
    }

    private static Failures next(@Nullable Failures before, Instant now, int free, Duration longest) {
        boolean fresh = before == null || now.isAfter(before.last().plus(FORGET));
        int count = fresh || before == null ? 1 : before.count() + 1;
        int beyond = count - free;
        Duration delay = beyond < 0 ? Duration.ZERO : Duration.ofSeconds(1L << Math.min(beyond, 20));
        return new Failures(count, now, now.plus(delay.compareTo(longest) > 0 ? longest : delay));
    }
}
