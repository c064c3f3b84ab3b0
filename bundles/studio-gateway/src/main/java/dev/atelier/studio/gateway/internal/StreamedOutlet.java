package dev.atelier.studio.gateway.internal;

import dev.atelier.common.api.Json;
import dev.atelier.http.api.Exchange;
import dev.atelier.http.api.Exchange.EventStream;
import dev.atelier.http.api.HttpError;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * An answer as server-sent events. The events begin when the answer is there or the wait gets long, whichever is first:
 * before that, an error still has a status of its own.
 */
final class StreamedOutlet implements Outlet {
    private static final String DONE = "[DONE]";
    private static final Logger LOG = LoggerFactory.getLogger(StreamedOutlet.class);

    private final Exchange exchange;
    private final Chunks chunks;
    private Runnable gone = () -> {};
    private @Nullable EventStream stream;

    /** The data of the events. */
    interface Chunks {
        List<String> of(List<Result> results) throws IOException;
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
    public synchronized void stillWaiting() {
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
    public synchronized void answer(List<Result> results) throws IOException {
        List<String> events = chunks.of(results);
        if (stream == null) {
            exchange.header("X-Accel-Buffering", "no");
            byte[] body = (events.stream().map(StreamedOutlet::event).collect(Collectors.joining()) + event(DONE))
                    .getBytes(StandardCharsets.UTF_8);
            exchange.stream(200, "text/event-stream;charset=utf-8", body.length, new ByteArrayInputStream(body));
            return;
        }
        events.forEach(this::send);
        send(DONE);
        stream.close();
    }

    @Override
    public synchronized void refuse(HttpError error) {
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
