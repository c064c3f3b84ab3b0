package dev.atelier.studio.store.api;

import java.util.UUID;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.atomic.AtomicLong;

/**
 * Ids of jobs, each later one greater: a UUID of version 7. A database that files jobs by id then writes where it wrote
 * before, and not all over its index. They can be guessed; they are names and open no doors.
 */
public final class JobIds {
    private static final int COUNTED = 12;
    private static final AtomicLong LAST = new AtomicLong();

    private JobIds() {}

    public static String next() {
        // Milliseconds and a count within them; when the count runs over, time runs ahead a little.
        long now = System.currentTimeMillis() << COUNTED;
        long stamp = LAST.updateAndGet(last -> Math.max(last + 1, now));
        long high = (stamp >>> COUNTED << 16) | 0x7000L | (stamp & 0xFFF);
        long low = (ThreadLocalRandom.current().nextLong() >>> 2) | 0x8000_0000_0000_0000L;
        return new UUID(high, low).toString();
    }
}
