package dev.atelier.engine.llama;

import dev.atelier.engine.api.EngineException;
import dev.atelier.engine.api.Health;
import dev.atelier.engine.api.JobContext;
import dev.atelier.engine.host.api.Quarantine;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Consumer;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/** llama-server where there is one that runs the model, and the built-in library otherwise. */
final class EitherBackend implements Backend {
    private static final Duration GIVEN_UP = Duration.ofMinutes(10);

    private final ServerTool tool;
    private final Backend server;
    private final Backend library;
    private final Quarantine deaths;
    private final LongSupplier nanoTime;
    /** Models a server did not get ready with, and since when. */
    private final Map<Path, Long> givenUp = new ConcurrentHashMap<>();

    private volatile Chosen last;

    /** @param model it was asked for; null before the first */
    private record Chosen(Backend backend, @Nullable Path model) {}

    /** @param deaths of servers in the middle of an answer; after too many in a row over a model the library runs it */
    EitherBackend(ServerTool tool, Backend server, Backend library, Quarantine deaths, LongSupplier nanoTime) {
        this.tool = tool;
        this.server = server;
        this.library = library;
        this.deaths = deaths;
        this.nanoTime = nanoTime;
        this.last = new Chosen(library, null);
    }

    /** What is done with one or the other. */
    private interface Work<R> {
        R with(Backend backend) throws EngineException;
    }

    @Override
    public Chat.Answer chat(Request request, Consumer<String> text, JobContext context) throws EngineException {
        return either(request, context, backend -> {
            Chat.Answer answer = backend.chat(request, text, context);
            if (backend == server) {
                deaths.succeeded(
                        subject(request.model())); // that it was loaded would not do: it may die each time after
            }
            return answer;
        });
    }

    @Override
    public void load(Request request, JobContext context) throws EngineException {
        Boolean unused = either(request, context, backend -> {
            backend.load(request, context);
            return true;
        });
    }

    private <R> R either(Request request, JobContext context, Work<R> work) throws EngineException {
        Backend kept = kept(request.model());
        if (kept == null ? usable(request.model()) : kept == server) {
            try {
                last = new Chosen(server, request.model());
                R done = work.with(server);
                givenUp.remove(request.model());
                return done;
            } catch (ServerUnusable e) {
                if (!Architectures.known(request.head())) {
                    throw e; // nothing else runs it
                }
                givenUp.put(request.model(), nanoTime.getAsLong());
                context.log(
                        JobContext.Level.WARN,
                        "llama-server does not get ready, the built-in library is used: " + e.getMessage());
            } catch (ServerDied e) {
                deaths.crashed(subject(request.model()), String.valueOf(e.getMessage()));
                throw e;
            }
        }
        tellOfDeaths(request, context);
        Architectures.check(request.head(), request.model());
        last = new Chosen(library, request.model());
        return work.with(library);
    }

    private void tellOfDeaths(Request request, JobContext context) throws EngineException {
        String subject = subject(request.model());
        if (!Architectures.known(request.head())) {
            deaths.check(subject); // nothing else runs it
        }
        deaths.of(subject)
                .ifPresent(left -> context.log(
                        JobContext.Level.WARN, left.reason() + ", the built-in library is used: " + left.remedy()));
    }

    private static String subject(Path model) {
        return String.valueOf(model.getFileName());
    }

    /** Where the model is loaded, if it is: whatever is chosen meanwhile, it is not loaded twice. */
    private @Nullable Backend kept(Path model) {
        Chosen before = last;
        return model.equals(before.model()) && before.backend().alive() ? before.backend() : null;
    }

    private boolean usable(Path model) {
        Long since = givenUp.get(model);
        return (since == null || nanoTime.getAsLong() - since > GIVEN_UP.toNanos())
                && deaths.of(subject(model)).isEmpty()
                && tool.find().isPresent();
    }

    @Override
    public int[] tokens(Request request, String text) throws EngineException {
        return last.backend().tokens(request, text);
    }

    @Override
    public boolean alive() {
        return last.backend().alive();
    }

    @Override
    public int slots() {
        return last.backend().slots();
    }

    @Override
    public Health health() {
        return tool.find().isPresent() ? server.health() : library.health();
    }

    @Override
    public Health health(Path model) {
        return usable(model) ? server.health(model) : library.health(model);
    }

    @Override
    public void close() {
        server.close();
        library.close();
    }
}
