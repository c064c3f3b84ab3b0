package dev.atelier.jobs.internal;

import dev.atelier.common.api.EventHub;
import dev.atelier.common.api.Home;
import dev.atelier.common.api.Threads;
import dev.atelier.downloads.api.Inputs;
import dev.atelier.engine.api.ModelSource;
import dev.atelier.engine.api.Task;
import dev.atelier.engine.manager.api.Engines;
import dev.atelier.jobs.api.Job;
import dev.atelier.jobs.api.JobRecord;
import dev.atelier.jobs.api.JobRefused;
import dev.atelier.jobs.api.Jobs;
import dev.atelier.jobs.api.WorkerLog;
import dev.atelier.lib.codecs.api.Pictures;
import dev.atelier.model.host.api.Lane;
import dev.atelier.model.host.api.ModelHost;
import dev.atelier.models.api.ModelCatalogue;
import dev.atelier.models.api.ModelFilesProvider;
import dev.atelier.registration.api.Registration;
import dev.atelier.wire.api.MalformedJson;
import dev.atelier.wire.api.StudioAddress;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import org.jspecify.annotations.Nullable;
import org.osgi.service.component.ComponentServiceObjects;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Deactivate;
import org.osgi.service.component.annotations.Modified;
import org.osgi.service.component.annotations.Reference;
import org.osgi.service.component.annotations.ReferenceCardinality;
import org.osgi.service.component.annotations.ReferencePolicy;
import org.osgi.service.metatype.annotations.Designate;

/**
 * The room's front: takes jobs on, finds them again, and puts its parts together. Immediate, since a service nobody
 * holds for a moment would be dropped by the container, and running jobs with it.
 */
@Component(
        service = {Jobs.class, JobsService.class},
        immediate = true,
        configurationPid = "dev.atelier.jobs")
@Designate(ocd = JobsConfig.class)
public final class JobsService implements Jobs {
    private static final Duration GRACE = Duration.ofSeconds(2);

    private final ScheduledThreadPoolExecutor timer = new ScheduledThreadPoolExecutor(1, Threads.named("jobs-timer"));
    private final Path scratchRoot;
    private final Engines engines;
    private final ReservedPlace.Keeper places = new Places();
    private final Gate gate;
    private final Archive archive;
    private final Thumbnails thumbnails;
    private final JobBoard board;
    private final ModelHost host;
    private final Dispatcher dispatcher;
    private final Admission admission;
    private final WorkerLogRing log;
    private final Clock clock;
    private volatile JobsSettings settings;
    private volatile boolean paused;

    /** Held without being made: what a studio is told of this worker comes from this room, so it comes after it. */
    @Reference(cardinality = ReferenceCardinality.OPTIONAL, policy = ReferencePolicy.DYNAMIC)
    private volatile @Nullable ComponentServiceObjects<Registration> registration;

    @Activate
    public JobsService(
            @Reference(name = "home") Home home,
            @Reference(name = "engines") Engines engines,
            @Reference(name = "catalogue") ModelCatalogue catalogue,
            @Reference(name = "host") ModelHost host,
            @Reference(name = "modelFiles") ModelFilesProvider modelFiles,
            @Reference(name = "inputs") Inputs inputs,
            @Reference(name = "events") EventHub events,
            @Reference(name = "log") WorkerLogRing log,
            JobsConfig config) {
        this(
                new Folders(home.state().resolve("results"), home.cache().resolve("jobs")),
                engines,
                catalogue,
                host,
                modelFiles,
                inputs,
                events,
                log,
                JobsSettings.from(config),
                Patience.DEFAULT,
                Clock.systemUTC());
    }

    /** Where results stay and where unfinished things are. */
    record Folders(Path results, Path scratch) {}

    JobsService(
            Folders folders,
            Engines engines,
            ModelCatalogue catalogue,
            ModelHost host,
            ModelFilesProvider modelFiles,
            Inputs inputs,
            EventHub events,
            WorkerLogRing log,
            JobsSettings settings,
            Patience patience,
            Clock clock) {
        this.settings = settings;
        this.engines = engines;
        this.host = host;
        this.log = log;
        this.clock = clock;
        this.scratchRoot = folders.scratch();
        timer.setRemoveOnCancelPolicy(true);
        JobVoice voice = new JobVoice(log);
        JobInputs jobInputs = new JobInputs(inputs, this::studio);
        gate = new Gate(settings.slots());
        archive = new Archive(new JobFolders(folders.results()), () -> this.settings, clock.instant());
        thumbnails = new Thumbnails(
                (picture, side, png) -> Pictures.writePng(Pictures.readScaled(picture, side), png),
                job -> thumbnailMade(job));
        board = new JobBoard(archive, events, timer, System::nanoTime, thumbnails::offer);
        admission = new Admission(catalogue, engines, clock);
        dispatcher = new Dispatcher(
                gate,
                board,
                log.jobs(),
                voice,
                timer,
                clock,
                () -> this.settings,
                patience,
                settling -> new JobRunner(
                        engines,
                        modelFiles,
                        jobInputs,
                        board,
                        voice,
                        scratchRoot,
                        clock,
                        () -> this.settings,
                        settling));
    }

