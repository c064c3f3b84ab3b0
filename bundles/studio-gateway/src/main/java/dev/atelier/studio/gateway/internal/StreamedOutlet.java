package dev.atelier.studio.gateway.internal;

import dev.atelier.common.api.Json;
import dev.atelier.http.api.Exchange;
import dev.atelier.http.api.Exchange.EventStream;
import dev.atelier.http.api.HttpError;
import dev.atelier.studio.http.api.ReadAlong;
import dev.atelier.studio.store.api.StoredJob;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * An answer as server-sent events. The events begin with its first piece, when the answer is there or when the wait gets
 * long, whichever is first: before that, an error still has a status of its own.
 */
final class StreamedOutlet implements Outlet {
    private static final String DONE = "[DONE]";
    private static final Logger LOG = LoggerFactory.getLogger(StreamedOutlet.class);

    /** Of pieces that wait to be told; what comes beyond is told with the answer. */
    private static final int MOST_WAITING = 1024 * 1024;

    private final Exchange exchange;
    private final Chunks chunks;
    private boolean over;
    /** From here on nothing is told before the answer. */
    private boolean silent;

    private Runnable gone = () -> {};
    private @Nullable EventStream stream;

    /** The data of the events. */
    interface Chunks {
        /** Whether pieces can be told before the answer is there. */
        boolean early();

        String piece(String jobId, String text);

        /** What is left when there were pieces, else all. */
        List<String> of(List<Result> results) throws IOException;
    }

    /** Gathers pieces while a thread is looked for, since they come where nobody may be held up. */
    private final class Pieces implements ReadAlong.Reader {
        private final String jobId;
        private final Executor threads;
        private final StringBuilder waiting = new StringBuilder();
        private boolean asked;
        private boolean full;

        private Pieces(String jobId, Executor threads) {
            this.jobId = jobId;
            this.threads = threads;
        }

        @Override
        public void text(String piece) {
            synchronized (waiting) {
                full |= waiting.length() + piece.length() > MOST_WAITING;
                if (full) {
                    return;
                }
                waiting.append(piece);
                if (asked) {
                    return;
                }
                asked = true;
            }
            try {
                threads.execute(this::tell);
            } catch (RejectedExecutionException e) {
                LOG.debug("a piece is not told: the room is closed");
            }
        }

        @Override
        public void restarted() {
            // Whether the answer is still what was told shows when it is there.
        }

        private void tell() {
            synchronized (StreamedOutlet.this) {
                String text;
                synchronized (waiting) {
                    text = waiting.toString();
                    waiting.setLength(0);
                    asked = false;
                }
                StreamedOutlet.this.tell(jobId, text);
            }
        }
    }

    @Override
    public Optional<ReadAlong.Reader> reader(String jobId, Executor threads) {
        return chunks.early() ? Optional.of(new Pieces(jobId, threads)) : Optional.empty();
    }

    private void tell(String jobId, String text) {
        if (over || silent) {
            return;
        }
        open();
        if (stream == null) {
            silent = true;
        } else {
            send(chunks.piece(jobId, text));
        }
    }

    StreamedOutlet(Exchange exchange, Chunks chunks) {
        this.exchange = exchange;
        this.chunks = chunks;
    }

    @Override
    public synchronized void wait(Runnable whenGone) {
        gone = whenGone;
        exchange.later();
        exchange.whenGone(whenGone);
    }

    @Override
    public long weight(List<StoredJob> jobs) {
        return Whole.COPIES * jobs.stream().mapToLong(StoredJob::resultBytes).sum();
    }

    @Override
    public synchronized void stillWaiting() {
        open();
    }

    private void open() {
        if (stream != null || over) {
            return;
        }
        try {
            exchange.events(opened -> stream = opened);
        } catch (HttpError e) {
            // Too many streams are open. This one waits on in silence, and is answered at once when there is something.
            LOG.atDebug().addKeyValue("reason", e.getMessage()).log("no stream for a waiting request");
        } catch (IOException e) {
            LOG.atDebug().setCause(e).log("client has gone");
            gone.run();
        }
        if (stream != null) {
            stream.onClose(gone);
        }
    }

    @Override
    public synchronized void answer(List<Result> results, Memory.Share share) throws IOException {
        over = true;
        List<String> events = chunks.of(results);
        if (stream == null) {
            exchange.header("X-Accel-Buffering", "no");
            byte[] body = (events.stream().map(StreamedOutlet::event).collect(Collectors.joining()) + event(DONE))
                    .getBytes(StandardCharsets.UTF_8);
            Body whole = Body.of("text/event-stream;charset=utf-8", body);
            exchange.stream(200, whole.type(), whole.length(), whole.with(share));
            return;
        }
        try (share) { // the stream has bounds of its own
            events.forEach(this::send);
            send(DONE);
            stream.close();
        }
    }

    @Override
    public synchronized void refuse(HttpError error) {
        over = true;
        if (stream == null) {
            exchange.fail(error);
            return;
        }
        send(Json.text(Errors.body(error)));
        stream.close();
    }

    /** JSON has no line ends outside of its white space, and ours has no such white space. */
    private static String event(String data) {
        return "data: " + data + "\n\n";
    }

    private void send(String data) {
        if (stream != null) {
            stream.send("", "", data);
        }
    }
}
