package dev.atelier.session.internal;

import dev.atelier.common.api.Threads;
import dev.atelier.registration.api.CapabilitySource;
import dev.atelier.wire.api.Capabilities;
import dev.atelier.wire.api.WorkerFrame;
import java.time.Duration;
import java.util.concurrent.Future;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The signs of life of a session, on a thread of their own that does nothing else, so that neither a job nor a full
 * disk delays them.
 */
final class Heartbeats {
    private static final Logger LOG = LoggerFactory.getLogger(Heartbeats.class);

    private final CapabilitySource capabilities;
    private final Supplier<@Nullable String> currentJob;
    private final Watcher watcher;
    private final LongSupplier nanos;
    private final ScheduledExecutorService thread;
    private @Nullable Future<?> beating;
    private @Nullable Link beatingFor;

    /** Hears of each attempt, on the heartbeat's thread. */
    interface Watcher {
        void beat(boolean sent);

        void paused(boolean paused);
    }

    Heartbeats(CapabilitySource capabilities, Supplier<@Nullable String> currentJob, Watcher watcher) {
        this(
                capabilities,
                currentJob,
                watcher,
                System::nanoTime,
                new ScheduledThreadPoolExecutor(1, Threads.named("session-heartbeat")));
    }

    Heartbeats(
            CapabilitySource capabilities,
            Supplier<@Nullable String> currentJob,
            Watcher watcher,
            LongSupplier nanos,
            ScheduledExecutorService thread) {
        this.capabilities = capabilities;
        this.currentJob = currentJob;
        this.watcher = watcher;
        this.nanos = nanos;
        this.thread = thread;
    }

    /** The first one at once. */
    synchronized void begin(Link link, Duration every) {
        end();
        Pulse pulse = new Pulse(link, every);
        beatingFor = link;
        beating = thread.scheduleAtFixedRate(pulse::beat, 0, every.toNanos(), TimeUnit.NANOSECONDS);
    }

    synchronized void end() {
        if (beating != null) {
            beating.cancel(false);
            beating = null;
        }
    }

    private synchronized void over(Link link) {
        if (beatingFor == link) {
            end();
        }
    }

    boolean stop(Duration grace) {
        end();
        thread.shutdownNow();
        return Threads.stop(thread, grace);
    }

    /** The heartbeats of one session. */
    private final class Pulse {
        private final Link link;
        private final long every;
        private long last;
        private boolean first = true;
        private boolean paused;

        Pulse(Link link, Duration every) {
            this.link = link;
            this.every = every.toNanos();
        }

        void beat() {
            long now = nanos.getAsLong();
            if (!first && now - last < every / 2) {
                return; // the timer makes up for ticks that were missed; one heartbeat is as good as ten
            }
            last = now;
            try {
                send();
            } catch (RuntimeException e) {
                // A scheduled task that throws is never run again.
                LOG.atWarn().setCause(e).log("heartbeat failed");
                watcher.beat(false);
            }
        }

        private void send() {
            Capabilities now = capabilities.now();
            if (!first && paused == now.autoEnabled()) {
                watcher.paused(!now.autoEnabled());
            }
            first = false;
            paused = !now.autoEnabled();
            boolean sent = link.send(new WorkerFrame.Heartbeat(now, currentJob.get()));
            watcher.beat(sent);
            if (!sent) {
                over(link);
            }
        }
    }
}
