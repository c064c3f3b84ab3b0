package dev.atelier.local.api.internal;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.atelier.common.api.EventHub;
import dev.atelier.common.api.Json;
import dev.atelier.http.api.Exchange;
import java.io.IOException;
import java.util.OptionalLong;

/** The events of this process for one who watches, from where a broken line left off if those are still kept. */
final class EventsRoute {
    /** More than this at once would fill a stream's queue; reading the state again is cheaper. */
    static final int MAX_REPLAY = 500;

    private final EventHub hub;
    private final String version;

    EventsRoute(EventHub hub, String version) {
        this.hub = hub;
        this.version = version;
    }

    void handle(Exchange exchange) throws IOException {
        OptionalLong seen = exchange.header("Last-Event-ID")
                .or(() -> exchange.query("lastEventId"))
                .map(EventsRoute::number)
                .orElse(OptionalLong.empty());
        exchange.events(stream -> new Watch(stream).begin(seen));
    }

    private static OptionalLong number(String text) {
        return text.matches("\\d{1,18}") ? OptionalLong.of(Long.parseLong(text)) : OptionalLong.empty();
    }

    private final class Watch {
        private final Exchange.EventStream stream;
        private long sent;

        Watch(Exchange.EventStream stream) {
            this.stream = stream;
        }

        /** Holds back what happens meanwhile until the replay is queued; nothing in here waits. */
        synchronized void begin(OptionalLong seen) {
            EventHub.Subscription subscription = hub.subscribe(this::live);
            stream.onClose(subscription::close);
            long last = hub.last();
            ObjectNode hello = Json.object().put("version", version).put("last", last);
            stream.send(seen.isPresent() ? "" : String.valueOf(last), "hello", hello.toString());
            sent = last;
            seen.ifPresent(id -> replay(id, last));
        }

        private void replay(long seen, long last) {
            EventHub.Replay replay = hub.since(seen);
            // A number beyond ours is of an earlier process.
            if (seen > last || !replay.complete() || replay.events().size() > MAX_REPLAY) {
                stream.send(String.valueOf(last), "reset", "{}");
                return;
            }
            sent = seen;
            replay.events().forEach(this::send);
        }

        private synchronized void live(EventHub.Event event) {
            send(event);
        }

        private void send(EventHub.Event event) {
            if (event.id() > sent) {
                sent = event.id();
                stream.send(
                        String.valueOf(event.id()), event.type(), event.data().toString());
            }
        }
    }
}
