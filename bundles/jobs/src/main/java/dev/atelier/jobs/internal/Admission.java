package dev.atelier.jobs.internal;

import dev.atelier.engine.api.EngineDescriptor;
import dev.atelier.engine.api.EngineException;
import dev.atelier.engine.api.ModelSource;
import dev.atelier.engine.api.Task;
import dev.atelier.engine.manager.api.Engines;
import dev.atelier.jobs.api.JobRefused;
import dev.atelier.jobs.api.JobRefused.Reason;
import dev.atelier.jobs.api.Jobs;
import dev.atelier.models.api.ModelCatalogue;
import dev.atelier.models.api.ModelEntry;
import java.time.Clock;
import java.time.Instant;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;

/** Decides whether a request can work at all, before it costs anything. */
final class Admission {
    private final KnownModels models;
    private final Engines engines;
    private final Clock clock;
    private final AtomicLong count = new AtomicLong();

    Admission(ModelCatalogue catalogue, Engines engines, Clock clock) {
        this.models = new KnownModels(catalogue, engines);
        this.engines = engines;
        this.clock = clock;
    }

    /**
     * A request that can work.
     *
     * @param frozen whether the source came with the request
     * @param engine the one that serves at this moment
     */
    record Admitted(
            String id,
            String model,
            ModelSource source,
            boolean frozen,
            Task task,
            @Nullable Instant deadline,
            EngineDescriptor engine) {}

    Admitted admit(Jobs.Request request) throws JobRefused {
        ModelSource source = request.source() == null ? known(request) : request.source();
        EngineDescriptor engine = engines.current(source.engine())
                .orElseThrow(() -> new JobRefused(
                        Reason.NO_ENGINE,
                        "no engine named \"" + source.engine() + "\" serves; install one, see the list of engines"));
        if (!engine.kinds().contains(request.task().kind())) {
            throw new JobRefused(
                    Reason.WRONG_KIND,
                    Texts.of(EngineException.cannotServe(
                            engine.id(), request.task().kind())));
        }
        return new Admitted(
                request.id() == null ? newId() : request.id(),
                request.model(),
                source,
                request.source() != null,
                request.task(),
                request.deadline(),
                engine);
    }

    private ModelSource known(Jobs.Request request) throws JobRefused {
        ModelEntry model = models.find(request.model(), request.task().kind())
                .orElseThrow(() ->
                        new JobRefused(Reason.UNKNOWN_MODEL, "there is no model \"" + request.model() + "\" here"));
        if (!model.enabled()) {
            throw new JobRefused(Reason.MODEL_DISABLED, "model \"" + model.id() + "\" is disabled");
        }
        if (model.kind() != request.task().kind()) {
            throw new JobRefused(
                    Reason.WRONG_KIND,
                    "model \"" + model.id() + "\" is of kind " + model.kind().wireName() + ", not "
                            + request.task().kind().wireName());
        }
        return model.source();
    }

    String newId() {
        return "local-" + clock.millis() + "-" + count.incrementAndGet();
    }
}
