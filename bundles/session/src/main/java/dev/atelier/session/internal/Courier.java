package dev.atelier.session.internal;

import com.fasterxml.jackson.databind.JsonNode;
import dev.atelier.common.api.Json;
import dev.atelier.engine.api.Task;
import dev.atelier.jobs.api.WorkerLog;
import dev.atelier.registration.api.Credentials;
import dev.atelier.wire.api.Claim;
import dev.atelier.wire.api.DomainJson;
import dev.atelier.wire.api.WorkerFrame;
import java.io.IOException;
import java.time.Clock;
import java.time.Duration;
import java.util.HashSet;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * Brings kept results to the studio once there is a session again, one at a time. When the studio meanwhile offers such
 * a job once more, the kept result is the answer and nothing runs twice.
 */
final class Courier {
    static final String GONE = "the kept result is gone; the job must be made again";

    private static final String CATEGORY = "outbox";
    private static final Duration NEXT_ROUND = Duration.ofSeconds(30);

    private final Outbox outbox;
    private final Uploads uploads;
    private final Executor aside;
    private final ScheduledExecutorService timer;
    private final WorkerLog log;
    private final Clock clock;
    private final Map<String, Adoption> adopted = new ConcurrentHashMap<>();

    // Touched by tasks of the executor only, which run one after the other.
    private final Set<String> tried = new HashSet<>();
    private @Nullable Link link;
    private boolean busy;

    /** A kept result's job was accepted again. */
    private record Adoption(Link link, Runnable done) {}

    Courier(
            Outbox outbox,
            Uploads uploads,
            Executor aside,
            ScheduledExecutorService timer,
            WorkerLog log,
            Clock clock) {
        this.outbox = outbox;
        this.uploads = uploads;
        this.aside = aside;
        this.timer = timer;
        this.log = log;
        this.clock = clock;
    }

    void open() {
        later(() -> {
            try {
                outbox.open();
            } catch (IOException e) {
                note(WorkerLog.Level.ERROR, "results kept for the studio cannot be read: " + Texts.reason(e), null);
            }
        });
    }

    void welcomed(Link to) {
        later(() -> {
            link = to;
            tried.clear();
            abandon();
            pump();
        });
    }

    /** What was accepted in a session that is over counts no more; the results stay. */
    private void abandon() {
        for (String jobId : Set.copyOf(adopted.keySet())) {
            Adoption adoption = adopted.get(jobId);
            if (adoption != null && !adoption.link().alive()) {
                finish(jobId, "");
            }
        }
    }

    /** Keeps a result for when the studio can be reached. Fails when the disk does. */
    CompletableFuture<Void> keep(Parcel parcel, Task task) {
        CompletableFuture<Void> kept = new CompletableFuture<>();
        Runnable work = () -> {
            try {
                put(parcel, task);
                kept.complete(null);
            } catch (IOException | RuntimeException e) {
                kept.completeExceptionally(e);
            }
        };
        try {
            aside.execute(() -> {
                work.run();
                pump();
            });
        } catch (RejectedExecutionException e) {
            work.run(); // the room is closed; the result must not be lost for that
        }
        return kept;
    }

    /** Whether a result of this very job is kept. */
    boolean keeps(Claim claim, Link at) {
        return outbox.find(claim.jobId())
                .filter(kept -> belongs(kept, at.credentials()) && kept.task().equals(plain(claim.task())))
                .isPresent();
    }

    /** The job was accepted in this session: its kept result goes first. */
    void adopt(String jobId, Link at, Runnable done) {
        adopted.put(jobId, new Adoption(at, done));
        later(() -> {
            // Between the look at it and now it may have been refused, or dropped for newer ones: nothing would follow.
            if (outbox.find(jobId).isEmpty()) {
                finish(jobId, GONE);
            }
            pump();
        });
    }

    int size() {
        return outbox.size();
    }

