package dev.atelier.fleet.internal.remote;

import dev.atelier.fleet.internal.remote.Asker.Question;
import dev.atelier.fleet.internal.shape.Capabilities;
import dev.atelier.fleet.internal.shape.Diagnostic;
import dev.atelier.fleet.internal.shape.Hint;
import dev.atelier.fleet.internal.shape.HostView;
import dev.atelier.fleet.internal.shape.RuntimeView;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.function.Supplier;

/** How a runtime elsewhere and its host are shown, also while they do not answer. */
final class Portrait {
    private final Place place;
    private final String hostId;
    private final Asker asker;
    private final InstantSource clock;
    private final LastKnown<RemoteJson.Summary> summaries;
    private final Reading<RemoteJson.Summary> reading = new Reread<>(Reading.of(RemoteJson::summary));

    Portrait(Place place, String hostId, Asker asker, Supplier<Duration> limit, InstantSource clock) {
        this.place = place;
        this.hostId = hostId;
        this.asker = asker;
        this.clock = clock;
        this.summaries = new LastKnown<>(System::nanoTime, limit);
    }

    HostView host(long limit) {
        Contact contact = asker.contact();
        boolean usable = !contact.asked() || contact.reached();
        return new HostView(
                place.runtimeId(),
                hostId,
                Hint.of(place.label().get()),
                place.kind().host(),
                contact.hostStatus(),
                clock.instant(),
                contact.lastSeen(),
                Capabilities.remote(usable, !contact.asked() || contact.spawns(), limit),
                List.of(proxied()));
    }

    CompletableFuture<RuntimeView> summary(long limit) {
        return summaries
                .ask(() -> asker.ask(Question.again("/v1/runtime", reading)).thenApply(this::learnt))
                .thenApply(answer -> answer.outcome()
                        .fold(
                                known -> view(
                                        limit, answer.stale() ? asker.troubles().stale() : proxied(), true),
                                why -> view(limit, why, false)));
    }

    private Outcome<RemoteJson.Summary> learnt(Outcome<RemoteJson.Summary> outcome) {
        if (outcome instanceof Outcome.Got<RemoteJson.Summary> got) {
            RemoteJson.Summary summary = got.value();
            String own = place.namesItself() ? summary.displayName() : null;
            String name = own == null ? place.label().get() : own;
            asker.learn(known -> known.described(Hint.of(name), summary.status(), summary.creates()));
        }
        return outcome;
    }

    private RuntimeView view(long limit, Diagnostic diagnostic, boolean answered) {
        Contact contact = asker.contact();
        return new RuntimeView(
                place.runtimeId(),
                Hint.of(place.namesItself() ? contact.label() : place.label().get()),
                place.kind(),
                contact.status(),
                limit == 0 ? List.of() : List.of(hostId),
                Capabilities.remote(answered, contact.spawns(), limit),
                List.of(diagnostic));
    }

    static Diagnostic proxied() {
        return Diagnostic.info("remote_runtime_backend_proxy", "The backend asks this runtime for you.");
    }
}
