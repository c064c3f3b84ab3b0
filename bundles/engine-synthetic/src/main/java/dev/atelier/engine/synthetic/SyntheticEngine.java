package dev.atelier.engine.synthetic;

import dev.atelier.engine.api.Engine;
import dev.atelier.engine.api.EngineDescriptor;
import dev.atelier.engine.api.EngineException;
import dev.atelier.engine.api.EngineId;
import dev.atelier.engine.api.EngineJob;
import dev.atelier.engine.api.EngineResult;
import dev.atelier.engine.api.JobContext;
import org.osgi.service.component.annotations.Component;

/** Answers every kind of task at once, from nothing but the task. */
@Component(service = Engine.class)
@EngineId(id = "synthetic")
public final class SyntheticEngine implements Engine {
    @Override
    public EngineDescriptor descriptor() {
        throw new UnsupportedOperationException();
    }

    @Override
    public EngineResult execute(EngineJob job, JobContext context) throws EngineException {
        throw EngineException.failed("not yet", null);
    }

    @Override
    public void selfTest(JobContext context) {}
}
