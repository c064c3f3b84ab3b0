package dev.atelier.jobs.internal;

import dev.atelier.downloads.api.DownloadFailed;
import dev.atelier.downloads.api.Inputs;
import dev.atelier.engine.api.EngineException;
import dev.atelier.engine.api.InputFiles;
import dev.atelier.engine.api.JobContext;
import dev.atelier.jobs.api.JobRecord;
import java.io.IOException;
import java.nio.file.Path;
import java.util.EnumSet;
import java.util.Optional;
import java.util.Set;
import java.util.function.Supplier;

/** Brings what the URLs of tasks name. Files of this machine are for those who asked from this machine. */
final class JobInputs {
    private static final Set<JobRecord.Source> HERE = EnumSet.of(JobRecord.Source.LOCAL, JobRecord.Source.LANE);

    private final Inputs outside;
    private final Supplier<Optional<String>> studio;

    /** @param studio where the studio is that this worker works for: inputs of its jobs come from there */
    JobInputs(Inputs outside, Supplier<Optional<String>> studio) {
        this.outside = outside;
        this.studio = studio;
    }

    Path bring(String url, JobRecord.Source from, JobContext job) throws EngineException {
        if (InputFiles.isData(url)) {
            return InputFiles.ofData(url, job.scratch());
        }
        if (!InputFiles.isFile(url)) {
            return fetched(url, job);
        }
        if (!HERE.contains(from)) {
            throw new EngineException(Inputs.REFUSED, "a studio's job cannot name a file of this machine", false);
        }
        return InputFiles.ofFile(url, job.scratch());
    }

    private Path fetched(String url, JobContext job) throws EngineException {
        try {
            Path file = InputFiles.fresh(job.scratch());
            outside.fetch(url, file, studio.get().orElse(null), job::onCancel);
            return InputFiles.named(file, InputFiles.tail(url));
        } catch (DownloadFailed e) {
            job.checkCancelled();
            throw new EngineException(e.code(), Texts.of(e), e.retryable(), e);
        } catch (IOException e) {
            throw EngineException.failed("an input could not be written: " + Texts.of(e), e);
        }
    }
}
