package dev.atelier.jobs.internal;

import dev.atelier.engine.api.EngineDescriptor;
import dev.atelier.engine.api.EngineException;
import dev.atelier.engine.api.EngineJob;
import dev.atelier.engine.api.EngineResult;
import dev.atelier.engine.api.JobContext;
import dev.atelier.engine.manager.api.EngineUnavailable;
import dev.atelier.engine.manager.api.Engines;
import dev.atelier.jobs.api.WorkerLog;
import dev.atelier.model.host.api.Lane;
import dev.atelier.models.api.ModelFilesProvider;
import java.io.IOException;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Comparator;
import java.util.Optional;
import java.util.function.Supplier;
import java.util.stream.Stream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.slf4j.MDC;

/** Does one job on the thread it is called on: lease, execute, take the result over, let go. */
final class JobRunner {
    private static final Logger LOG = LoggerFactory.getLogger(JobRunner.class);

    private final Engines engines;
    private final ModelFilesProvider files;
    private final JobInputs inputs;
    private final JobBoard board;
    private final JobVoice voice;
    private final Path scratchRoot;
    private final Clock clock;
    private final Supplier<JobsSettings> settings;
    private final Settling settling;

    JobRunner(
            Engines engines,
            ModelFilesProvider files,
            JobInputs inputs,
            JobBoard board,
            JobVoice voice,
            Path scratchRoot,
            Clock clock,
            Supplier<JobsSettings> settings,
            Settling settling) {
        this.engines = engines;
        this.files = files;
        this.inputs = inputs;
        this.board = board;
        this.voice = voice;
        this.scratchRoot = scratchRoot;
        this.clock = clock;
        this.settings = settings;
        this.settling = settling;
    }

    /** Hears how jobs went. */
    interface Settling {
        /** Wants the job to end early. */
        void cancel(LiveJob job, StopCause cause);

        /** The thread is done with the job; a job that was ended before keeps its ending. */
        void settle(LiveJob job, Ending ending);
    }

    void run(LiveJob job) {
        MDC.put(JobVoice.MDC_KEY, job.id());
        job.bind(Thread.currentThread());
        Ending ending = Ending.crashed("the job was not run");
        try {
            voice.say(
                    WorkerLog.Level.INFO,
                    "job",
                    "job started: " + job.task().kind().wireName() + " with " + job.model(),
                    job.id());
            Lane lane = job.lane();
            ending = lane == null ? leased(job) : onLane(job, lane);
        } finally {
            job.unbind();
            // An interrupt was meant for this job, not for the next one of the thread.
            Thread.interrupted();
            settling.settle(job, ending);
            MDC.remove(JobVoice.MDC_KEY);
        }
    }

    private Ending leased(LiveJob job) {
        try (Scratch scratch = new Scratch(scratchRoot.resolve(JobFolders.safeName(job.id())));
                Engines.Lease lease = engines.lease(job.source().engine(), job.model())) {
            job.leased(lease);
            String engine = lease.descriptor().id() + " " + lease.descriptor().version();
            lease.onRecall(() -> settling.cancel(job, StopCause.recall(engine)));
            servedBy(job, lease.descriptor());
            Ending ending = executed(job, lease.descriptor(), scratch, lease.engine()::execute);
            if (!job.over()) { // else the fault has been reported when patience ran out
                lease.report(ending.engineFault());
            }
            return ending;
        } catch (EngineUnavailable e) {
            return Ending.failed(Ending.NO_ENGINE, Texts.of(e), false);
        } catch (RuntimeException | Error e) {
            LOG.atError().setCause(e).log("job not run");
            return Ending.failed("internal", Texts.of(e), true);
        }
    }

    /** The lane has a lease of its own and reports how it went. */
    private Ending onLane(LiveJob job, Lane lane) {
        try (Scratch scratch = new Scratch(scratchRoot.resolve(JobFolders.safeName(job.id())))) {
            servedBy(job, lane.engine());
            return executed(job, lane.engine(), scratch, lane::execute);
        } catch (RuntimeException | Error e) {
            LOG.atError().setCause(e).log("job not run");
            return Ending.failed("internal", Texts.of(e), true);
        }
    }

    private void servedBy(LiveJob job, EngineDescriptor engine) {
        job.change(draft -> {
            draft.engine = engine.id();
            draft.engineVersion = engine.version();
        });
        board.publish(job);
    }

    private interface Work {
        EngineResult of(EngineJob job, JobContext context) throws EngineException;
    }

    private Ending executed(LiveJob job, EngineDescriptor engine, Scratch scratch, Work work) {
        StopCause early = job.signal().cause();
        if (early != null) {
            return Ending.stopped(early);
        }
        try {
            board.texts().began(job.id());
            EngineResult result = work.of(
                    new EngineJob(job.id(), job.model(), job.source(), job.task()),
                    new LiveContext(job, board, voice, scratch, files, inputs, deadline(job)));
            StopCause cause = job.signal().cause();
            if (cause != null && (!cause.keepsResult() || job.over())) {
                return Ending.stopped(cause);
            }
            return result == null ? Ending.crashed("the engine gave no result") : taken(job, result);
        } catch (EngineException e) {
            return stoppedOr(job, Ending.of(e));
        } catch (RuntimeException | Error e) {
            // An engine is foreign code: whatever it throws ends its job and nothing else.
            LOG.atWarn().addKeyValue("engine", engine.id()).setCause(e).log("engine crashed");
            return stoppedOr(job, Ending.crashed(e.getClass().getSimpleName() + ": " + Texts.of(e)));
        } finally {
            job.signal().forgetActions();
        }
    }

    private static Ending stoppedOr(LiveJob job, Ending ending) {
        StopCause cause = job.signal().cause();
        return cause == null ? ending : Ending.stopped(cause);
    }

    private Ending taken(LiveJob job, EngineResult result) {
        try {
            return Ending.done(board.archive().take(job.record(), result));
        } catch (NoSuchFileException e) {
            return Ending.crashed("the engine named a result file that is not there");
        } catch (IOException | RuntimeException e) {
            LOG.atWarn().setCause(e).log("result not saved");
            return Ending.failed(Ending.NOT_SAVED, "the result could not be saved: " + Texts.of(e), true);
        }
    }

    private Optional<Instant> deadline(LiveJob job) {
        Duration longest = settings.get().deadline();
        Optional<Instant> own = longest.isZero()
                ? Optional.empty()
                : Optional.of(clock.instant().plus(longest));
        return Stream.of(own, job.callersDeadline()).flatMap(Optional::stream).min(Comparator.naturalOrder());
    }
}