    @Activate
    void open() {
        archive.open(scratchRoot);
    }

    /** Running jobs stay: only limits change. */
    @Modified
    void modified(JobsConfig config) {
        apply(JobsSettings.from(config));
    }

    void apply(JobsSettings next) {
        settings = next;
        dispatcher.resized();
        archive.retain();
    }

    @Deactivate
    void stop() {
        dispatcher.stop();
        timer.shutdownNow();
        thumbnails.stop(GRACE);
        archive.close(GRACE);
    }

    @Override
    public Job start(Request request) throws JobRefused {
        LiveJob job = admitted(request, null);
        if (request.from() == JobRecord.Source.LANE) {
            dispatcher.startOnLane(job, lane(request));
        } else {
            dispatcher.startNow(job);
        }
        return job;
    }

    private Lane lane(Request request) throws JobRefused {
        return host.lane(request.model())
                .orElseThrow(() -> new JobRefused(
                        JobRefused.Reason.NOT_LOADED, "model " + request.model() + " is not kept in memory"));
    }

    @Override
    public Job enqueue(Request request) throws JobRefused {
        LiveJob job = admitted(request, null);
        dispatcher.enqueue(job);
        return job;
    }

    @Override
    public Optional<Place> reserve(String jobId, ModelSource source) {
        Gate.Claim claim = engines.current(source.engine()).map(Gate.Claim::of).orElse(Gate.Claim.PLACE_ALONE);
        return dispatcher.reserve(jobId, claim)
                ? Optional.of(new ReservedPlace(jobId, claim, places))
                : Optional.empty();
    }

    @Override
    public CompletableFuture<Void> freed() {
        return dispatcher.freed();
    }

    /** The same job once more, as one of this machine's own. */
    Job again(StoredJob job) throws JobRefused, IOException, MalformedJson {
        Task task = archive.task(job);
        return enqueue(new Request(null, job.record().model(), job.source(), task, JobRecord.Source.LOCAL, null));
    }

    @Override
    public String newId() {
        return admission.newId();
    }

    @Override
    public Reading follow(String jobId, TextReader reader) {
        return board.texts().follow(jobId, reader);
    }

    @Override
    public Optional<JobRecord> find(String jobId) {
        return board.find(jobId);
    }

    @Override
    public List<JobRecord> active() {
        return board.active();
    }

    @Override
    public List<JobRecord> recentStudio() {
        return board.recent(true);
    }

    @Override
    public List<JobRecord> recentLocal() {
        return board.recent(false);
    }

    @Override
    public boolean cancel(String jobId) {
        Optional<LiveJob> job = board.live(jobId).filter(live -> !live.over());
        job.ifPresent(LiveJob::cancel);
        return job.isPresent();
    }

    @Override
    public boolean busy() {
        return gate.busy();
    }

    @Override
    public boolean paused() {
        return paused;
    }

    @Override
    public void pause(boolean pause) {
        if (paused != pause) {
            paused = pause;
            log.append(WorkerLog.Level.INFO, "worker", pause ? "paused by operator" : "resumed by operator", null);
            board.publishStatus();
        }
    }

    private Optional<String> studio() {
        ComponentServiceObjects<Registration> source = registration;
        Registration known = source == null ? null : source.getService();
        if (source == null || known == null) {
            return Optional.empty();
        }
        try {
            return known.studio().map(StudioAddress::base);
        } finally {
            source.ungetService(known);
        }
    }

    JobBoard board() {
        return board;
    }

    int queued() {
        return gate.queued();
    }

    int running() {
        return gate.running();
    }

    private LiveJob admitted(Request request, @Nullable Delivery delivery) throws JobRefused {
        Admission.Admitted admitted = admission.admit(request);
        JobRecord record = RecordDraft.created(
                admitted.id(),
                admitted.task().kind(),
                admitted.model(),
                admitted.task().prompt(),
                request.from(),
                clock.instant());
        return new LiveJob(admitted, delivery, record, (job, cause) -> dispatcher.cancel(job, cause));
    }

    private final class Places implements ReservedPlace.Keeper {
        @Override
        public Job start(ReservedPlace place, Request request, Delivery delivery) throws JobRefused {
            LiveJob job = admitted(request, delivery);
            dispatcher.startReserved(job, place.claim());
            return job;
        }

        @Override
        public void giveBack(ReservedPlace place) {
            dispatcher.giveBack(place.jobId(), place.claim());
        }
    }

    private void thumbnailMade(StoredJob job) {
        board.change(job, draft -> draft.hasThumbnail = true);
    }
}
