package dev.atelier.engine.llama;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.atelier.engine.api.EngineException;
import dev.atelier.engine.api.NoJob;
import java.nio.file.Path;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class ModelTurnsTest {
    private static final Path A = Path.of("a.gguf");
    private static final Path B = Path.of("b.gguf");

    private final ModelTurns turns = new ModelTurns();
    private final ExecutorService threads = Executors.newCachedThreadPool();

    @AfterEach
    void close() {
        threads.shutdownNow();
    }

    private Future<Void> entering(Path model, NoJob job) {
        Future<Void> entering = threads.submit(() -> {
            turns.enter(model, job);
            return null;
        });
        return entering;
    }

    private void awaitWaiting(int many) {
        Awaitility.await().until(() -> turns.waiting() == many);
    }

    @Test
    void jobsWithOneModelRunSideBySide() throws Exception {
        turns.enter(A, new NoJob());
        turns.enter(A, new NoJob());

        assertThat(turns.waiting()).isZero();
    }

    @Test
    void anotherModelWaitsUntilTheLastOfThemIsDoneAndNobodyOvertakesIt() throws Exception {
        turns.enter(A, new NoJob());
        turns.enter(A, new NoJob());
        Future<Void> other = entering(B, new NoJob());
        awaitWaiting(1);
        Future<Void> late = entering(A, new NoJob());
        awaitWaiting(2);

        turns.done();
        assertThat(turns.waiting()).isEqualTo(2);
        turns.done();

        other.get(5, TimeUnit.SECONDS);
        assertThat(late).isNotDone();
        turns.done();
        late.get(5, TimeUnit.SECONDS);
    }

    @Test
    void whoIsCancelledLeavesTheLineAndThoseBehindGoOn() throws Exception {
        turns.enter(A, new NoJob());
        NoJob impatient = new NoJob();
        Future<Void> other = entering(B, impatient);
        awaitWaiting(1);
        Future<Void> late = entering(A, new NoJob());
        awaitWaiting(2);

        impatient.cancel();

        assertThatThrownBy(() -> other.get(5, TimeUnit.SECONDS))
                .cause()
                .isInstanceOfSatisfying(
                        EngineException.class, e -> assertThat(e.code()).isEqualTo(EngineException.CANCELLED));
        late.get(5, TimeUnit.SECONDS);
    }
}
