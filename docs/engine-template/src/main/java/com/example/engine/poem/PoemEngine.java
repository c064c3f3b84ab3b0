package com.example.engine.poem;

import dev.atelier.engine.api.Engine;
import dev.atelier.engine.api.EngineDescriptor;
import dev.atelier.engine.api.EngineDescriptor.Isolation;
import dev.atelier.engine.api.EngineDescriptor.Needs;
import dev.atelier.engine.api.EngineException;
import dev.atelier.engine.api.EngineId;
import dev.atelier.engine.api.EngineJob;
import dev.atelier.engine.api.EngineResult;
import dev.atelier.engine.api.JobContext;
import dev.atelier.engine.api.Kind;
import dev.atelier.engine.api.Task;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.osgi.framework.BundleContext;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;

/** Answers a chat with a poem of four lines. */
@Component(service = Engine.class)
@EngineId(id = PoemEngine.ID)
public final class PoemEngine implements Engine {
    static final String ID = "poem";

    private static final List<String> LINES = List.of(
            "The kiln was lit before the day",
            "and someone turned a bowl of clay",
            "that asked for nothing but a hand",
            "and held the shape of what was planned");

    private final EngineDescriptor descriptor;

    /** Called when the first job wants the engine; must not block, so open what is slow in execute. */
    @Activate
    public PoemEngine(BundleContext context) {
        this(context.getBundle().getVersion().toString());
    }

    PoemEngine(String version) {
        this.descriptor = new EngineDescriptor(
                ID,
                version,
                "Answers with a poem",
                Set.of(ID), // the engine name a model source gives to be run here
                Map.of(Kind.LLM, List.of("poem-small")),
                Isolation.IN_PROCESS,
                false, // keeps no model in memory between jobs
                Needs.NONE,
                2); // jobs at the same time
    }

    @Override
    public EngineDescriptor descriptor() {
        return descriptor;
    }

    @Override
    public EngineResult execute(EngineJob job, JobContext context) throws EngineException {
        if (!(job.task() instanceof Task.Llm)) {
            throw EngineException.cannotServe(ID, job.task().kind());
        }
        return new EngineResult.Json(chat(compose(context)));
    }

    @Override
    public void selfTest(JobContext context) throws EngineException {
        if (compose(context).isEmpty()) {
            throw EngineException.failed("no poem came out", null);
        }
    }

    private static String compose(JobContext context) throws EngineException {
        StringBuilder poem = new StringBuilder();
        for (int i = 0; i < LINES.size(); i++) {
            context.checkCancelled(); // often enough that a cancelled job ends within a second
            poem.append(LINES.get(i)).append("\\n");
            context.progress((i + 1.0) / LINES.size(), "line " + (i + 1) + " of " + LINES.size());
        }
        return poem.toString();
    }

    private static String chat(String content) {
        return "{\"object\":\"chat.completion\",\"model\":\"poem-small\",\"choices\":[{\"index\":0,"
                + "\"message\":{\"role\":\"assistant\",\"content\":\"" + content + "\"},\"finish_reason\":\"stop\"}]}";
    }
}
