package dev.atelier.engine.host.internal;

import dev.atelier.engine.api.Health;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.function.LongSupplier;

/**
 * Who crashed how often in a row. After too many a subject is left alone for a time; then one more try decides whether
 * it is forgiven or left alone for twice as long.
 */
final class Crashes {
    private static final Duration LONGEST = Duration.ofMinutes(15);
    private static final int SUBJECTS = 64;

    private record Count(int inARow, Duration pause, long until, String last) {}

    private final String name;
    private final int most;
    private final Duration cooling;
    private final LongSupplier nanoTime;
    private final Map<String, Count> counts = new LinkedHashMap<>();

    Crashes(String name, int most, Duration cooling, LongSupplier nanoTime) {
        this.name = name;
        this.most = most;
        this.cooling = cooling;
        this.nanoTime = nanoTime;
    }

    synchronized void crashed(String subject, String reason) {
        Count before = counts.remove(subject);
        int inARow = before == null ? 1 : before.inARow() + 1;
        Duration pause = Duration.ZERO;
        if (inARow >= most) {
            pause = before == null || before.pause().isZero()
                    ? cooling
                    : before.pause().multipliedBy(2);
            pause = pause.compareTo(LONGEST) > 0 ? LONGEST : pause;
        }
        if (counts.size() >= SUBJECTS) {
            counts.remove(counts.keySet().iterator().next());
        }
        counts.put(subject, new Count(inARow, pause, nanoTime.getAsLong() + pause.toNanos(), reason));
    }

    synchronized void succeeded(String subject) {
        counts.remove(subject);
    }

    /** Empty unless the subject is being left alone now. */
    synchronized Optional<Health> quarantine(String subject) {
        Count count = counts.get(subject);
        if (count == null || count.pause().isZero()) {
            return Optional.empty();
        }
        long left = count.until() - nanoTime.getAsLong();
        if (left <= 0) {
            return Optional.empty();
        }
        String about = subject.isEmpty() ? "" : " on " + subject;
        return Optional.of(Health.unavailable(
                name + " crashed " + count.inARow() + " times in a row" + about + " (" + count.last() + ")",
                "it is tried again in " + (1 + Duration.ofNanos(left).toSeconds()) + " s; "
                        + (subject.isEmpty() ? "the worker's log says more" : "replace the file if that goes on")));
    }
}
