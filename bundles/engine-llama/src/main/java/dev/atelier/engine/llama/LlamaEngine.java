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
import dev.atelier.engine.api.Task;
import dev.atelier.engine.host.api.Children;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;
import org.osgi.framework.BundleContext;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Deactivate;
import org.osgi.service.component.annotations.Reference;

/** Text from the language models on this machine. */
@Component(service = Engine.class)
@EngineId(id = LlamaEngine.ID)
public final class LlamaEngine implements Engine, ModelLoader, AutoCloseable {
    static final String ID = "llama-cpp";

    private static final int DEFAULT_CONTEXT = 8192;
    private static final Duration IDLE = Duration.ofMinutes(5);
    private static final Duration ALWAYS = Duration.ofDays(365);
    private static final String SUFFIX = ".gguf";

    /** For a request that is about the model more than about its answer. */
    private static final Task.Llm NOTHING = new Task.Llm(
            List.of(new Task.Message("user", "Say hello.")), null, 4, 0, null, List.of(), null, null, null);

    /** A model above this size is not loaded for a self-test: it may take minutes. */
    private static final long SELF_TEST_BYTES = 2L << 30;

    private final String version;
    private final LocalModels models;
    private final Backends backends;
    private final Backend backend;
    private final AtomicInteger lanes = new AtomicInteger();
    private volatile @Nullable Known last;

    private record Known(Path file, FileTime modified, Gguf head) {}

    @Activate
    public LlamaEngine(
            @Reference(name = "children") Children children,
            @Reference(name = "models") ModelsFolder models,
            BundleContext context) {
        this(
                context.getBundle().getVersion().toString(),
                new LocalModels(models::path, System::nanoTime),
                Backends.inChildren(children, context.getDataFile("child").toPath()));
    }

