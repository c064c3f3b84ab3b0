package dev.atelier.http.internal;

import dev.atelier.common.api.Threads;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.time.Duration;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.LongSupplier;
import org.eclipse.jetty.io.AbstractEndPoint;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Hangs up on clients that make somebody wait: whose body trickles in, who take an answer drop by drop. Jetty has limits
 * of its own for it, but counts the time a handler takes as its client's, or does not look at answers at all. Here only
 * waiting for the client counts, so whoever waits for a job, an event or a disk may take as long as that takes.
 */
final class Pace {
    /** Below this a client is not slow but in the way. */
    static final long BYTES_A_SECOND = 4 * 1024;
    /** Long enough for a line that stalls. */
    static final Duration BODY = Duration.ofSeconds(30);
    /** Longer, because a socket takes more only when a third of its buffer is free. */
    static final Duration ANSWER = Duration.ofSeconds(60);

    private static final int SLICE = 32 * 1024;
    private static final long LOOK_MS = 2_000;
    private static final Logger LOG = LoggerFactory.getLogger(Pace.class);

    private final LongSupplier nanos;
    private final Set<Transfer> waiting = ConcurrentHashMap.newKeySet();
    private final ScheduledExecutorService watch =
            Executors.newSingleThreadScheduledExecutor(Threads.named("http-pace"));

    Pace() {
        this(System::nanoTime);
    }

    Pace(LongSupplier nanos) {
        this.nanos = nanos;
    }

    @SuppressWarnings("FutureReturnValueIgnored") // ends with the executor
    void start() {
        watch.scheduleWithFixedDelay(this::look, LOOK_MS, LOOK_MS, TimeUnit.MILLISECONDS);
    }

    void stop() {
        if (!Threads.stop(watch, Duration.ofSeconds(2))) {
            LOG.warn("http-pace did not stop in time");
        }
    }

    /** Ends whatever waits for a client that is too slow. */
    void look() {
        for (Transfer transfer : waiting) {
            transfer.endIfTooSlow();
        }
    }

    Transfer body(@Nullable AbstractEndPoint line) {
        return new Transfer(line, BODY);
    }

    Transfer answer(@Nullable AbstractEndPoint line) {
        return new Transfer(line, ANSWER);
    }

    /** One direction of one exchange. The account begins anew whenever a client has kept up for a while. */
    final class Transfer {
        private final @Nullable AbstractEndPoint line;
        private final long window;
        private final long enough;
        private long moved;
        private long spent;
        private long since;
        private boolean running;
        private boolean tooSlow;

        private Transfer(@Nullable AbstractEndPoint line, Duration window) {
            this.line = line;
            this.window = window.toNanos();
            this.enough = window.toSeconds() * BYTES_A_SECOND;
        }

        /** From now on the client is waited for. */
        void begin() {
            synchronized (this) {
                account(0);
                since = nanos.getAsLong();
                running = true;
            }
            waiting.add(this);
        }

        /** It has taken or given so many bytes. */
        void end(long bytes) throws EOFException {
            waiting.remove(this);
            boolean slow;
            synchronized (this) {
                account(bytes);
                running = false;
                slow = tooSlow;
            }
            if (slow) {
                hangUp(); // or an end of what there is would look like the end of all
                throw new EOFException("the client is too slow");
            }
        }

        /** Nobody waits any more. */
        synchronized void over() {
            running = false;
            waiting.remove(this);
        }

        private void account(long bytes) {
            moved += bytes;
            if (running) {
                long now = nanos.getAsLong();
                spent += now - since;
                since = now;
            }
            if (spent > window) {
                tooSlow |= moved < enough;
                moved = 0;
                spent = 0;
            }
        }

        private void endIfTooSlow() {
            synchronized (this) {
                account(0);
                if (!running || !tooSlow) {
                    return;
                }
            }
            hangUp();
        }

        private void hangUp() {
            LOG.debug("client is too slow, hung up");
            if (line != null) {
                line.close(new TimeoutException("the client is too slow"));
            }
        }

        InputStream watching(InputStream body) {
            return new InputStream() {
                @Override
                public int read() throws IOException {
                    byte[] one = new byte[1];
                    return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
                }

                @Override
                public int read(byte[] into, int offset, int length) throws IOException {
                    int read = 0;
                    begin();
                    try {
                        read = body.read(into, offset, length);
                        return read;
                    } finally {
                        end(Math.max(0, read));
                    }
                }
            };
        }

        OutputStream watching(OutputStream answer) {
            return new OutputStream() {
                @Override
                public void write(int b) throws IOException {
                    write(new byte[] {(byte) b}, 0, 1);
                }

                @Override
                public void write(byte[] bytes, int offset, int length) throws IOException {
                    for (int done = 0; done < length; ) {
                        int slice = Math.min(SLICE, length - done);
                        begin();
                        try {
                            answer.write(bytes, offset + done, slice);
                        } finally {
                            end(slice);
                        }
                        done += slice;
                    }
                }
            };
        }
    }
}
