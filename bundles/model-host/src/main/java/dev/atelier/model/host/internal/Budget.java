package dev.atelier.model.host.internal;

import dev.atelier.host.api.Host;
import dev.atelier.model.host.api.LoadRefused;
import dev.atelier.model.host.api.LoadRefused.Reason;
import dev.atelier.model.host.api.LoadRefused.Shortage;
import java.util.Locale;
import java.util.Optional;
import java.util.OptionalDouble;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Whether a model fits into memory, by what it is said to need; some of it is always left alone. */
final class Budget {
    private static final Logger LOG = LoggerFactory.getLogger(Budget.class);
    static final double MARGIN = 1.0;
    private static final double GIB = 1L << 30;

    private final Host host;

    Budget(Host host) {
        this.host = host;
    }

    /** Reads what is free, which may take a moment: not with a lock held where that can be helped. */
    void look() {
        var unused = host.memoryNow();
    }

    /**
     * @param credit what those will free that make room for it
     * @param taken what the models there are said to need; counts where a GPU does not tell what is free
     */
    void admit(double needed, double credit, double taken) throws LoadRefused {
        OptionalDouble free = free(taken);
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

    private OptionalDouble free(double taken) {
        Optional<Host.Memory> memory = host.memory();
        if (host.vramTotalGb() > 0 && memory.filter(Budget::ofGpu).isEmpty()) {
            LOG.atWarn().addKeyValue("takenGib", taken).log("the GPU does not tell what is free, estimates count");
            return OptionalDouble.of(host.vramTotalGb() - taken);
        }
        return memory.isEmpty()
                ? OptionalDouble.empty()
                : OptionalDouble.of(memory.get().freeBytes() / GIB);
    }

    private static boolean ofGpu(Host.Memory memory) {
        return memory.kind().equals("gpu");
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
