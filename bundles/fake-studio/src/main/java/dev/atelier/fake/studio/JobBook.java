package dev.atelier.fake.studio;

import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

/** Which session holds which job. Guarded by the studio's monitor; futures are completed by who called. */
final class JobBook {
    private static final int MOST = 100_000;

    private final Map<String, Job> jobs = new LinkedHashMap<>() {
        private static final long serialVersionUID = 1L;

        @Override
        protected boolean removeEldestEntry(Map.Entry<String, Job> eldest) {
            return size() > MOST;
        }
    };

    /** How far an offer has come. */
    enum State {
        OFFERED,
        ACCEPTED,
        SETTLED,
        /** Settled by an upload, which counts whoever the job was offered to meanwhile. */
        STORED,
        RELEASED
    }

    /** The latest offer of one job. */
    static final class Job {
        final FakeSession holder;
        final CompletableFuture<FakeSession> accepted = new CompletableFuture<>();
        final CompletableFuture<Outcome> outcome = new CompletableFuture<>();
        /** Also by earlier offers. */
        private final Set<String> acceptedBy;

        private State state = State.OFFERED;

        Job(FakeSession holder, Set<String> acceptedBy) {
            this.holder = holder;
            this.acceptedBy = acceptedBy;
        }
    }

    /**
     * What a message about a job amounts to.
     *
     * @param job null when it is not held by who speaks of it
     * @param problem null when all is well
     */
    record Verdict(@Nullable Job job, @Nullable String problem) {}

    Job offered(String jobId, FakeSession session) {
        Job earlier = jobs.remove(jobId);
        Job job = new Job(session, earlier == null ? new HashSet<>() : earlier.acceptedBy);
        jobs.put(jobId, job);
        return job;
    }

    /** Empty when its result is stored: an upload of an earlier try may come while the job is on its way out again. */
    Optional<Job> offeredAgain(String jobId, FakeSession session) {
        Job earlier = jobs.get(jobId);
        boolean stored = earlier != null && earlier.state == State.STORED;
        return stored ? Optional.empty() : Optional.of(offered(jobId, session));
    }

    @Nullable
    Job job(String jobId) {
        return jobs.get(jobId);
    }

    Verdict accept(String jobId, FakeSession session) {
        Job job = heldBy(jobId, session);
        if (job == null) {
            return new Verdict(null, "accept of " + jobId + ", which this session does not hold");
        }
        if (job.state == State.ACCEPTED) {
            return new Verdict(job, "accept of " + jobId + " twice");
        }
        job.state = State.ACCEPTED;
        job.acceptedBy.add(session.workerId());
        return new Verdict(job, null);
    }

    Verdict reject(String jobId, FakeSession session) {
        Job job = heldBy(jobId, session);
        if (job == null) {
            return new Verdict(null, "reject of " + jobId + ", which this session does not hold");
        }
        boolean late = job.state == State.ACCEPTED;
        job.state = State.RELEASED;
        return new Verdict(job, late ? "reject of " + jobId + " after accept" : null);
    }

    /** An offer nobody can run may be failed for good without an accept. */
    Verdict end(String jobId, FakeSession session, boolean needsAccept) {
        Job job = heldBy(jobId, session);
        if (job == null) {
            return new Verdict(null, "result of " + jobId + ", which this session does not hold");
        }
        boolean early = needsAccept && job.state == State.OFFERED;
        job.state = State.SETTLED;
        return new Verdict(job, early ? "result of " + jobId + " without accept" : null);
    }

    /** A studio knows only that the worker holds the job, not by which session. */
    Verdict upload(String jobId, String workerId) {
        Job job = jobs.get(jobId);
        if (job == null) {
            return new Verdict(null, "upload of " + jobId + ", which nobody was offered");
        }
        if (!held(job) || !job.holder.workerId().equals(workerId)) {
            return new Verdict(null, null);
        }
        job.state = State.STORED;
        return new Verdict(job, job.acceptedBy.contains(workerId) ? null : "upload of " + jobId + " without accept");
    }

    List<Job> release(FakeSession session) {
        List<Job> released = jobs.values().stream()
                .filter(job -> job.holder == session && held(job))
                .toList();
        released.forEach(job -> job.state = State.RELEASED);
        return released;
    }

    private @Nullable Job heldBy(String jobId, FakeSession session) {
        Job job = jobs.get(jobId);
        return job != null && job.holder == session && held(job) ? job : null;
    }

    private static boolean held(Job job) {
        return job.state == State.OFFERED || job.state == State.ACCEPTED;
    }
}
