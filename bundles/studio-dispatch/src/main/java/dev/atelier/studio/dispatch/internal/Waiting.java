package dev.atelier.studio.dispatch.internal;

import dev.atelier.studio.store.api.JobStore;
import dev.atelier.studio.store.api.StoredJob;
import java.util.HashSet;
import java.util.Set;

/**
 * A job in the line: no more of it than it takes to find a worker.
 *
 * @param owner empty for the console and the admin token
 * @param since on the loop's clock
 * @param refusedBy sessions that turned it down
 */
record Waiting(String id, long seq, JobClass needs, int priority, String owner, long since, Set<Long> refusedBy) {
    static Waiting of(StoredJob job, String engine, long since) {
        String owner = job.owner();
        return new Waiting(
                job.id(),
                job.seq(),
                new JobClass(job.kind(), engine, job.model(), job.vramGbEstimate()),
                job.priority(),
                owner == null ? "" : owner,
                since,
                Set.of());
    }

    static Waiting of(JobStore.Queued job, String engine, long since) {
        String owner = job.owner();
        return new Waiting(
                job.id(),
                job.seq(),
                new JobClass(job.kind(), engine, job.model(), job.vramGbEstimate()),
                job.priority(),
                owner == null ? "" : owner,
                since,
                Set.of());
    }

    /** The same job, sharing what many jobs have alike: a hundred thousand of them wait in memory. */
    Waiting sharing(JobClass alike, String sameOwner) {
        return new Waiting(id, seq, alike, priority, sameOwner, since, refusedBy);
    }

    Waiting refusedBy(long session) {
        Set<Long> all = new HashSet<>(refusedBy);
        all.add(session);
        return new Waiting(id, seq, needs, priority, owner, since, Set.copyOf(all));
    }

    Waiting since(long when) {
        return new Waiting(id, seq, needs, priority, owner, when, refusedBy);
    }
}
