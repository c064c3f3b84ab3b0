package dev.atelier.engine.llama;

import dev.atelier.engine.api.Engine;
import dev.atelier.engine.api.EngineDescriptor;
import dev.atelier.engine.api.EngineDescriptor.Isolation;
import dev.atelier.engine.api.EngineDescriptor.Needs;
import dev.atelier.engine.api.EngineException;
import dev.atelier.engine.api.EngineId;
import dev.atelier.engine.api.EngineJob;
import dev.atelier.engine.api.EngineResult;
import dev.atelier.engine.api.Health;
import dev.atelier.engine.api.JobContext;
import dev.atelier.engine.api.Kind;
import dev.atelier.engine.api.LoadedModel;
import dev.atelier.engine.api.ModelLoader;
import dev.atelier.engine.api.ModelSource;
import dev.atelier.engine.api.ModelsFolder;
import dev.atelier.engine.api.Part;
import dev.atelier.engine.api.PartsOwner;
import dev.atelier.engine.host.api.Children;
import dev.atelier.engine.host.api.Programs;
import dev.atelier.engine.host.api.Provisions;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.atomic.AtomicInteger;
import org.osgi.framework.BundleContext;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Deactivate;
import org.osgi.service.component.annotations.Modified;
import org.osgi.service.component.annotations.Reference;
import org.osgi.service.metatype.annotations.Designate;

/** Text from the language models on this machine. */
@Component(service = Engine.class, configurationPid = "dev.atelier.engine.llama")
@Designate(ocd = LlamaConfig.class)
@EngineId(id = LlamaEngine.ID)
public final class LlamaEngine implements Engine, ModelLoader, PartsOwner, AutoCloseable {
    static final String ID = "llama-cpp";

    private static final Duration IDLE = Duration.ofMinutes(5);
    private static final Duration ALWAYS = Duration.ofDays(365);

    private final String version;
    private final LocalModels models;
    private final Backends backends;
    private final Backend backend;
    private final Outside outside;
    private final Requests requests;
    private final ModelTurns turns = new ModelTurns();
    private final AtomicInteger lanes = new AtomicInteger();

    @Activate
    public LlamaEngine(
            @Reference(name = "children") Children children,
            @Reference(name = "programs") Programs programs,
            @Reference(name = "provisions") Provisions provisions,
            @Reference(name = "models") ModelsFolder models,
            BundleContext context,
            LlamaConfig config) {
        this(
                context.getBundle().getVersion().toString(),
                new LocalModels(models::path, System::nanoTime),
                Backends.inChildren(children, context.getDataFile("child").toPath()),
                new Outside(programs, provisions, models::path, LlamaSettings.from(config)));
    }

    LlamaEngine(String version, LocalModels models, Backends library, Outside outside) {
        this.version = version;
        this.models = models;
        this.backends = outside.before(library);
        this.backend = backends.open("run", IDLE);
        this.outside = outside;
        this.requests = new Requests(models);
    }

    /** The running servers stay as they are; the next to start is as the settings say. */
    @Modified
    void modified(LlamaConfig config) {
        outside.modified(LlamaSettings.from(config));
    }

    @Override
    public EngineDescriptor descriptor() {
        List<String> names = new ArrayList<>(models.names());
        names.add(ID + ":*");
        return new EngineDescriptor(
                ID,
                version,
                "Text from language models in GGUF files",
                Set.of(ID),
                Map.of(Kind.LLM, names),
                Isolation.CHILD_JVM,
                true,
                Needs.NONE,
                outside.slots());
    }

    @Override
    public Health health() {
        Health runs = backend.health();
        if (!runs.available()) {
            return runs;
        }
        if (!models.any()) {
            return Health.unavailable(
                    "no model: there is no .gguf file", "download one, or put it into " + models.folder());
        }
        // One that works is enough; a model that is left alone fails its own jobs with its own reason.
        return models.files().stream()
                .map(backend::health)
                .reduce((a, b) -> a.available() ? a : b)
                .orElse(Health.OK);
    }

    @Override
    public EngineResult execute(EngineJob job, JobContext context) throws EngineException {
        ChatJob chat = new ChatJob(job, requests, context);
        turns.enter(chat.request().model(), context);
        try {
            return chat.answeredBy(backend);
        } finally {
            turns.done();
        }
    }

    /** A model in a child of its own, which stays until it is closed. */
    @Override
    public LoadedModel load(String model, ModelSource source, JobContext context) throws EngineException {
        Path file = requests.file(model, source, context);
        Backend.Request request = requests.of(file, source.defaults(), Requests.NOTHING, null);
        Backend own = backends.open("lane-" + lanes.incrementAndGet(), ALWAYS);
        try {
            own.load(request, context);
        } catch (EngineException e) {
            own.close();
            throw e;
        }
        return new Lane(own, request, requests);
    }

    @Override
    public void selfTest(JobContext context) throws EngineException {
        new SelfTest(models, requests, backend).run(context);
    }

    @Override
    public List<Part> parts() {
        return outside.parts().list();
    }

    @Override
    public void add(String part, JobContext context) throws EngineException {
        outside.parts().add(part, context);
    }

    @Override
    @Deactivate
    public void close() {
        backend.close();
        outside.close();
    }
}
