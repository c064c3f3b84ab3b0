package dev.atelier.studio.dispatch.internal;

import dev.atelier.common.api.MetricSource;
import dev.atelier.common.api.Readiness;
import java.util.Optional;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Reference;

/** The dispatch's share of readiness and figures. */
@Component(service = {Readiness.class, MetricSource.class})
public final class DispatchStatus implements Readiness, MetricSource {
    private final DispatchRoom room;

    @Activate
    public DispatchStatus(@Reference(name = "room") DispatchRoom room) {
        this.room = room;
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
