package dev.atelier.engine.whisper;

import dev.atelier.engine.api.EngineException;
import dev.atelier.engine.api.Health;
import dev.atelier.engine.api.JobContext;
import dev.atelier.engine.host.api.LocalExchange;
import dev.atelier.engine.host.api.LocalHttp;
import dev.atelier.engine.whisper.Models.Model;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.ScheduledFuture;
import java.util.function.DoubleConsumer;
import org.jspecify.annotations.Nullable;

/** A whisper-server, kept for the next window and the next job with the same model. */
final class ServerBackend implements Backend {
    private static final Duration ANSWER = Duration.ofMinutes(15);
    private static final int MOST_ANSWER = 16 << 20;

    private final Tool tool;
    private final Outside.Timer timer;
    private final Duration idle;
    private volatile @Nullable WhisperServer server;
    private @Nullable ScheduledFuture<?> retirement;
    private int users;
    private boolean closed;

    /** @param idle after which the server ends, with the model it has loaded */
    ServerBackend(Tool tool, Outside.Timer timer, Duration idle) {
        this.tool = tool;
        this.timer = timer;
        this.idle = idle;
    }

    @Override
    public int longest(Model model, Way way) {
        return Windows.LONGEST;
    }

    @Override
    public Heard hear(Model model, Way way, Windows.Window window, DoubleConsumer share, JobContext context)
            throws EngineException {
        begin();
        try {
            return ask(ready(model, context), form(way, window), way, context);
        } finally {
            end();
        }
    }

    private static Form form(Way way, Windows.Window window) {
        Form form = new Form()
                .withFile("file", "window.wav", "audio/wav", Wav.of(window.bytes()))
                .with("response_format", "verbose_json")
                .with("language", way.language() == null ? "auto" : way.language())
                .with("translate", Boolean.toString(way.translate()))
                // by its newer and its older name
                .with("suppress_nst", "true")
                .with("suppress_non_speech", "true")
                // or it cuts after sixty characters, within words
                .with("max_len", Integer.toString(Short.MAX_VALUE))
                // What it believes to have heard before leads it into saying it again, and again.
                .with("max_context", way.hint() == null ? "0" : Integer.toString(Outside.MOST_HINT));
        return way.hint() == null ? form : form.with("prompt", way.hint());
    }

    private static Heard ask(WhisperServer server, Form form, Way way, JobContext context) throws EngineException {
        try (LocalExchange exchange = server.ask(form, ANSWER)) {
            context.onCancel(exchange::abandon);
            LocalHttp.Reply reply = exchange.reply(ANSWER, MOST_ANSWER);
            if (!reply.ok()) {
                throw EngineException.failed(
                        "whisper-server answered " + reply.status() + ": "
                                + reply.text().lines().findFirst().orElse(""),
                        null);
            }
            return ServerAnswer.heard(reply.text(), way);
        } catch (IOException e) {
            context.checkCancelled();
            throw server.lost(e);
        }
    }

    @Override
    public void load(Model model, JobContext context) throws EngineException {
        begin();
        try {
            ready(model, context);
        } finally {
            end();
        }
    }

    /** Not for several threads at once: an engine does one job at a time on each back end. */
    private WhisperServer ready(Model model, JobContext context) throws EngineException {
        context.checkCancelled();
        WhisperServer held = server;
        WhisperServer known = held != null && held.alive() ? held : null;
        // One that runs stays as it is, even when no other would be started any more.
        Path program = tool.find()
                .or(() ->
                        Optional.ofNullable(known).map(running -> running.key().program()))
                .orElseThrow(() -> new ProgramUnusable("there is no whisper-server any more", null));
        WhisperServer.Key key = new WhisperServer.Key(program, model.file(), model.modified());
        if (known != null && known.key().equals(key)) {
            return known;
        }
        Tool.Options options = tool.options(program, context);
        release();
        WhisperServer fresh = WhisperServer.start(key, options, tool.programs());
        server = fresh;
        synchronized (this) {
            if (closed) {
                release();
                throw EngineException.cancelled();
            }
        }
        try {
            fresh.awaitReady(context);
            return fresh;
        } catch (EngineException e) {
            release();
            throw e;
        }
    }

    private synchronized void begin() {
        users++;
        if (retirement != null) {
            retirement.cancel(false);
            retirement = null;
        }
    }

    private synchronized void end() {
        if (--users == 0 && !closed) {
            retirement = timer.later(this::retire, idle);
        }
    }

    /** Decided and done in one: a job that begins a moment later finds no server, and starts one. */
    private void retire() {
        WhisperServer held;
        synchronized (this) {
            held = users > 0 ? null : taken();
        }
        close(held);
    }

    private void release() {
        close(taken());
    }

    private synchronized @Nullable WhisperServer taken() {
        WhisperServer held = server;
        server = null;
        return held;
    }

    private static void close(@Nullable WhisperServer held) {
        if (held != null) {
            held.close();
        }
    }

    @Override
    public boolean alive() {
        return Optional.ofNullable(server).map(WhisperServer::alive).orElse(false);
    }

    @Override
    public Health health() {
        return tool.find().isPresent()
                ? Health.OK
                : Health.unavailable("there is no whisper-server", "install whisper.cpp, or set whisper_server");
    }

    @Override
    public Health health(String subject) {
        return health();
    }

    @Override
    public void close() {
        synchronized (this) {
            closed = true;
        }
        release();
    }
}
