package dev.atelier.engine.host.api;

import dev.atelier.engine.api.EngineException;
import dev.atelier.engine.api.Health;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.function.LongSupplier;

/**
 * Who crashed how often in a row. After too many a subject is left alone for a time; then one more try decides whether
 * it is forgiven or left alone for twice as long. Children keep one of their own; an engine with server programs tells
 * one how its jobs went. Safe to use from any thread.
 */
public final class Quarantine {
    /** The code of a job that is refused because its subject is left alone. */
    public static final String CODE = "quarantined";

    private static final Duration LONGEST = Duration.ofMinutes(15);
    private static final int SUBJECTS = 64;

    private record Count(int inARow, Duration pause, long until, String last) {}

    private final String name;
    private final int most;
    private final Duration cooling;
    private final LongSupplier nanoTime;
    private final Map<String, Count> counts = new LinkedHashMap<>();

    /**
     * @param name of what crashes, for a person
     * @param most crashes in a row after which a subject is left alone
     * @param cooling how long then; doubled each time, up to a quarter of an hour
     */
    public Quarantine(String name, int most, Duration cooling) {
        this(name, most, cooling, System::nanoTime);
    }

    /** @param nanoTime the clock it goes by */
    public Quarantine(String name, int most, Duration cooling, LongSupplier nanoTime) {
        this.name = name;
        this.most = most;
        this.cooling = cooling;
        this.nanoTime = nanoTime;
    }

    /**
     * To be told of each crash, and of nothing a caller wanted.
     *
     * @param subject what was worked on, such as the name of a model's file; empty for the program itself
     */
    public synchronized void crashed(String subject, String reason) {
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

    public synchronized void succeeded(String subject) {
        counts.remove(subject);
    }

    /** Why and for how long it is left alone; empty when it is not. */
    public synchronized Optional<Health> of(String subject) {
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

    /**
     * Throws while the subject is left alone.
     *
     * @throws EngineException that may be tried again; its code is {@link #CODE}, or a failure of the engine when it is
     *     the program itself
     */
    public void check(String subject) throws EngineException {
        Optional<Health> left = of(subject);
        if (left.isPresent()) {
            String code = subject.isEmpty() ? EngineException.ENGINE_FAILED : CODE;
            throw new EngineException(
                    code, left.get().reason() + ": " + left.get().remedy(), true);
        }
    }
}
