package dev.atelier.session.internal;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.atelier.common.api.MetricSource;
import dev.atelier.common.api.Readiness;
import dev.atelier.http.api.StatusPart;
import java.util.Optional;
import java.util.function.Supplier;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Reference;

/** The session's share of status, readiness and figures; a start waits a moment for it, so that it can object. */
@Component(
        service = {StatusPart.class, Readiness.class, MetricSource.class, Supplier.class},
        property = "atelier.ready=session")
public final class SessionStatus implements StatusPart, Readiness, MetricSource, Supplier<String> {
    private final SessionRoom room;

    @Activate
    public SessionStatus(@Reference(name = "room") SessionRoom room) {
        this.room = room;
    }

    /** That there is such a service says it all. */
    @Override
    public String get() {
        return "";
    }

    @Override
    public void status(ObjectNode status) {
        status.set("session", room.board().state().json());
        room.board().heartbeat().ifPresent(beat -> status.set("heartbeat", beat));
    }

    @Override
    public Optional<String> notReadyBecause() {
        return room.problem();
    }

    @Override
    public void collect(Sink sink) {
        room.collect(sink);
    }
}
