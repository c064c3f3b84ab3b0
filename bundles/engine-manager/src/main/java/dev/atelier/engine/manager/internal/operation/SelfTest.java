package dev.atelier.engine.manager.internal.operation;

import dev.atelier.engine.api.Engine;
import dev.atelier.engine.api.EngineException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Comparator;
import java.util.UUID;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeoutException;
import java.util.stream.Stream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Runs an engine's own short job, with a limit, before anybody else's job reaches it. */
final class SelfTest {
    private static final Logger LOG = LoggerFactory.getLogger(SelfTest.class);

    private final Context context;

    SelfTest(Context context) {
        this.context = context;
    }

    /** Says how it went in a few words. */
    String run(String id, Engine engine) throws StepFailed, InterruptedException {
        Duration limit = context.now().selfTestTimeout();
        Path scratch = context.scratch().resolve("self-test-" + UUID.randomUUID());
        SelfTestContext job = new SelfTestContext(id, scratch, context.time().plus(limit));
        try {
            context.bounded().call("self-test", limit, () -> {
                engine.selfTest(job);
                return true;
            });
            return job.lastWord();
        } catch (ExecutionException e) {
            Throwable cause = e.getCause() == null ? e : e.getCause();
            String why = cause instanceof EngineException ? String.valueOf(cause.getMessage()) : cause.toString();
            throw new StepFailed(
                    "self_test_failed",
                    "the self-test failed: " + why,
                    "ask its maker, or look into the log for more",
                    cause);
        } catch (TimeoutException e) {
            throw new StepFailed(
                    "self_test_timeout",
                    "the self-test did not end within " + limit.toMillis() + " ms and was given up",
                    "raise engines.self_test_timeout_secs if the engine needs longer here",
                    e);
        } finally {
            job.cancel();
            delete(scratch);
        }
    }

    private static void delete(Path scratch) {
        if (!Files.exists(scratch)) {
            return;
        }
        try (Stream<Path> tree = Files.walk(scratch)) {
            for (Path each : tree.sorted(Comparator.reverseOrder()).toList()) {
                Files.deleteIfExists(each);
            }
        } catch (IOException e) {
            LOG.atDebug().setCause(e).log("scratch folder of a self-test not deleted");
        }
    }
}
