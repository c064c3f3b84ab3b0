package dev.atelier.engine.onnx;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.BufferedReader;
import java.io.File;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.DisabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

/** ONNX Runtime closes itself when a process is told to end, while the worker still has jobs. */
class SignalTest {
    @TempDir
    @SuppressWarnings("NullAway.Init") // set by the test engine
    Path folder;

    @Test
    @DisabledOnOs(value = OS.WINDOWS, disabledReason = "there it would be ended at once")
    void aSignalAmidJobsIsNoReasonToFailOneOrToCrash() throws Exception {
        Path crash = folder.resolve("crash.log");
        File errors = folder.resolve("errors").toFile();
        Process worker = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-Xmx256m",
                        "-XX:TieredStopAtLevel=1",
                        "-XX:ErrorFile=" + crash,
                        "-Djava.io.tmpdir=" + folder,
                        "-cp",
                        System.getProperty("java.class.path"),
                        SignalledWorker.class.getName(),
                        folder.resolve("home").toString())
                .redirectError(errors)
                .start();
        try (BufferedReader out =
                new BufferedReader(new InputStreamReader(worker.getInputStream(), StandardCharsets.UTF_8))) {
            assertThat(out.readLine()).isEqualTo("at work");

            worker.destroy();

            assertThat(worker.waitFor(90, TimeUnit.SECONDS)).isTrue();
            assertThat(worker.exitValue()).as(Files.readString(errors.toPath())).isZero();
            assertThat(crash).doesNotExist();
        } finally {
            worker.destroyForcibly();
        }
    }
}
