package dev.atelier.studio.http.internal;

import java.time.Duration;
import java.util.ArrayDeque;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.OptionalLong;
import java.util.function.LongSupplier;

/** How often each address has knocked within the last minute. Knows the newest addresses only. */
final class RateLimit {
    private static final int ADDRESSES = 10_000;
    private static final long WINDOW = Duration.ofMinutes(1).toNanos();

    private final LongSupplier nanos;
    private final Map<String, ArrayDeque<Long>> knocks = new LinkedHashMap<>(64, 0.75f, true) {
        private static final long serialVersionUID = 1L;

        @Override
        protected boolean removeEldestEntry(Map.Entry<String, ArrayDeque<Long>> eldest) {
            return size() > ADDRESSES;
        }
    };

    RateLimit(LongSupplier nanos) {
        this.nanos = nanos;
    }

    /** Empty when it may; otherwise the seconds after which it may again. A refused knock is not counted. */
    synchronized OptionalLong knock(String address, int limit) {
        long now = nanos.getAsLong();
        ArrayDeque<Long> times = knocks.computeIfAbsent(address, fresh -> new ArrayDeque<>());
        while (!times.isEmpty() && now - times.getFirst() >= WINDOW) {
            times.removeFirst();
        }
        if (times.size() >= limit) {
            return OptionalLong.of(Math.max(1, (WINDOW - (now - times.getFirst()) + 999_999_999L) / 1_000_000_000L));
        }
        times.addLast(now);
        return OptionalLong.empty();
    }
}
