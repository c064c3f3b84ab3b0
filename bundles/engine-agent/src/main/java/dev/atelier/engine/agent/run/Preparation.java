package dev.atelier.engine.agent.run;

import org.jspecify.annotations.Nullable;

/** The part of a run that can be cut short by interrupting its thread. What comes after must never be hit by it. */
final class Preparation {
    private @Nullable Thread thread;
    private boolean cut;

    /** For the thread of the run. */
    synchronized void begin() {
        thread = Thread.currentThread();
        if (cut) {
            thread.interrupt();
        }
    }

    synchronized void end() {
        thread = null;
        if (cut) {
            Thread.interrupted();
        }
    }

    synchronized void cutShort() {
        cut = true;
        if (thread != null) {
            thread.interrupt();
        }
    }
}
