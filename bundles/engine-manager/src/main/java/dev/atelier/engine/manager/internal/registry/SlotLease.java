package dev.atelier.engine.manager.internal.registry;

import dev.atelier.engine.api.Engine;
import dev.atelier.engine.api.EngineDescriptor;
import dev.atelier.engine.manager.api.Engines;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicBoolean;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** One lease. Equality is identity. */
final class SlotLease implements Engines.Lease {
    private static final Logger LOG = LoggerFactory.getLogger(SlotLease.class);

    private final Slot slot;
    private final AtomicBoolean closed = new AtomicBoolean();
    private final AtomicBoolean reported = new AtomicBoolean();
    private final List<Runnable> onRecall = new ArrayList<>();
    private boolean recalled;

    SlotLease(Slot slot) {
        this.slot = slot;
    }

    @Override
    public Engine engine() {
        return slot.engine();
    }

    @Override
    public EngineDescriptor descriptor() {
        return slot.descriptor();
    }

    @Override
    public void report(boolean engineFault) {
        if (reported.compareAndSet(false, true)) {
            slot.report(engineFault);
        }
    }

    @Override
    public void onRecall(Runnable action) {
        synchronized (onRecall) {
            if (!recalled) {
                onRecall.add(action);
                return;
            }
        }
        run(action);
    }

    void recall() {
        List<Runnable> actions;
        synchronized (onRecall) {
            if (recalled) {
                return;
            }
            recalled = true;
            actions = List.copyOf(onRecall);
        }
        actions.forEach(SlotLease::run);
    }

    private static void run(Runnable action) {
        try {
            action.run();
        } catch (RuntimeException e) {
            // One lease's trouble is no reason not to call the others back.
            LOG.atWarn().setCause(e).log("a recalled job did not take it well");
        }
    }

    @Override
    public void close() {
        if (closed.compareAndSet(false, true)) {
            slot.release(this);
        }
    }
}
