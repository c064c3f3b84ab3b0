package dev.atelier.engine.gradio;

import com.fasterxml.jackson.databind.JsonNode;
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
import dev.atelier.engine.api.Task;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import okhttp3.ConnectionPool;
import okhttp3.OkHttpClient;
import okhttp3.Protocol;
import org.osgi.framework.BundleContext;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Modified;
import org.osgi.service.metatype.annotations.Designate;

/** Has a Gradio app make pictures. Where it is only the operator says. */
@Component(service = Engine.class, configurationPid = "dev.atelier.engine.gradio")
@Designate(ocd = GradioConfig.class)
@EngineId(id = GradioEngine.ID)
public final class GradioEngine implements Engine {
    static final String ID = "gradio";

    private static final int SLOTS = 4;
    private static final Duration SILENCE = Duration.ofMinutes(5);

    private final String version;
    private volatile Settings settings;

    /** Made when it is first needed: most workers know no app. */
    private static final class Client {
        static final OkHttpClient SHARED = new OkHttpClient.Builder()
                .connectTimeout(10, TimeUnit.SECONDS)
                // An older app says nothing until it is done.
                .readTimeout(SILENCE)
                .followRedirects(false)
                .followSslRedirects(false)
                .fastFallback(false)
                .protocols(List.of(Protocol.HTTP_1_1))
                .connectionPool(new ConnectionPool(0, 1, TimeUnit.SECONDS))
                .build();
    }

    @Activate
    public GradioEngine(BundleContext context, GradioConfig config) {
        this(context.getBundle().getVersion().toString(), Settings.from(config));
    }

    GradioEngine(String version, Settings settings) {
        this.version = version;
        this.settings = settings;
    }

    /** A job that runs keeps the app it began with. */
    @Modified
    void modified(GradioConfig config) {
        change(Settings.from(config));
    }

    void change(Settings other) {
        settings = other;
    }

    @Override
    public EngineDescriptor descriptor() {
        List<String> names = new ArrayList<>(settings.models());
        names.add(ID);
        names.add(ID + ":*");
        return new EngineDescriptor(
                ID,
                version,
                "Pictures made by a Gradio app elsewhere",
                Set.of(ID),
                Map.of(Kind.IMAGE, names.stream().distinct().toList()),
                Isolation.REMOTE,
                false,
                Needs.NONE,
                SLOTS);
    }

    @Override
    public Health health() {
        return settings.health();
    }

    @Override
    public EngineResult execute(EngineJob job, JobContext context) throws EngineException {
        if (!(job.task() instanceof Task.Image task)) {
            throw EngineException.cannotServe(ID, job.task().kind());
        }
        context.checkCancelled();
        Settings now = settings;
        Server server = server(now, context);
        context.progress(-1, "asking the app");
        try {
            Path file = make(now, server, job, task, context);
            context.checkCancelled();
            EngineResult result = Finished.as(task.ext(), file);
            context.progress(1, "done");
            return result;
        } catch (Server.NotThere e) {
            throw e.failure();
        }
    }

    private static Server server(Settings now, JobContext context) throws EngineException {
        return new Server(Client.SHARED, now.required(), now.token(), context);
    }

    private static Path make(Settings now, Server server, EngineJob job, Task.Image task, JobContext context)
            throws EngineException, Server.NotThere {
        Optional<App> known = App.of(server);
        if (known.isEmpty()) {
            JsonNode data = PlainCall.run(server, task, job.model());
            return new Payload(server, "", context).file(data.path(0));
        }
        App app = known.get();
        App.Function function = app.function(now.function());
        Uploads uploads = new Uploads(server, app, context);
        Arguments arguments =
                new Arguments(task, model(job.model()), job.source().defaults(), uploads::handOver);
        JsonNode data = new QueuedCall(server, app, function, context).run(arguments.of(function));
        return new Payload(server, app.prefix(), context).file(data.path(function.answer()));
    }

    /** An app has mostly one model, which is then called as the engine is. */
    private static String model(String name) {
        String plain = name.startsWith(ID + ":") ? name.substring(ID.length() + 1) : name;
        return plain.equals(ID) || plain.equals("*") ? "" : plain;
    }

    /** Whether there is an app that can be talked to; one that is away for a while is no fault of the engine. */
    @Override
    public void selfTest(JobContext context) throws EngineException {
        Settings now = settings;
        try {
            Optional<App> app = App.of(server(now, context));
            if (app.isPresent()) {
                app.get().function(now.function());
            }
        } catch (EngineException e) {
            if (!e.retryable()) {
                throw e;
            }
            context.log(JobContext.Level.WARN, String.valueOf(e.getMessage()));
        }
    }
}
