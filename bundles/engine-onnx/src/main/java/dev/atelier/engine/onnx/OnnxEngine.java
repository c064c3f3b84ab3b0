package dev.atelier.engine.onnx;

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
import dev.atelier.engine.onnx.net.Cuda;
import dev.atelier.engine.onnx.net.Nets;
import dev.atelier.engine.onnx.net.Provider;
import dev.atelier.engine.onnx.picture.Painter;
import dev.atelier.lib.onnxruntime.api.OnnxRuntime;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.osgi.framework.BundleContext;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Deactivate;
import org.osgi.service.component.annotations.Modified;
import org.osgi.service.component.annotations.Reference;
import org.osgi.service.metatype.annotations.Designate;

/** Pictures from the ONNX models on this machine. */
@Component(service = Engine.class, configurationPid = "dev.atelier.engine.onnx")
@Designate(ocd = OnnxConfig.class)
@EngineId(id = OnnxEngine.ID)
public final class OnnxEngine implements Engine, ModelLoader, PartsOwner, AutoCloseable {
    static final String ID = "onnx";

    private static final Duration IDLE = Duration.ofMinutes(5);

    private final String version;
    private final OnnxRuntime runtime;
    private final LocalModels models;
    private final Places places;
    private final Nets nets;
    private final Shelf shelf;
    private final Parts parts;

    @Activate
    public OnnxEngine(
            BundleContext context,
            @Reference(name = "runtime") OnnxRuntime runtime,
            @Reference(name = "models") ModelsFolder models,
            OnnxConfig config) {
        this(
                context.getBundle().getVersion().toString(),
                runtime,
                new LocalModels(models::path, System::nanoTime),
                context.getDataFile("folders").toPath(),
                IDLE);
        want(Provider.of(config.onnx__provider()));
    }

    /**
     * @param data for folders put together out of files
     * @param idle how long a model stays in memory that nobody asks for
     */
    OnnxEngine(String version, OnnxRuntime runtime, LocalModels models, Path data, Duration idle) {
        this.version = version;
        this.runtime = runtime;
        this.models = models;
        this.places = new Places(models, new FileFolder(data));
        this.nets = new Nets(runtime);
        this.shelf = new Shelf(place -> place.painter(nets), idle);
        this.parts = new Parts(runtime, nets.cuda());
    }

    /** Models in memory stay where they are. */
    @Modified
    void modified(OnnxConfig config) {
        want(Provider.of(config.onnx__provider()));
    }

    /** Where networks opened from now on run. */
    void want(Provider provider) {
        nets.cuda().want(provider);
    }

    @Override
    public EngineDescriptor descriptor() {
        List<String> names = new ArrayList<>(models.names());
        names.add(ID + ":*");
        return new EngineDescriptor(
                ID,
                version,
                "Pictures from diffusion models, and objects removed, by ONNX Runtime",
                Set.of(ID),
                Map.of(Kind.IMAGE, names),
                Isolation.IN_PROCESS,
                true,
                Needs.NONE,
                1);
    }

    @Override
    public Health health() {
        Health runs = runtime.health();
        if (!runs.available()) {
            return runs;
        }
        if (nets.cuda().wanted() == Provider.CUDA
                && runtime.loaded()
                && !nets.cuda().there()) {
            return Health.unavailable(
                    Cuda.missing(),
                    "set onnx_provider to auto, or put a build of ONNX Runtime for CUDA in place of this one");
        }
        return models.any()
                ? Health.OK
                : Health.unavailable(
                        "no model: there is no folder of ONNX networks",
                        "download one, or put a folder with a model_index.json into " + models.folder());
    }

    @Override
    public EngineResult execute(EngineJob job, JobContext context) throws EngineException {
        Task.Image task = task(job);
        context.checkCancelled();
        Place place = places.of(job.model(), job.source(), context);
        try (Shelf.Loan loan = shelf.take(place)) {
            try {
                return loan.painter().paint(task, job.source().defaults(), context);
            } catch (EngineException e) {
                if (e.code().equals("model_unusable") || e.code().equals(EngineException.ENGINE_FAILED)) {
                    loan.spoil();
                }
                throw e;
            }
        }
    }

    private static Task.Image task(EngineJob job) throws EngineException {
        if (job.task() instanceof Task.Image task) {
            return task;
        }
        throw EngineException.cannotServe(ID, job.task().kind());
    }

    /** A model with networks of its own, which stay until it is closed. */
    @Override
    public LoadedModel load(String model, ModelSource source, JobContext context) throws EngineException {
        Painter own = places.of(model, source, context).painter(nets);
        try {
            own.load(context);
        } catch (EngineException e) {
            own.close();
            throw e;
        }
        return new Lane(own);
    }

    /** A model that stays. */
    private record Lane(Painter painter) implements LoadedModel {
        @Override
        public EngineResult execute(EngineJob job, JobContext context) throws EngineException {
            Task.Image task = task(job);
            context.checkCancelled();
            return painter.paint(task, job.source().defaults(), context);
        }

        @Override
        public void close() {
            painter.close();
        }
    }

    @Override
    public void selfTest(JobContext context) throws EngineException {
        runtime.environment();
        new SelfTest(models, shelf).run(context);
    }

    @Override
    public List<Part> parts() {
        return parts.list();
    }

    @Override
    public void add(String part, JobContext context) throws EngineException {
        throw parts.notAddable(part);
    }

    @Override
    @Deactivate
    public void close() {
        shelf.close();
        nets.close();
    }
}
