package dev.atelier.engine.manager.internal.registry;

import dev.atelier.engine.api.Engine;
import dev.atelier.engine.api.EngineDescriptor;
import dev.atelier.engine.api.Health;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.LongAdder;
import org.jspecify.annotations.Nullable;

/**
 * A started engine and the leases on it. One number holds both the count of leases and whether the slot is closed, so
 * that no lease can slip in between the last look and the stop.
 */
public final class Slot {
    private static final int CLOSED = Integer.MIN_VALUE;

    private final Engine engine;
    private final EngineDescriptor descriptor;
    private final AtomicInteger state = new AtomicInteger();
    private final Set<SlotLease> open = ConcurrentHashMap.newKeySet();
    private final LongAdder jobs = new LongAdder();
    private final LongAdder faults = new LongAdder();
    private volatile CompletableFuture<Boolean> drained = new CompletableFuture<>();
    private volatile boolean recalled;
    private volatile @Nullable Probation probation;

    public Slot(Engine engine, EngineDescriptor descriptor) {
        this.engine = engine;
        this.descriptor = descriptor;
    }

    public Engine engine() {
        return engine;
    }

    /**
     * What the engine says of itself now: its models come and go with their files. Who it is and what it runs stays as
     * it was when it started, whatever it says later.
     */
    public EngineDescriptor descriptor() {
        try {
            EngineDescriptor now = engine.descriptor();
            boolean same = now != null
                    && now.id().equals(descriptor.id())
                    && now.version().equals(descriptor.version())
                    && now.sources().equals(descriptor.sources());
            return same ? now : descriptor;
        } catch (RuntimeException | LinkageError e) {
            return descriptor; // as its health is asked in the middle of other people's work, so is this
        }
    }

    /** A lease, or null when the slot takes no more. Lock-free. */
    @Nullable
    SlotLease acquire() {
        while (true) {
            int now = state.get();
            if ((now & CLOSED) != 0) {
                return null;
            }
            if (state.compareAndSet(now, now + 1)) {
                SlotLease lease = new SlotLease(this);
                open.add(lease);
                if (recalled) {
                    lease.recall();
                }
                return lease;
            }
        }
    }

    void release(SlotLease lease) {
        open.remove(lease);
        if (state.decrementAndGet() == CLOSED) {
            drained.complete(true);
        }
    }

    /** Takes no more leases. */
    public void close() {
        if (state.updateAndGet(now -> now | CLOSED) == CLOSED) {
            drained.complete(true);
        }
    }

    /** Completes when the slot is closed and the last lease is back. */
    public CompletableFuture<Boolean> drained() {
        return drained;
    }

    /** Takes leases again: the switch away from it was turned back. */
    public void reopen() {
        recalled = false;
        // Open first: a lease that comes back to a closed slot would tell the new future that the slot has drained.
        state.updateAndGet(now -> now & ~CLOSED);
        drained = new CompletableFuture<>();
    }

    /** Asks for every lease back. */
    public void recall() {
        recalled = true;
        open.forEach(SlotLease::recall);
    }

    public boolean closed() {
        return (state.get() & CLOSED) != 0;
    }

    public int inFlight() {
        return state.get() & ~CLOSED;
    }

    public long jobs() {
        return jobs.sum();
    }

    public long faults() {
        return faults.sum();
    }

    /** Watches the error rate from now on. */
    public void watch(Probation watched) {
        probation = watched;
    }

    public void unwatch() {
        probation = null;
    }

    public @Nullable Probation probation() {
        return probation;
    }

    void report(boolean engineFault) {
        jobs.increment();
        if (engineFault) {
            faults.increment();
        }
        Probation watched = probation;
        if (watched != null) {
            watched.told(engineFault);
        }
    }

    /** Never throws: it is asked in the middle of other people's work. */
    public Health health() {
        try {
            Health health = engine.health();
            return health == null
                    ? Health.unavailable("its health check says nothing", "ask its maker, or roll the engine back")
                    : health;
        } catch (RuntimeException | LinkageError e) {
            return Health.unavailable("its health check fails: " + e, "look into the log, or roll the engine back");
        }
    }
}
