package dev.atelier.studio.http.internal;

import dev.atelier.common.api.EventHub;
import dev.atelier.http.api.Exchange;
import dev.atelier.http.api.HttpError;
import dev.atelier.studio.http.api.Principal;
import java.io.IOException;
import java.util.List;
import java.util.Map;

/** What changes, as it changes, for those who watch the studio from elsewhere. */
final class Realtime {
    /** Types on the hub and their names here. */
    private static final Map<String, String> NAMES = Map.of("jobs", "jobsChanged", "workers", "workersChanged");

    private final EventHub hub;

    Realtime(EventHub hub) {
        this.hub = hub;
    }

    List<ApiRoute> routes() {
        return List.of(ApiRoute.of(
                "GET", "/realtime", Access.READ, "Server-sent events: jobsChanged, workersChanged", this::watch));
    }

    private void watch(Exchange exchange, Principal who) throws IOException {
        if (exchange.header("Upgrade").isPresent()) {
            // Who wants a WebSocket would wait for the end of this stream, which has none.
            throw HttpError.json(426, "upgrade_refused", "this is a stream of server-sent events, not a WebSocket");
        }
        exchange.events(stream -> {
            EventHub.Subscription subscription = hub.subscribe(event -> {
                String name = NAMES.get(event.type());
                if (name != null) {
                    stream.send(String.valueOf(event.id()), name, event.data().toString());
                }
            });
            stream.onClose(subscription::close);
            stream.send(String.valueOf(hub.last()), "hello", "{}");
        });
    }
}
