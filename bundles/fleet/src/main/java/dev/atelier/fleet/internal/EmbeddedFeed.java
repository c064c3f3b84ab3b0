package dev.atelier.fleet.internal;

import dev.atelier.fleet.internal.shape.Feed;
import dev.atelier.runtime.api.Observation;
import dev.atelier.runtime.api.ObservationFrame;
import dev.atelier.runtime.api.WorkerRuntime;
import java.util.Optional;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/** The events of one Worker of the embedded runtime. */
final class EmbeddedFeed implements Feed {
    private final WorkerRuntime runtime;
    private final String workerId;
    private final Executor threads;

    EmbeddedFeed(WorkerRuntime runtime, String workerId, Executor threads) {
        this.runtime = runtime;
        this.workerId = workerId;
        this.threads = threads;
    }

    @Override
    public Line open(@Nullable String cursor, Listener listener) {
        try {
            Observation observation = runtime.observe(runtime.ref(workerId), cursor);
            Taking taking = new Taking(observation, listener);
            observation.onAvailable(taking::more);
            return taking;
        } catch (RuntimeException e) {
            EmbeddedErrors.of(e); // which tells the log
            listener.ended(new Trouble(Code.RUNTIME_UNAVAILABLE, true));
            return () -> {};
        }
    }

    /** Takes what is there, on a borrowed thread, one thread at a time: the runtime's own is never kept. */
    private final class Taking implements Line {
        private final Observation observation;
        private final Listener listener;
        private final AtomicInteger calls = new AtomicInteger();
        private volatile boolean closed;

        Taking(Observation observation, Listener listener) {
            this.observation = observation;
            this.listener = listener;
        }

        private void more() {
            if (calls.getAndIncrement() == 0) {
                try {
                    threads.execute(this::take);
                } catch (RejectedExecutionException e) {
                    closed = true; // the room is closed
                }
            }
        }

        private void take() {
            int seen;
            do {
                seen = calls.get();
                for (Optional<ObservationFrame> next = observation.poll();
                        next.isPresent() && !closed;
                        next = observation.poll()) {
                    next.get().fold(this::happened, this::ended);
                }
            } while (calls.addAndGet(-seen) > 0);
        }

        private boolean happened(ObservationFrame.Event event) {
            listener.event(event.cursor(), event.eventId(), event.payload());
            return true;
        }

        private boolean ended(ObservationFrame.Diagnostic diagnostic) {
            if (!closed) {
                closed = true;
                listener.ended(Code.ofRuntime(diagnostic.code()));
                observation.close();
            }
            return true;
        }

        @Override
        public void close() {
            closed = true;
            observation.close();
        }
    }
}
