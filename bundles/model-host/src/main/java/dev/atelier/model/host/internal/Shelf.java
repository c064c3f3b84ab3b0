package dev.atelier.model.host.internal;

import dev.atelier.common.api.EventHub;
import dev.atelier.common.api.Json;
import dev.atelier.model.host.api.ModelHost.State;
import java.time.Clock;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Collection;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Where every model stands. It is its own lock, and everything is done with the lock held. */
final class Shelf {
    private static final Logger LOG = LoggerFactory.getLogger(Shelf.class);

    private final Map<String, Hosted> models = new HashMap<>();
    private final EventHub events;
    private final Clock clock;
    private boolean closed;

    Shelf(EventHub events, Clock clock) {
        this.events = events;
        this.clock = clock;
    }

    Hosted of(String model) {
        return models.computeIfAbsent(model, id -> new Hosted(id, now()));
    }

    /** Null when nobody has asked for it yet. */
    @Nullable
    Hosted known(String model) {
        return models.get(model);
    }

    Collection<Hosted> all() {
        return models.values();
    }

    /** What those in memory, or on their way, are said to need, in GiB. */
    double taken() {
        return models.values().stream()
                .filter(each ->
                        each.state == State.LOADING || each.state == State.LOADED || each.state == State.UNLOADING)
                .mapToDouble(each -> each.needs)
                .sum();
    }

    void failed(Hosted hosted, String why) {
        hosted.stay();
        hosted.become(State.FAILED, now());
        hosted.error = why;
        LOG.atWarn().addKeyValue("model", hosted.id).addKeyValue("reason", why).log("model is not loaded");
        tell(hosted);
    }

    void tell(Hosted hosted) {
        events.publish(
                "model",
                Json.object()
                        .put("id", hosted.id)
                        .put("state", hosted.state.name().toLowerCase(Locale.ROOT)));
    }

    Instant now() {
        return clock.instant().truncatedTo(ChronoUnit.MILLIS);
    }

    void close() {
        closed = true;
    }

    boolean closed() {
        return closed;
    }
}
