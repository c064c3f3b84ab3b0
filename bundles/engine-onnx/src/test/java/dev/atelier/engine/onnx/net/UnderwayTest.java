package dev.atelier.engine.onnx.net;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import ai.onnxruntime.OrtSession.RunOptions;
import dev.atelier.lib.onnxruntime.api.OnnxRuntime;
import dev.atelier.lib.onnxruntime.internal.ShippedRuntime;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.FutureTask;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

class UnderwayTest {
    private final Underway underway = new Underway();

    @BeforeAll
    static void load() throws Exception {
        OnnxRuntime runtime = new ShippedRuntime(
                "1.29.0", Path.of("target", "native-for-tests").toAbsolutePath());
        assertThat(runtime.environment()).isNotNull();
    }

    @Test
    void aStopWaitsForTheRunItHasEnded() throws Exception {
        try (RunOptions run = new RunOptions()) {
            assertThat(underway.begin(run)).isTrue();
            FutureTask<Boolean> stop = new FutureTask<>(() -> underway.close(Duration.ofMinutes(1)));
            Thread stopping = new Thread(stop);
            stopping.start();
            await().until(() -> stopping.getState() == Thread.State.TIMED_WAITING);
            assertThat(underway.closed()).isTrue();

            underway.end(run);

            assertThat(stop.get()).isTrue();
        }
    }

    @Test
    void aStopWaitsNoLongerThanItsGraceAndNothingBeginsAfterIt() throws Exception {
        try (RunOptions run = new RunOptions();
                RunOptions late = new RunOptions()) {
            assertThat(underway.begin(run)).isTrue();

            assertThat(underway.close(Duration.ofMillis(1))).isFalse();

            assertThat(underway.begin(late)).isFalse();
        }
    }
}
