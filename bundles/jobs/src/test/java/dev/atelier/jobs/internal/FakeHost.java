package dev.atelier.jobs.internal;

import dev.atelier.engine.api.EngineDescriptor;
import dev.atelier.engine.api.EngineException;
import dev.atelier.engine.api.EngineJob;
import dev.atelier.engine.api.EngineResult;
import dev.atelier.engine.api.JobContext;
import dev.atelier.engine.api.Kind;
import dev.atelier.model.host.api.Lane;
import dev.atelier.model.host.api.ModelHost;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** A host of one model, once a test has put it into memory. */
final class FakeHost implements ModelHost {
    private @Nullable Lane lane;

    /** What a model in memory does. */
    interface Work {
        EngineResult of(EngineJob job, JobContext context) throws EngineException;
    }

    void holds(Work work) {
        EngineDescriptor engine = new EngineDescriptor(
                "held",
                "2.0.0",
                "held",
                Set.of("held"),
                Map.of(Kind.LLM, List.of()),
                EngineDescriptor.Isolation.IN_PROCESS,
                true,
                EngineDescriptor.Needs.NONE,
                1);
        lane = new Lane() {
            @Override
            public EngineDescriptor engine() {
                return engine;
            }

            @Override
            public EngineResult execute(EngineJob job, JobContext context) throws EngineException {
                return work.of(job, context);
            }

            @Override
            public int[] tokens(String text, boolean special) {
                return special ? new int[] {1, text.length()} : new int[] {text.length()};
            }
        };
    }

    @Override
    public Optional<View> find(String model) {
        return Optional.empty();
    }

    @Override
    public View load(String model) {
        throw new UnsupportedOperationException();
    }

    @Override
    public View unload(String model) {
        throw new UnsupportedOperationException();
    }

    @Override
    public Optional<Lane> lane(String model) {
        return Optional.ofNullable(lane);
    }
}
