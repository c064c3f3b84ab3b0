package dev.atelier.jobs.internal;

import static org.assertj.core.api.Assertions.assertThat;

import dev.atelier.downloads.api.DownloadFailed;
import dev.atelier.downloads.api.Inputs;
import dev.atelier.engine.api.EngineException;
import dev.atelier.engine.api.EngineResult;
import dev.atelier.jobs.api.JobOutcome;
import dev.atelier.jobs.api.JobRecord;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class JobInputsTest {
    private static final String PICTURE = "data:image/webp;base64,iVBORw0KGgoAAAAA";

    private final Path root;
    private final Workshop workshop;

    JobInputsTest(@TempDir Path root) {
        this.root = root;
        this.workshop = Workshop.with(root, 1, 5);
    }

    @AfterEach
    void close() {
        workshop.close();
    }

    private JobOutcome run(String url, JobRecord.Source from, AtomicReference<String> got) throws Exception {
        workshop.engines.work = (job, context) -> {
            Path file = context.input(url);
            assertThat(file).exists().hasParent(context.scratch());
            got.set(file.toString());
            return Workshop.RESULT;
        };
        return workshop.run(Workshop.request(null, "x", from, null));
    }

    private JobOutcome run(String url, JobRecord.Source from) throws Exception {
        return run(url, from, new AtomicReference<>(""));
    }

    private static String code(JobOutcome outcome) {
        return outcome.fold(done -> "done", failed -> failed.code(), cancelled -> "cancelled");
    }

    @Test
    void anInputIsAFileOfTheJobNamedByItsBytesAndGoesWithTheJob() throws Exception {
        var got = new AtomicReference<>("");

        assertThat(code(run(PICTURE, JobRecord.Source.STUDIO, got))).isEqualTo("done");

        assertThat(got.get()).endsWith(".png");
        assertThat(Path.of(got.get())).doesNotExist();
    }

    @Test
    void filesOfThisMachineAreForThoseWhoAskFromThisMachine() throws Exception {
        String url =
                Files.writeString(root.resolve("a.wav"), "RIFFxxxxWAVE").toUri().toString();

        assertThat(code(run(url, JobRecord.Source.LOCAL))).isEqualTo("done");
        assertThat(code(run(url, JobRecord.Source.STUDIO))).isEqualTo(Inputs.REFUSED);
        assertThat(code(run(url, JobRecord.Source.STREAM))).isEqualTo(Inputs.REFUSED);
    }

    @Test
    void whatCannotBeFetchedEndsTheJobWithItsReason() throws Exception {
        assertThat(code(run("https://h.example/x", JobRecord.Source.LOCAL))).isEqualTo(Inputs.REFUSED);
    }

    @Test
    void theStudioOfThisWorkerIsTrustedAndTheFileIsNamedByItsBytes() throws Exception {
        var trusted = new AtomicReference<>("");
        JobInputs inputs = new JobInputs(
                (url, target, studio, onCancel) -> {
                    trusted.set(String.valueOf(studio));
                    writeTo(target, "OggS and more");
                },
                () -> Optional.of("http://studio.example"));
        var got = new AtomicReference<>("");
        workshop.engines.work = (job, context) -> {
            got.set(inputs.bring("https://h.example/talk.wav?key=1", JobRecord.Source.STUDIO, context)
                    .toString());
            return new EngineResult.Json("{}");
        };

        workshop.run(Workshop.chat("x"));

        assertThat(trusted).hasValue("http://studio.example");
        assertThat(got.get()).endsWith(".ogg");
    }

    @Test
    void aCancelledJobIsCancelledWhateverTheFetchSays() throws Exception {
        JobInputs inputs = new JobInputs(
                (url, target, studio, onCancel) -> {
                    throw new DownloadFailed(DownloadFailed.CANCELLED, "x", false);
                },
                Optional::empty);
        var code = new AtomicReference<>("");
        workshop.engines.work = (job, context) -> {
            workshop.jobs.cancel(job.jobId());
            try {
                inputs.bring("https://h.example/x", JobRecord.Source.LOCAL, context);
            } catch (EngineException e) {
                code.set(e.code());
            }
            return Workshop.RESULT;
        };

        workshop.run(Workshop.chat("x"));

        assertThat(code).hasValue(EngineException.CANCELLED);
    }

    private static void writeTo(Path target, String text) {
        try {
            Files.writeString(target, text);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
