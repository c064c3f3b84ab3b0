package dev.atelier.engine.whisper;

import dev.atelier.engine.api.EngineException;
import dev.atelier.engine.api.Health;
import dev.atelier.engine.api.JobContext;
import dev.atelier.engine.whisper.Models.Model;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.DoubleConsumer;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/**
 * A program of whisper.cpp where there is one that runs the model, and the built-in library otherwise. One that turns
 * out not to run it says so by {@link ProgramUnusable}, and the next is chosen when it is asked again.
 */
final class EitherBackend implements Backend {
    private static final Duration GIVEN_UP = Duration.ofMinutes(10);

    private final Tool serverTool;
    private final Backend server;
    private final Tool cliTool;
    private final @Nullable Backend cli;
    private final Backend library;
    private final LongSupplier nanoTime;
    /** Programs that do not run a model, and since when. */
    private final Map<GivenUp, Long> givenUp = new ConcurrentHashMap<>();

    private volatile Chosen last;

    private record GivenUp(Backend backend, Path model) {}

    /** @param model it was asked for; null before the first */
    private record Chosen(Backend backend, @Nullable Path model) {}

    /** @param cli null where a model has to stay in memory */
    EitherBackend(
            Tool serverTool,
            Backend server,
            Tool cliTool,
            @Nullable Backend cli,
            Backend library,
            LongSupplier nanoTime) {
        this.serverTool = serverTool;
        this.server = server;
        this.cliTool = cliTool;
        this.cli = cli;
        this.library = library;
        this.nanoTime = nanoTime;
        this.last = new Chosen(library, null);
    }

    @Override
    public int longest(Model model, Way way) {
        return choice(model.file(), way.words()).longest(model, way);
    }

    @Override
    public Heard hear(Model model, Way way, Windows.Window window, DoubleConsumer share, JobContext context)
            throws EngineException {
        Backend chosen = choice(model.file(), way.words());
        last = new Chosen(chosen, model.file());
        try {
            return chosen.hear(model, way, window, share, context);
        } catch (ProgramUnusable e) {
            giveUp(chosen, model, e, context);
            throw e;
        }
    }

    @Override
    public void load(Model model, JobContext context) throws EngineException {
        for (Backend chosen = choice(model.file(), false); ; chosen = choice(model.file(), false)) {
            last = new Chosen(chosen, model.file());
            try {
                chosen.load(model, context);
                return;
            } catch (ProgramUnusable e) {
                giveUp(chosen, model, e, context);
            }
        }
    }

    /** Where the model is loaded it is not loaded again, unless somebody wants what that cannot tell. */
    private Backend choice(Path model, boolean words) {
        Chosen before = last;
        boolean kept = model.equals(before.model()) && before.backend().alive();
        if (kept && (before.backend() == server || !words)) {
            return before.backend();
        }
        if (usable(server, model) && serverTool.find().isPresent()) {
            return server;
        }
        return cli != null && usable(cli, model) && cliTool.find().isPresent() ? cli : library;
    }

    private boolean usable(Backend backend, Path model) {
        Long since = givenUp.get(new GivenUp(backend, model));
        return since == null || nanoTime.getAsLong() - since > GIVEN_UP.toNanos();
    }

    private void giveUp(Backend backend, Model model, ProgramUnusable why, JobContext context) {
        givenUp.put(new GivenUp(backend, model.file()), nanoTime.getAsLong());
        last = new Chosen(library, null);
        context.log(JobContext.Level.WARN, "another back end is used: " + why.getMessage());
    }

    @Override
    public boolean alive() {
        return last.backend().alive();
    }

    @Override
    public Health health() {
        return programs() ? Health.OK : library.health();
    }

    @Override
    public Health health(String subject) {
        return programs() ? Health.OK : library.health(subject);
    }

    private boolean programs() {
        return serverTool.find().isPresent() || (cli != null && cliTool.find().isPresent());
    }

    @Override
    public void close() {
        server.close();
        if (cli != null) {
            cli.close();
        }
        library.close();
    }
}