    LlamaEngine(String version, LocalModels models, Backends backends) {
        this.version = version;
        this.models = models;
        this.backends = backends;
        this.backend = backends.open("run", IDLE);
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
                1);
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
        return chat(job, backend, context);
    }

    /** A model in a child of its own, which stays until it is closed. */
    @Override
    public LoadedModel load(String model, ModelSource source, JobContext context) throws EngineException {
        Path file = file(model, source, context);
        Backend.Request request = request(file, source.defaults(), NOTHING, null);
        Backend own = backends.open("lane-" + lanes.incrementAndGet(), ALWAYS);
        try {
            own.load(request, context);
        } catch (EngineException e) {
            own.close();
            throw e;
        }
        return new Lane(own, request);
    }

    /** A model that stays. */
    private final class Lane implements LoadedModel {
        private final Backend own;
        private final Backend.Request request;

        Lane(Backend own, Backend.Request request) {
            this.own = own;
            this.request = request;
        }

        @Override
        public EngineResult execute(EngineJob job, JobContext context) throws EngineException {
            return chat(job, own, context);
        }

        @Override
        public int[] tokens(String text, boolean special) throws EngineException {
            int[] tokens = own.tokens(request, text);
            if (!special || !request.head().addBos()) {
                return tokens;
            }
            int[] marked = new int[tokens.length + 1];
            marked[0] = request.head().bos();
            System.arraycopy(tokens, 0, marked, 1, tokens.length);
            return marked;
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

    private EngineResult chat(EngineJob job, Backend chosen, JobContext context) throws EngineException {
        if (!(job.task() instanceof Task.Llm task)) {
            throw EngineException.cannotServe(ID, job.task().kind());
        }
        context.checkCancelled();
        long start = System.nanoTime();
        String schemaText = task.jsonSchema();
        AnswerSchema schema = schemaText == null ? null : AnswerSchema.parse(schemaText);
        Path file = file(job.model(), job.source(), context);
        Backend.Request request = request(file, job.source().defaults(), task, schema);
        Reply reply = new Reply(context::text);
        Chat.Answer answer = chosen.chat(request, reply::add, context);
        context.checkCancelled();
        if (schema != null) {
            check(schema, reply, answer);
        }
        context.progress(1, "done");
        long millis = (System.nanoTime() - start) / 1_000_000;
        return new EngineResult.Json(Chat.completion(job.model(), reply, answer, millis));
    }

    private static void check(AnswerSchema schema, Reply reply, Chat.Answer answer) throws EngineException {
        var complaint = schema.complaint(reply.content());
        if (complaint.isPresent() && !answer.ended()) {
            throw new EngineException(
                    "schema_mismatch",
                    "the answer was cut after " + answer.tokens() + " tokens and is not whole; raise max_tokens",
                    false);
        }
        if (complaint.isPresent()) {
            throw new EngineException(
                    "schema_mismatch", "the answer does not fit the schema: " + complaint.get(), true);
        }
    }

    private Backend.Request request(
            Path file, ModelSource.Defaults defaults, Task.Llm task, @Nullable AnswerSchema schema)
            throws EngineException {
        Gguf head = head(file);
        if (head.template() == null) {
            throw Chat.wrongTemplate("the model " + file.getFileName() + " has none");
        }
        Integer asked = defaults.contextSize();
        int context = asked == null || asked < 1 ? DEFAULT_CONTEXT : asked;
        if (head.contextLength() > 0) {
            context = Math.min(context, head.contextLength());
        }
        String template = Chat.template(head.template(), defaults.chatTemplateKwargs(), task.chatTemplateKwargs());
        return new Backend.Request(file, head, context, task, template, schema == null ? null : schema.forGrammar());
    }

    /** The head of a large model takes a moment to read, and mostly the same model is asked again. */
    private Gguf head(Path file) throws EngineException {
        try {
            Known known = last;
            FileTime modified = Files.getLastModifiedTime(file);
            if (known != null && known.file().equals(file) && known.modified().equals(modified)) {
                return known.head();
            }
            Gguf head = Gguf.read(file);
            last = new Known(file, modified, head);
            return head;
        } catch (IOException e) {
            throw new EngineException(
                    "model_unusable", "the model file " + file + " cannot be used: " + e.getMessage(), true, e);
        }
    }

    private Path file(String model, ModelSource source, JobContext context) throws EngineException {
        List<ModelSource.File> files = source.files();
        if (files.isEmpty()) {
            String name = model.startsWith(ID + ":") ? model.substring(ID.length() + 1) : model;
            return models.find(name)
                    .orElseThrow(() -> new EngineException(
                            "model_missing",
                            "model " + model + " not found in " + models.folder() + "; put " + name + SUFFIX
                                    + " there, or give the model its files",
                            false));
        }
        Path chosen = null;
        for (ModelSource.File each : files) {
            Path file = context.modelFiles().get(each);
            boolean gguf = each.filename().toLowerCase(Locale.ROOT).endsWith(SUFFIX);
            if (gguf && (chosen == null || each.role() == ModelSource.Role.MODEL)) {
                chosen = file;
                if (each.role() == ModelSource.Role.MODEL) {
                    return file;
                }
            }
        }
        if (chosen == null) {
            throw new EngineException(
                    "model_missing", "llama modelSource for `" + model + "` contained no .gguf file", false);
        }
        return chosen;
    }

    @Override
    public void selfTest(JobContext context) throws EngineException {
        Path smallest = models.files().stream()
                .filter(file -> size(file) <= SELF_TEST_BYTES)
                .min(Comparator.comparingLong(LlamaEngine::size))
                .orElse(null);
        if (smallest == null) {
            return; // nothing here that could be tried in a moment
        }
        Backend.Request request = request(smallest, ModelSource.Defaults.NONE, NOTHING, null);
        if (backend.chat(request, piece -> {}, context).tokens() < 1) {
            throw EngineException.failed("the model " + smallest.getFileName() + " said nothing", null);
        }
    }

    private static long size(Path file) {
        try {
            return Files.size(file);
        } catch (IOException e) {
            return Long.MAX_VALUE;
        }
    }

    @Override
    @Deactivate
    public void close() {
        backend.close();
    }
}
