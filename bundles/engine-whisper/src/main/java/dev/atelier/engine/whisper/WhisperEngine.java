package dev.atelier.engine.whisper;

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
import dev.atelier.engine.api.Task;
import dev.atelier.engine.host.api.Children;
import dev.atelier.engine.host.api.LocalModels;
import dev.atelier.engine.host.api.Programs;
import dev.atelier.engine.whisper.Models.Model;
import dev.atelier.lib.ffmpeg.api.Ffmpeg;
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

/** Writes down what is said in a recording, with the whisper models on this machine. */
@Component(service = Engine.class, configurationPid = "dev.atelier.engine.whisper")
@Designate(ocd = WhisperConfig.class)
@EngineId(id = WhisperEngine.ID)
public final class WhisperEngine implements Engine, ModelLoader, PartsOwner, AutoCloseable {
    static final String ID = "whisper-cpp";

    private static final Duration IDLE = Duration.ofMinutes(5);
    private static final Duration ALWAYS = Duration.ofDays(365);

    private final String version;
    private final Models models;
    private final Backends backends;
    private final Backend backend;
    private final Outside outside;
    private final Sounds sounds;
    private final WhisperParts parts;
    private final AtomicInteger lanes = new AtomicInteger();

    @Activate
    public WhisperEngine(
            @Reference(name = "children") Children children,
            @Reference(name = "programs") Programs programs,
            @Reference(name = "ffmpeg") Ffmpeg ffmpeg,
            @Reference(name = "models") ModelsFolder models,
            BundleContext context,
            WhisperConfig config) {
        this(
                context.getBundle().getVersion().toString(),
                String.valueOf(context.getBundle().getHeaders().get("Whisper-Jni-Version")),
                new Models(new LocalModels(models::path, Models.FORM, System::nanoTime), Ggml::read),
                Backends.inChildren(children, context.getDataFile("child").toPath()),
                new Outside(programs, context.getDataFile("cli").toPath(), WhisperSettings.from(config)),
                programs,
                ffmpeg);
    }

    WhisperEngine(
            String version,
            String libraryVersion,
            Models models,
            Backends library,
            Outside outside,
            Programs programs,
            Ffmpeg ffmpeg) {
        this.version = version;
        this.models = models;
        Backend child = library.open("run", IDLE, false);
        this.backends = outside.before(library);
        this.backend = outside.before((name, idle, stays) -> child).open("run", IDLE, false);
        this.outside = outside;
        this.sounds = new Sounds(ffmpeg, programs);
        this.parts = new WhisperParts(libraryVersion, child, outside, ffmpeg);
    }

    /** The running servers stay as they are; the next to start is as the settings say. */
    @Modified
    void modified(WhisperConfig config) {
        outside.modified(WhisperSettings.from(config));
    }

    @Override
    public EngineDescriptor descriptor() {
        List<String> names = new ArrayList<>(models.local().names());
        names.add(ID + ":*");
        return new EngineDescriptor(
                ID,
                version,
                "Transcripts of recordings by whisper models",
                Set.of(ID),
                Map.of(Kind.AUDIO_STT, names),
                Isolation.CHILD_JVM,
                true,
                Needs.NONE,
                1);
    }

    @Override
    public Health health() {
        Health runs = backend.health();
        if (!runs.available()) {
            return runs;
        }
        if (!models.local().any()) {
            return Health.unavailable(
                    "no model: there is no whisper model (.bin)",
                    "download one, such as ggml-base.bin (148 MB) of huggingface.co/ggerganov/whisper.cpp, and put it into "
                            + models.local().folder());
        }
        // One that works is enough; a model that is left alone fails its own jobs with its own reason.
        return models.local().places().stream()
                .map(file -> backend.health(file.getFileName().toString()))
                .reduce((a, b) -> a.available() ? a : b)
                .orElse(Health.OK);
    }

    @Override
    public EngineResult execute(EngineJob job, JobContext context) throws EngineException {
        return hear(job, backend, context);
    }

    private EngineResult hear(EngineJob job, Backend chosen, JobContext context) throws EngineException {
        if (!(job.task() instanceof Task.Transcription task)) {
            throw EngineException.cannotServe(ID, job.task().kind());
        }
        context.checkCancelled();
        Model model = models.of(job.model(), job.source(), context);
        Hearing hearing = new Hearing(chosen, model, task, context);
        context.checkCancelled();
        Path input = context.input(task.inputUrl());
        context.checkCancelled();
        return hearing.of(sounds.read(input, context));
    }

    /** A model in a child of its own, which stays until it is closed. */
    @Override
    public LoadedModel load(String model, ModelSource source, JobContext context) throws EngineException {
        Model wanted = models.of(model, source, context);
        Backend own = backends.open("lane-" + lanes.incrementAndGet(), ALWAYS, true);
        try {
            own.load(wanted, context);
        } catch (EngineException e) {
            own.close();
            throw e;
        }
        return new Lane(own);
    }

    /** A model that stays. */
    private final class Lane implements LoadedModel {
        private final Backend own;

        Lane(Backend own) {
            this.own = own;
        }

        @Override
        public EngineResult execute(EngineJob job, JobContext context) throws EngineException {
            return hear(job, own, context);
        }

        @Override
        public boolean alive() {
            return own.alive();
        }

        @Override
        public void close() {
            own.close();
        }
    }

    @Override
    public void selfTest(JobContext context) throws EngineException {
        SelfTest.run(models, backend, context);
    }

    @Override
    public List<Part> parts() {
        return parts.list();
    }

    @Override
    public void add(String part, JobContext context) throws EngineException {
        throw new EngineException("unknown_part", "the engine " + ID + " has no part " + part + " to add", false);
    }

    @Override
    @Deactivate
    public void close() {
        backend.close();
        outside.close();
    }
}