    private void put(Parcel parcel, Task task) throws IOException {
        Credentials to = parcel.to();
        Kept kept = new Kept(
                to.studio().base(),
                to.workerId(),
                parcel.jobId(),
                parcel.prompt(),
                parcel.ext(),
                plain(task),
                parcel.body().length(),
                clock.instant());
        for (Kept gone : outbox.put(kept, parcel.body())) {
            note(WorkerLog.Level.WARN, "too many results wait for the studio; the oldest was dropped", gone.jobId());
        }
        note(WorkerLog.Level.INFO, "result kept for the studio", parcel.jobId());
    }

    private void pump() {
        Link to = link;
        if (busy || to == null || !to.alive()) {
            return;
        }
        for (Optional<Kept> next = next(); next.isPresent(); next = next()) {
            Kept kept = next.get();
            if (belongs(kept, to.credentials())) {
                upload(kept, to);
                return;
            }
            drop(kept, "result dropped: it was made for another studio or under another worker id");
        }
    }

    private Optional<Kept> next() {
        return outbox.all().stream()
                .filter(kept -> adopted.containsKey(kept.jobId()))
                .findFirst()
                .or(() -> outbox.all().stream()
                        .filter(kept -> !tried.contains(kept.jobId()))
                        .findFirst());
    }

    private void upload(Kept kept, Link to) {
        busy = true;
        Adoption before = adopted.get(kept.jobId());
        Parcel parcel = new Parcel(to.credentials(), kept.jobId(), kept.prompt(), kept.ext(), outbox.bodyOf(kept));
        var unused = uploads.send(parcel, () -> {})
                .thenAccept(answer -> later(() -> {
                    busy = false;
                    settle(kept, before, answer);
                    pump();
                }));
    }

    private void settle(Kept kept, @Nullable Adoption before, Uploads.Answer answer) {
        switch (answer.kind()) {
            case STORED -> {
                remove(kept); // first: who reads that it was delivered finds it gone
                note(WorkerLog.Level.INFO, "kept result delivered", kept.jobId());
                finish(kept.jobId(), "");
            }
            case REFUSED -> {
                if (before == null && adopted.containsKey(kept.jobId())) {
                    return; // refused for a claim that was lost; it is ours again meanwhile
                }
                drop(kept, "kept result refused by the studio: " + answer.error());
                finish(kept.jobId(), answer.error());
            }
            case UNREACHABLE -> {
                tried.add(kept.jobId());
                finish(kept.jobId(), answer.error());
                anotherRound();
            }
        }
    }

    private void finish(String jobId, String error) {
        Adoption adoption = adopted.remove(jobId);
        if (adoption != null) {
            if (!error.isEmpty()) {
                adoption.link().send(new WorkerFrame.Fail(jobId, error, true));
            }
            adoption.done().run();
        }
    }

    private void anotherRound() {
        try {
            var unused = timer.schedule(
                    () -> later(() -> {
                        tried.clear();
                        pump();
                    }),
                    NEXT_ROUND.toMillis(),
                    TimeUnit.MILLISECONDS);
        } catch (RejectedExecutionException e) {
            tried.clear(); // stopping
        }
    }

    private void drop(Kept kept, String why) {
        remove(kept);
        note(WorkerLog.Level.WARN, why, kept.jobId());
    }

    private void remove(Kept kept) {
        try {
            outbox.remove(kept.jobId());
        } catch (IOException e) {
            note(WorkerLog.Level.WARN, "kept result cannot be removed: " + Texts.reason(e), kept.jobId());
        }
    }

    private void later(Runnable work) {
        try {
            aside.execute(work);
        } catch (RejectedExecutionException e) {
            // The room is closed; what is on disk stays there.
            busy = false;
        }
    }

    private void note(WorkerLog.Level level, String message, @Nullable String jobId) {
        log.append(level, CATEGORY, message, jobId);
    }

    private static boolean belongs(Kept kept, Credentials to) {
        return kept.studio().equals(to.studio().base()) && kept.workerId().equals(to.workerId());
    }

    /** Through text and back, so that a task compares equal to one that was read from disk. */
    private static JsonNode plain(Task task) {
        try {
            return Json.parse(Json.text(DomainJson.write(task)));
        } catch (IOException e) {
            throw new IllegalStateException(e);
        }
    }
}
