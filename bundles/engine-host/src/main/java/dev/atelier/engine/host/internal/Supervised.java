package dev.atelier.engine.host.internal;

import java.time.Duration;
import java.util.List;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jspecify.annotations.Nullable;

/** A process and its end: asked first, killed with everything it started when it does not listen. */
final class Supervised implements AutoCloseable {
    /** A killed process is gone at once, unless the system itself is stuck in a call for it. */
    private static final long AFTER_KILL_MS = 500;

    private final Process process;
    private final String name;
    private final Duration grace;
    private final ProcessHost host;
    private final AtomicBoolean asked = new AtomicBoolean();
    private volatile List<ProcessHandle> below = List.of();
    private volatile @Nullable String outgrown;

    Supervised(Process process, String name, Duration grace, ProcessHost host) {
        this.process = process;
        this.name = name;
        this.grace = grace;
        this.host = host;
    }

    Process process() {
        return process;
    }

    String name() {
        return name;
    }

    /** Asks it to end now and sees to it that it does; returns at once. */
    @SuppressWarnings("UnusedVariable") // both end with the process or the host
    void terminate() {
        if (!asked.compareAndSet(false, true)) {
            return;
        }
        // Remembered now: what it started belongs to nobody once it is gone itself.
        below = process.descendants().toList();
        process.destroy();
        var after = process.onExit().thenRun(() -> below.forEach(ProcessHandle::destroyForcibly));
        try {
            var timer = host.timer().schedule(this::kill, grace.toMillis(), TimeUnit.MILLISECONDS);
        } catch (RejectedExecutionException e) {
            kill(); // the host is closing
        }
    }

    /** Kills it, for a reason that is to be told. */
    void outgrown(String words) {
        outgrown = words;
        kill();
    }

    /** Why it was killed, if it took too much. */
    @Nullable
    String outgrown() {
        return outgrown;
    }

    void kill() {
        asked.set(true);
        Records.killTree(process.toHandle());
        below.forEach(ProcessHandle::destroyForcibly);
    }

    /** Ends it and waits for that, at most its grace and a little more. */
    @Override
    public void close() {
        terminate();
        try {
            if (!process.waitFor(grace.toMillis(), TimeUnit.MILLISECONDS)) {
                kill();
                process.waitFor(AFTER_KILL_MS, TimeUnit.MILLISECONDS);
            }
        } catch (InterruptedException e) {
            kill();
            Thread.currentThread().interrupt();
        }
    }
}
