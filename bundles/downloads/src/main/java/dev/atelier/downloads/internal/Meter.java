package dev.atelier.downloads.internal;

import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.LongSupplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Counts what has come and tells it now and then. */
final class Meter {
    private static final Logger LOG = LoggerFactory.getLogger(Meter.class);
    private static final long GAP_NANOS = TimeUnit.MILLISECONDS.toNanos(250);

    private final Telling telling;
    private final LongSupplier nanos;
    private final AtomicLong bytes = new AtomicLong();
    private final AtomicLong due;
    private volatile long total = -1;

    Meter(Telling telling, LongSupplier nanos) {
        this.telling = telling;
        this.nanos = nanos;
        this.due = new AtomicLong(nanos.getAsLong());
    }

    /** Hears it. */
    interface Telling {
        void at(long bytes, long total);
    }

    long bytes() {
        return bytes.get();
    }

    long total() {
        return total;
    }

    void begin(long there, long total) {
        bytes.set(there);
        this.total = total;
        tell();
    }

    void add(long more) {
        bytes.addAndGet(more);
        long now = nanos.getAsLong();
        long at = due.get();
        if (now - at >= 0 && due.compareAndSet(at, now + GAP_NANOS)) {
            tell();
        }
    }

    void tell() {
        try {
            telling.at(bytes.get(), total);
        } catch (RuntimeException e) {
            LOG.atWarn().setCause(e).log("progress of a download not told");
        }
    }
}
