package dev.atelier.jobs.internal;

import dev.atelier.downloads.api.DownloadFailed;
import dev.atelier.downloads.api.Inputs;
import dev.atelier.engine.api.EngineResult;
import dev.atelier.engine.api.ModelFiles;
import dev.atelier.engine.api.ModelSource;
import dev.atelier.engine.api.Task;
import dev.atelier.jobs.api.Job;
import dev.atelier.jobs.api.JobOutcome;
import dev.atelier.jobs.api.JobRecord;
import dev.atelier.jobs.api.JobRefused;
import dev.atelier.jobs.api.Jobs;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/** The whole room on real threads, with one fake engine. */
final class Workshop implements AutoCloseable {
    static final EngineResult RESULT = new EngineResult.Json("{\"made\":true}");

    final RecordingHub hub = new RecordingHub();
    final FakeEngines engines = new FakeEngines();
    final FakeCatalogue catalogue = new FakeCatalogue();
    final WorkerLogRing log = new WorkerLogRing(hub, Clock.systemUTC());
    final FakeHost host = new FakeHost();
    final Path root;
    final JobsService jobs;

    Workshop(Path root, JobsSettings settings, Patience patience) {
        this.root = root;
        this.jobs = new JobsService(
                new JobsService.Folders(root.resolve("results"), root.resolve("scratch")),
                engines,
                catalogue,
                host,
                (model, engine, context) -> new ModelFiles() {
                    @Override
                    public Path get(ModelSource.File file) {
                        return root.resolve(model).resolve(file.filename());
                    }

                    @Override
                    public Path root() {
                        return root;
                    }
                },
                (url, target, trusted, onCancel) -> {
                    throw new DownloadFailed(Inputs.REFUSED, "nothing is fetched in a workshop", false);
                },
                hub,
                log,
                settings,
                patience,
                Clock.systemUTC());
        jobs.open();
    }

    static Workshop with(Path root, int slots, int queue) {
        return new Workshop(
                root,
                new JobsSettings(slots, queue, 100, 1L << 30, Duration.ZERO),
                new Patience(Duration.ofSeconds(10), Duration.ofSeconds(20), Duration.ofMillis(200)));
    }

    static Jobs.Request chat(String prompt) {
        return request(null, prompt, JobRecord.Source.LOCAL, null);
    }

    static Jobs.Request request(@Nullable String id, String prompt, JobRecord.Source from, @Nullable Instant deadline) {
        Task task = Task.Llm.of(List.of(new Task.Message("user", prompt)));
        return new Jobs.Request(id, "chat", null, task, from, deadline);
    }

    JobOutcome run(Jobs.Request request) throws JobRefused {
        return await(jobs.start(request));
    }

    static JobOutcome await(Job job) {
        try {
            return job.outcome().get(10, TimeUnit.SECONDS);
        } catch (Exception e) {
            throw new AssertionError("the job did not end", e);
        }
    }

    /** Lets every job begin and hold until the latch falls. */
    Holding hold() {
        Holding holding = new Holding();
        engines.work = (job, context) -> {
            holding.begun.countDown();
            while (holding.release.getCount() > 0) {
                context.checkCancelled();
                pause(holding.release);
            }
            return RESULT;
        };
        return holding;
    }

    static void pause(CountDownLatch latch) {
        try {
            var unused = latch.await(5, TimeUnit.MILLISECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    /** Jobs that wait to be let go. */
    static final class Holding {
        final CountDownLatch begun = new CountDownLatch(1);
        final CountDownLatch release = new CountDownLatch(1);

        void awaitBegun() throws InterruptedException {
            if (!begun.await(10, TimeUnit.SECONDS)) {
                throw new AssertionError("no job has begun");
            }
        }
    }

    @Override
    public void close() {
        jobs.stop();
    }
}
