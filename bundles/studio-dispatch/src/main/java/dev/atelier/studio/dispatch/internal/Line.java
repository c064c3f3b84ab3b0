package dev.atelier.studio.dispatch.internal;

import java.util.Collections;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * The jobs that wait. Higher priorities go first; within one priority the owners take turns, so that the many jobs of
 * one do not stand before the one job of another; among the jobs of an owner the oldest goes first.
 *
 * <p>Jobs are looked for by class, not one by one: a worker that fits none is answered after a glance at the classes.
 */
final class Line {
    private final TreeMap<Integer, Level> levels = new TreeMap<>(Collections.reverseOrder());
    private final Map<String, Waiting> byId = new HashMap<>();
    private final Map<JobClass, Crowd> crowds = new HashMap<>();
    private long turn;
    private volatile int size;

    /** How many jobs of one class wait, and the instance of the class they share. */
    private static final class Crowd {
        private final JobClass shared;
        private int count;

        private Crowd(JobClass shared) {
            this.shared = shared;
        }
    }

    /** A job that waits already stays as it is. */
    Waiting add(Waiting job) {
        Waiting present = byId.get(job.id());
        if (present != null) {
            return present;
        }
        Crowd crowd = crowds.computeIfAbsent(job.needs(), Crowd::new);
        crowd.count++;
        Level level = levels.computeIfAbsent(job.priority(), priority -> new Level());
        Waiting added = level.add(job, crowd.shared, () -> ++turn);
        byId.put(added.id(), added);
        size = byId.size();
        return added;
    }

    /** Out of the line without its owner having had a turn. */
    @Nullable
    Waiting remove(String id) {
        Waiting job = byId.remove(id);
        if (job == null) {
            return null;
        }
        size = byId.size();
        Crowd crowd = crowds.get(job.needs());
        if (crowd != null && --crowd.count == 0) {
            crowds.remove(job.needs());
        }
        Level level = levels.get(job.priority());
        if (level != null) {
            level.remove(job);
            if (level.size() == 0) {
                levels.remove(job.priority());
            }
        }
        return job;
    }

    /** Out of the line, to a worker: its owner goes to the back of the round. */
    @Nullable
    Waiting take(String id) {
        Waiting job = remove(id);
        if (job != null) {
            Level level = levels.get(job.priority());
            if (level != null) {
                level.served(job.owner(), ++turn);
            }
        }
        return job;
    }

    /**
     * The job whose turn it is among those that fit.
     *
     * @param may looks at a single job of a class that fits
     */
    @Nullable
    Waiting next(Predicate<JobClass> fits, Predicate<Waiting> may) {
        Set<JobClass> fitting = new HashSet<>();
        for (Crowd crowd : crowds.values()) {
            if (fits.test(crowd.shared)) {
                fitting.add(crowd.shared);
            }
        }
        if (fitting.isEmpty()) {
            return null;
        }
        for (Level level : levels.values()) {
            Waiting job = level.next(fitting, may);
            if (job != null) {
                return job;
            }
        }
        return null;
    }

    @Nullable
    Waiting find(String id) {
        return byId.get(id);
    }

    /** How many jobs have their turn before this one, were there a worker for each. */
    long ahead(Waiting job) {
        long ahead = 0;
        for (Level higher : levels.headMap(job.priority(), false).values()) {
            ahead += higher.size();
        }
        Level own = levels.get(job.priority());
        return own == null ? ahead : ahead + own.ahead(job);
    }

    Set<String> ids() {
        return Set.copyOf(byId.keySet());
    }

    /** From any thread. */
    int size() {
        return size;
    }
}
