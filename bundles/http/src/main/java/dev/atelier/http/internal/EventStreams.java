package dev.atelier.http.internal;

import dev.atelier.common.api.Threads;
import dev.atelier.http.api.HttpError;
import java.time.Duration;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** All streams of events that are open: their writers, their heartbeat, and how many there may be. */
final class EventStreams {
    static final int MAX = 128;
    private static final long BEAT_SECS = 10;
    private static final Logger LOG = LoggerFactory.getLogger(EventStreams.class);

    /** Few threads serve many streams, because no write here waits for a client. */
    private final ScheduledExecutorService writers = Executors.newScheduledThreadPool(2, Threads.named("http-events"));

    private final Set<ServletEventStream> open = ConcurrentHashMap.newKeySet();

    @SuppressWarnings("FutureReturnValueIgnored") // ends with the executor
    void start() {
        writers.scheduleWithFixedDelay(this::beat, BEAT_SECS, BEAT_SECS, TimeUnit.SECONDS);
    }

    void stop() {
        open.forEach(ServletEventStream::abort);
        if (!Threads.stop(writers, Duration.ofSeconds(2))) {
            LOG.warn("http-events did not stop in time");
        }
    }

    int count() {
        return open.size();
    }

    ServletEventStream reserve() {
        ServletEventStream stream = new ServletEventStream(writers);
        open.add(stream);
        stream.onClose(() -> open.remove(stream));
        if (open.size() > MAX) {
            stream.abort();
            throw HttpError.json(503, "too_many_streams", "too many event streams are open")
                    .withHeader("Retry-After", "5");
        }
        return stream;
    }

    /** A comment every now and then: the write to a client that has gone is what tells that it has. */
    void beat() {
        for (ServletEventStream stream : open) {
            try {
                stream.beat();
            } catch (RuntimeException e) {
                LOG.atDebug().setCause(e).log("event stream ended at its heartbeat");
                stream.abort();
            }
        }
    }
}
