package dev.atelier.engine.onnx.net;

import ai.onnxruntime.OrtEnvironment;
import ai.onnxruntime.OrtException;
import ai.onnxruntime.OrtSession;
import ai.onnxruntime.OrtSession.SessionOptions;
import dev.atelier.engine.api.EngineException;
import dev.atelier.engine.api.JobContext;
import dev.atelier.lib.onnxruntime.api.OnnxRuntime;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Opens networks. That takes up to minutes and cannot be interrupted, so it happens on a thread of its own: a job that is
 * cancelled meanwhile goes, and what it wanted is closed when it is there.
 */
public final class Nets implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(Nets.class);

    /** A run ends in the next node, an opening when it is done with its file. */
    private static final Duration GRACE = Duration.ofSeconds(2);

    private final OnnxRuntime runtime;
    private final Underway underway = new Underway();
    private final Cuda cuda;
    private final ExecutorService openers;

    public Nets(OnnxRuntime runtime) {
        this(runtime, new Cuda());
    }

    Nets(OnnxRuntime runtime, Cuda cuda) {
        this.runtime = runtime;
        this.cuda = cuda;
        AtomicInteger count = new AtomicInteger();
        this.openers = Executors.newCachedThreadPool(task -> {
            Thread thread = new Thread(task, "engine-onnx-open-" + count.incrementAndGet());
            thread.setDaemon(true);
            return thread;
        });
    }

    public Cuda cuda() {
        return cuda;
    }

    /** @param name of the network in messages */
    public Net open(Path file, String name, JobContext context) throws EngineException {
        context.checkCancelled();
        if (!Files.isRegularFile(file)) {
            throw new EngineException("model_unusable", "the model lacks its network " + name, true);
        }
        CompletableFuture<Net> opening = new CompletableFuture<>();
        try {
            openers.execute(() -> open(file, name, opening));
        } catch (RejectedExecutionException e) {
            throw EngineException.cancelled(); // the engine is being stopped
        }
        context.onCancel(() -> opening.cancel(false));
        try {
            return opening.get();
        } catch (CancellationException e) {
            throw EngineException.cancelled();
        } catch (InterruptedException e) {
            opening.cancel(false);
            Thread.currentThread().interrupt();
            throw EngineException.cancelled();
        } catch (ExecutionException e) {
            if (e.getCause() instanceof EngineException known) {
                throw known;
            }
            throw new EngineException(
                    "model_unusable",
                    "the network " + name + " of the model cannot be used: "
                            + (e.getCause() instanceof OrtException ort ? Complaint.of(ort) : e.getCause()),
                    true,
                    e);
        }
    }

    private void open(Path file, String name, CompletableFuture<Net> opening) {
        try {
            OrtEnvironment environment = runtime.environment();
            Net net = net(name, environment, session(environment, file));
            if (!opening.complete(net)) {
                net.close();
            }
        } catch (Throwable e) { // a job that waits is to hear of whatever it is: this thread has nobody else to tell
            opening.completeExceptionally(e);
        }
    }

    private Net net(String name, OrtEnvironment environment, OrtSession session) throws OrtException {
        boolean kept = false;
        try {
            Net net = new Net(name, environment, session, underway);
            kept = true;
            return net;
        } finally {
            if (!kept) {
                session.close();
            }
        }
    }

    private OrtSession session(OrtEnvironment environment, Path file) throws OrtException, EngineException {
        if (!cuda.tried()) {
            return plain(environment, file);
        }
        try (SessionOptions options = options()) {
            options.addCUDA(0);
            OrtSession session = environment.createSession(file.toString(), options);
            cuda.works();
            return session;
        } catch (OrtException e) {
            return instead(plain(environment, file), Complaint.of(e)); // fails too when it was about the model
        }
    }

    private OrtSession instead(OrtSession plain, String why) throws OrtException, EngineException {
        boolean kept = false;
        try {
            cuda.fails(why);
            LOG.atWarn().addKeyValue("reason", why).log("networks run without the graphics card");
            kept = true;
            return plain;
        } finally {
            if (!kept) {
                plain.close();
            }
        }
    }

    private static OrtSession plain(OrtEnvironment environment, Path file) throws OrtException {
        try (SessionOptions options = options()) {
            return environment.createSession(file.toString(), options);
        }
    }

    private static SessionOptions options() throws OrtException {
        SessionOptions options = new SessionOptions();
        // Its threads wait for more work by running in circles, which is right within a run and a waste after it.
        options.addConfigEntry("session.force_spinning_stop", "1");
        return options;
    }

    /** Ends what runs and waits for it, since a process that ends amid it may crash instead. */
    @Override
    public void close() {
        openers.shutdownNow();
        long end = System.nanoTime() + GRACE.toNanos();
        try {
            boolean ended = underway.close(GRACE);
            if (!openers.awaitTermination(end - System.nanoTime(), TimeUnit.NANOSECONDS) || !ended) {
                LOG.warn("a network is still being opened or asked while its engine stops");
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
