package dev.atelier.engine.llama;

import dev.atelier.engine.api.EngineException;
import dev.atelier.engine.api.JobContext;
import dev.atelier.engine.api.NoJob;
import dev.atelier.engine.host.api.Exit;
import dev.atelier.engine.host.api.LocalHttp;
import dev.atelier.engine.host.api.Program;
import dev.atelier.engine.host.api.ProgramSpec;
import dev.atelier.engine.host.api.Programs;
import java.io.IOException;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicBoolean;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** A llama-server with one model, on a port of its own, which answers nobody but this engine. */
final class LlamaServer implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(LlamaServer.class);
    private static final Duration LOADING = Duration.ofMinutes(15);
    private static final Duration PROBE = Duration.ofSeconds(1);
    private static final Duration GRACE = Duration.ofMillis(300);
    private static final int MOST_ABOUT = 4 << 20;
    private static final SecureRandom RANDOM = new SecureRandom();

    private final Key key;
    private final Program program;
    private final LocalHttp http;
    private final AtomicBoolean ended = new AtomicBoolean();

    /** What makes one server another. */
    record Key(Path program, Path model, long modified, int context, int slots) {}

    private LlamaServer(Key key, Program program, LocalHttp http) {
        this.key = key;
        this.program = program;
        this.http = http;
    }

    /**
     * Starts it; it is not ready yet.
     *
     * @param options more of them, which not every release knows
     */
    static LlamaServer start(Key key, List<String> options, Programs programs) throws EngineException {
        int port;
        try {
            port = LocalHttp.freePort();
        } catch (IOException e) {
            throw EngineException.failed("there is no free port for llama-server", e);
        }
        byte[] secret = new byte[24];
        RANDOM.nextBytes(secret);
        String apiKey = HexFormat.of().formatHex(secret);
        List<String> command = new ArrayList<>(List.of(
                key.program().toString(),
                "--model",
                key.model().toString(),
                "--host",
                "127.0.0.1",
                "--port",
                Integer.toString(port),
                "--ctx-size",
                Long.toString((long) key.context() * key.slots()),
                "--parallel",
                Integer.toString(key.slots()),
                "--jinja"));
        command.addAll(options);
        ProgramSpec spec = ProgramSpec.of(ServerRelease.PROGRAM, command)
                // not on the command line, which everybody on the machine can read
                .withEnvironment(Map.of("LLAMA_API_KEY", apiKey))
                .withGrace(GRACE);
        Program program;
        try {
            program = programs.start(spec);
        } catch (EngineException e) {
            throw new ServerUnusable(String.valueOf(e.getMessage()), e); // made for another machine, say
        }
        return new LlamaServer(key, program, new LocalHttp(port, Map.of("Authorization", "Bearer " + apiKey)));
    }

    /** Waits until the model is loaded. */
    void awaitReady(JobContext context) throws EngineException {
        context.progress(-1, "loading the model");
        long start = System.nanoTime();
        // A cancel ends it while it loads; afterwards it has other jobs to come.
        AtomicBoolean ready = new AtomicBoolean();
        NoJob loading = new NoJob();
        context.onCancel(() -> {
            if (!ready.get()) {
                loading.cancel();
            }
        });
        try {
            program.awaitReady(this::answers, LOADING, loading);
            ready.set(true);
        } catch (EngineException e) {
            close();
            context.checkCancelled();
            throw new ServerUnusable(String.valueOf(e.getMessage()), e);
        }
        context.checkCancelled();
        long millis = (System.nanoTime() - start) / 1_000_000;
        LOG.atInfo().addKeyValue("pid", program.pid()).addKeyValue("ms", millis).log("llama-server started");
        context.log(JobContext.Level.INFO, "model loaded in " + millis + " ms");
    }

    /** Healthy, and really the one that was started: another would not know the key. */
    private boolean answers() {
        try {
            return http.get("/health", PROBE, MOST_ABOUT).ok()
                    && http.get("/props", PROBE, MOST_ABOUT).ok();
        } catch (IOException e) {
            return false;
        }
    }

    Key key() {
        return key;
    }

    LocalHttp http() {
        return http;
    }

    boolean alive() {
        return program.alive();
    }

    /**
     * Told of a line to it that broke: mostly it has ended. A wedged one is ended now. Only the first of several chats
     * that lose it hears of a death; one that was ended from here has not died.
     */
    EngineException lost(IOException e) {
        boolean died = ended.compareAndSet(false, true);
        close();
        String words = program.exit().map(Exit::toString).orElse("llama-server does not answer: " + e.getMessage());
        return died ? new ServerDied(words, e) : EngineException.failed(words, e);
    }

    @Override
    public void close() {
        ended.set(true);
        program.close();
    }
}
