package dev.atelier.model.host.internal;

import dev.atelier.host.api.Host;
import dev.atelier.model.host.api.LoadRefused;
import dev.atelier.model.host.api.LoadRefused.Reason;
import dev.atelier.model.host.api.LoadRefused.Shortage;
import java.util.Locale;
import java.util.Optional;
import java.util.OptionalDouble;

/** Whether a model fits into memory, by what it is said to need; some of it is always left alone. */
final class Budget {
    static final double MARGIN = 1.0;
    private static final double GIB = 1L << 30;

    private final Host host;

    Budget(Host host) {
        this.host = host;
    }

    /** @param credit what those will free that make room for it */
    void admit(double needed, double credit) throws LoadRefused {
        OptionalDouble free = free();
        if (free.isEmpty()) {
            throw new LoadRefused(
                    Reason.INSUFFICIENT_MEMORY,
                    "it cannot be told how much memory is free",
                    new Shortage(needed, -1, MARGIN));
        }
        double there = free.getAsDouble() + credit;
        if (needed > there - MARGIN) {
            throw new LoadRefused(
                    Reason.INSUFFICIENT_MEMORY, message(needed, there), new Shortage(needed, there, MARGIN));
        }
    }

    private OptionalDouble free() {
        Optional<Host.Memory> memory = host.memory();
        return memory.isEmpty()
                ? OptionalDouble.empty()
                : OptionalDouble.of(memory.get().freeBytes() / GIB);
    }

    private static String message(double needed, double free) {
        return String.format(
                Locale.ROOT,
                "insufficient memory: needs %.2f GiB, %.2f GiB free (%.2f GiB kept in reserve)",
                needed,
                free,
                MARGIN);
    }
}
