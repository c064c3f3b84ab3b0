package dev.atelier.engine.whisper;

import dev.atelier.engine.api.EngineException;
import dev.atelier.engine.api.JobContext;
import dev.atelier.engine.api.NoJob;
import dev.atelier.engine.host.api.Exit;
import dev.atelier.engine.host.api.LocalExchange;
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

/**
 * A whisper-server with one model, on a port and below a path of its own. It knows no key: the path keeps pages in a
 * browser on this machine from talking to it, and tells that it is the one that was started.
 */
final class WhisperServer implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(WhisperServer.class);
    private static final Duration LOADING = Duration.ofMinutes(15);
    private static final Duration PROBE = Duration.ofSeconds(1);
    private static final Duration GRACE = Duration.ofMillis(300);
    private static final int MOST_ABOUT = 1 << 20;
    private static final int MOST_THREADS = 4;
    private static final SecureRandom RANDOM = new SecureRandom();

    private final Key key;
    private final Program program;
    private final LocalHttp http;
    private final String path;

    /** What makes one server another. */
    record Key(Path program, Path model, long modified) {}

    private WhisperServer(Key key, Program program, LocalHttp http, String path) {
        this.key = key;
        this.program = program;
        this.http = http;
        this.path = path;
    }

    /** Starts it; it is not ready yet. */
    static WhisperServer start(Key key, Tool.Options options, Programs programs) throws EngineException {
        int port;
        try {
            port = LocalHttp.freePort();
        } catch (IOException e) {
            throw EngineException.failed("there is no free port for whisper-server", e);
        }
        byte[] random = new byte[16];
        RANDOM.nextBytes(random);
        String path = "/" + HexFormat.of().formatHex(random);
        List<String> command = new ArrayList<>(List.of(
                key.program().toString(),
                "--model",
                key.model().toString(),
                "--host",
                "127.0.0.1",
                "--port",
                Integer.toString(port),
                "--request-path",
                path,
                "--inference-path",
                "/inference",
                "--threads",
                Integer.toString(Math.min(MOST_THREADS, Runtime.getRuntime().availableProcessors()))));
        if (options.has("--no-language-probabilities")) {
            command.add("--no-language-probabilities"); // they take the time of hearing it all once more
        }
        ProgramSpec spec = ProgramSpec.of(Tool.SERVER, command)
                .withEnvironment(Map.of("GGML_NO_BACKTRACE", "1"))
                .withGrace(GRACE);
        try {
            return new WhisperServer(key, programs.start(spec), new LocalHttp(port, Map.of()), path);
        } catch (EngineException e) {
            throw new ProgramUnusable(String.valueOf(e.getMessage()), e); // made for another machine, say
        }
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
            throw new ProgramUnusable(String.valueOf(e.getMessage()), e);
        }
        context.checkCancelled();
        long millis = (System.nanoTime() - start) / 1_000_000;
        LOG.atInfo().addKeyValue("pid", program.pid()).addKeyValue("ms", millis).log("whisper-server started");
        context.log(JobContext.Level.INFO, "model loaded in " + millis + " ms");
    }

    /** Older ones cannot be asked how they are, but do not listen before the model is loaded. */
    private boolean answers() {
        try {
            LocalHttp.Reply reply = http.get(path + "/health", PROBE, MOST_ABOUT);
            return reply.ok()
                    || (reply.status() == 404
                            && http.get(path + "/", PROBE, MOST_ABOUT).ok());
        } catch (IOException e) {
            return false;
        }
    }

    Key key() {
        return key;
    }

    /** @param silence how long it may take to answer */
    LocalExchange ask(Form form, Duration silence) throws IOException {
        return http.open("POST", path + "/inference", form.type(), form.bytes(), silence);
    }

    boolean alive() {
        return program.alive();
    }

    /** Told of a line to it that broke: mostly it has ended. A wedged one is ended now. */
    EngineException lost(IOException e) {
        close();
        String words = program.exit().map(Exit::toString).orElse("whisper-server does not answer: " + e.getMessage());
        return EngineException.failed(words, e);
    }

    @Override
    public void close() {
        program.close();
    }
}
