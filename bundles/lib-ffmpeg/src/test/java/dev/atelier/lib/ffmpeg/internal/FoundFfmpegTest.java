package dev.atelier.lib.ffmpeg.internal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.atelier.engine.api.EngineException;
import dev.atelier.engine.api.Health;
import dev.atelier.engine.api.NoJob;
import dev.atelier.engine.api.Part;
import dev.atelier.engine.host.api.ProbeResult;
import dev.atelier.engine.host.internal.BundlePrograms;
import dev.atelier.engine.host.internal.ProcessHost;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class FoundFfmpegTest {
    private static final Shipped SHIPPED =
            new Shipped(Path.of("target", "ffmpeg-for-tests").toAbsolutePath());

    private static final NoJob JOB = new NoJob();

    @TempDir
    @SuppressWarnings("NullAway.Init") // set by the test engine
    Path folder;

    @SuppressWarnings("NullAway.Init") // set before every test
    private ProcessHost host;

    @SuppressWarnings("NullAway.Init") // set before every test
    private BundlePrograms real;

    @BeforeEach
    void open() {
        host = new ProcessHost(folder.resolve("children"));
        real = new BundlePrograms(host);
    }

    @AfterEach
    void close() {
        real.close();
        host.close();
    }

    @Test
    void unpacksTheOneThatComesAlongAndItRuns() throws Exception {
        assumeTrue(SHIPPED.suits());
        var ffmpeg = new FoundFfmpeg(new NothingInstalled(real), SHIPPED, "");
        assertThat(ffmpeg.health()).isEqualTo(Health.OK);

        Path program = ffmpeg.program(JOB);

        ProbeResult version = real.probe(program, List.of("-version")).join();
        assertThat(version.ok()).as(version.text()).isTrue();
        assertThat(version.text()).startsWith("ffmpeg version 8");
        assertThat(ffmpeg.health()).isEqualTo(Health.OK);
    }

    @Test
    void needsNoLibraryOfScreensAndSoundCards() throws Exception {
        assumeTrue(SHIPPED.suits());
        Path lib = SHIPPED.unpack(JOB).resolve("lib");

        ProbeResult loaded = real.probe(
                        Path.of("/usr/bin/env"),
                        List.of("LD_TRACE_LOADED_OBJECTS=1", "LD_LIBRARY_PATH=" + lib, lib + "/ffmpeg"))
                .join();

        assertThat(loaded.text())
                .contains("libpulse.so.0 => " + lib)
                .contains("libxcb.so.1 => " + lib)
                .contains("libasound.so.2 => " + lib)
                .doesNotContain("not found")
                .doesNotContain("no version information");
    }

    @Test
    void unpacksAgainAfterAStartThatWasKilledMeanwhile() throws Exception {
        assumeTrue(SHIPPED.suits());
        Path half = Files.createDirectories(folder.resolve("mine.part").resolve("lib"));
        Files.writeString(half.resolve("libavcodec.so.62"), "half of it");
        Shipped mine = new Shipped(folder.resolve("mine"));

        mine.unpack(JOB);

        assertThat(mine.unpacked()).isTrue();
        assertThat(half).doesNotExist();
        assertThat(real.probe(mine.program(), List.of("-version")).join().ok()).isTrue();
    }

    @Test
    void prefersTheInstalledOne() throws Exception {
        Path installed = script("ffmpeg", "exit 0");
        var ffmpeg = new FoundFfmpeg(new Installed(real, installed), SHIPPED, "");

        assertThat(ffmpeg.program(JOB)).isEqualTo(installed);
    }

    @Test
    void aJobThatIsCancelledMeanwhileDoesNotWaitForIt() throws Exception {
        NoJob job = new NoJob();
        var asked = new Installed(real, script("ffmpeg", "exec sleep 1000")) {
            @Override
            public CompletableFuture<ProbeResult> probe(Path program, List<String> arguments) {
                job.cancel();
                return super.probe(program, arguments);
            }
        };
        var ffmpeg = new FoundFfmpeg(asked, SHIPPED, "");

        assertThatThrownBy(() -> ffmpeg.program(job))
                .isInstanceOfSatisfying(
                        EngineException.class, e -> assertThat(e.code()).isEqualTo(EngineException.CANCELLED));
    }

    @Test
    void passesOverAnInstalledOneThatDoesNotRun() throws Exception {
        assumeTrue(SHIPPED.suits());
        var ffmpeg = new FoundFfmpeg(new Installed(real, script("ffmpeg", "exit 3")), SHIPPED, "");

        assertThat(ffmpeg.program(JOB)).isEqualTo(SHIPPED.program());
    }

    @Test
    void takesTheConfiguredOneBeforeAllOthers() throws Exception {
        Path chosen = script("my-ffmpeg", "exit 0");
        var ffmpeg = new FoundFfmpeg(new Installed(real, script("ffmpeg", "exit 0")), SHIPPED, chosen.toString());

        assertThat(ffmpeg.program(JOB)).isEqualTo(chosen);
        assertThat(ffmpeg.health()).isEqualTo(Health.OK);
    }

    @Test
    void takesNoOtherWhenTheConfiguredOneIsMissing() {
        var ffmpeg = new FoundFfmpeg(real, SHIPPED, folder.resolve("gone").toString());

        assertThat(ffmpeg.health().available()).isFalse();
        assertThat(ffmpeg.health().remedy()).contains("ffmpeg_path");
        assertThatThrownBy(() -> ffmpeg.program(JOB))
                .hasMessageContaining("install ffmpeg")
                .isInstanceOfSatisfying(EngineException.class, e -> {
                    assertThat(e.code()).isEqualTo("program_missing");
                    assertThat(e.retryable()).isFalse();
                });
    }

    @Test
    void showsItselfAsAPart() throws Exception {
        Path installed = script("ffmpeg", "echo 'ffmpeg version 7.1-test Copyright'");
        var ffmpeg = new FoundFfmpeg(new Installed(real, installed), SHIPPED, "");
        ffmpeg.program(JOB); // whose version is known from now on

        Part part = ffmpeg.part();

        assertThat(part.version()).isEqualTo("7.1-test");
        assertThat(part.where()).isEqualTo(installed.toString());
        assertThat(part.state()).isEqualTo(Part.State.IN_USE);
        assertThat(part.addable()).isFalse();
    }

    @Test
    void aPartThatIsMissingSaysHowToGetIt() {
        Part part = new FoundFfmpeg(real, SHIPPED, folder.resolve("gone").toString()).part();

        assertThat(part.state()).isEqualTo(Part.State.MISSING);
        assertThat(part.note()).contains("ffmpeg_path").contains("install ffmpeg");
    }

    @Test
    void findsAConfiguredOneThatAppears() throws Exception {
        var ffmpeg = new FoundFfmpeg(real, SHIPPED, folder.resolve("late").toString());
        assertThat(ffmpeg.health().available()).isFalse();

        script("late", "exit 0");

        assertThat(ffmpeg.health()).isEqualTo(Health.OK);
        assertThat(ffmpeg.program(JOB)).isEqualTo(folder.resolve("late"));
    }

    private Path script(String name, String line) throws IOException {
        Path file = Files.writeString(folder.resolve(name), "#!/bin/sh\n" + line + "\n");
        assertThat(file.toFile().setExecutable(true)).isTrue();
        return file;
    }

    /** The real thing on a machine whose {@code PATH} has no ffmpeg. */
    private static final class NothingInstalled extends Forwarding {
        NothingInstalled(BundlePrograms real) {
            super(real);
        }

        @Override
        public Optional<Path> find(String name, List<Path> folders) {
            return name.equals("ffmpeg") ? Optional.empty() : super.find(name, folders);
        }
    }

    /** The real thing on a machine that has this one. */
    private static class Installed extends Forwarding {
        private final Path program;

        Installed(BundlePrograms real, Path program) {
            super(real);
            this.program = program;
        }

        @Override
        public Optional<Path> find(String name, List<Path> folders) {
            return name.equals("ffmpeg") ? Optional.of(program) : super.find(name, folders);
        }
    }
}
