package dev.atelier.engine.onnx.net;

import ai.onnxruntime.OrtException;
import ai.onnxruntime.OrtSession.RunOptions;
import java.time.Duration;
import java.util.HashSet;
import java.util.Set;

/** The runs of all networks of an engine, so that it does not stop amid one. */
final class Underway {
    /** Guarded by this, as the rest is. */
    private final Set<RunOptions> runs = new HashSet<>();

    private boolean closed;

    /** Whether it may run; if so, {@link #end} has to follow before the options are closed. */
    synchronized boolean begin(RunOptions run) {
        return !closed && runs.add(run);
    }

    synchronized void end(RunOptions run) {
        runs.remove(run);
        notifyAll();
    }

    synchronized boolean closed() {
        return closed;
    }

    /** Lets nothing begin any more and ends what runs. False when that is not over within the grace. */
    synchronized boolean close(Duration grace) throws InterruptedException {
        closed = true;
        for (RunOptions run : runs) {
            try {
                run.setTerminate(true);
            } catch (OrtException e) {
                throw new IllegalStateException("a run could not be ended", e);
            }
        }
        long end = System.nanoTime() + grace.toNanos();
        for (long left = grace.toMillis(); !runs.isEmpty() && left > 0; left = (end - System.nanoTime()) / 1_000_000) {
            wait(left);
        }
        return runs.isEmpty();
    }
}
