package dev.atelier.engine.onnx.net;

/** Counts who uses a thing that must not go while it is used: it is let go once, after the last of them. */
final class Uses {
    private final Runnable letGo;
    /** Guarded by this, as the rest is. */
    private int count;

    private boolean closed;

    Uses(Runnable letGo) {
        this.letGo = letGo;
    }

    /** Whether it may be used; if so, {@link #end} has to follow. */
    synchronized boolean begin() {
        if (closed) {
            return false;
        }
        count++;
        return true;
    }

    void end() {
        boolean last;
        synchronized (this) {
            count--;
            last = closed && count == 0;
        }
        if (last) {
            letGo.run();
        }
    }

    /** Nobody may begin any more. It goes at once, or with whoever uses it last. */
    void close() {
        boolean idle;
        synchronized (this) {
            idle = !closed && count == 0;
            closed = true;
        }
        if (idle) {
            letGo.run();
        }
    }
}
