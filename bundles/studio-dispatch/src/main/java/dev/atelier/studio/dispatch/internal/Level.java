package dev.atelier.studio.dispatch.internal;

import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.LongSupplier;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/** The waiting jobs of one priority: a round in which each owner has a place. Newcomers stand at the end of it. */
final class Level {
    private final Map<String, Share> shares = new HashMap<>();
    private final TreeMap<Long, Share> round = new TreeMap<>();
    private int size;

    Waiting add(Waiting job, JobClass shared, LongSupplier turns) {
        Share share = shares.get(job.owner());
        if (share == null) {
            share = new Share(job.owner(), turns.getAsLong());
            shares.put(job.owner(), share);
            round.put(share.turn, share);
        }
        size++;
        return share.add(job.sharing(shared, share.owner));
    }

    void remove(Waiting job) {
        Share share = shares.get(job.owner());
        if (share != null && share.remove(job)) {
            size--;
            if (share.size == 0) {
                shares.remove(job.owner());
                round.remove(share.turn);
            }
        }
    }

    void served(String owner, long turn) {
        Share share = shares.get(owner);
        if (share != null) {
            round.remove(share.turn);
            share.turn = turn;
            round.put(turn, share);
        }
    }

    @Nullable
    Waiting next(Set<JobClass> fitting, Predicate<Waiting> may) {
        for (Share share : round.values()) {
            Waiting job = share.oldest(fitting, may);
            if (job != null) {
                return job;
            }
        }
        return null;
    }

    long ahead(Waiting job) {
        Share own = shares.get(job.owner());
        if (own == null) {
            return size;
        }
        long before = own.before(job.seq());
        long ahead = before;
        for (Share other : round.values()) {
            if (other != own) {
                ahead += Math.min(other.size, before + (other.turn < own.turn ? 1 : 0));
            }
        }
        return ahead;
    }

    int size() {
        return size;
    }

    /** One owner's jobs of this priority, by class. */
    private static final class Share {
        private final String owner;
        private final Map<JobClass, TreeMap<Long, Waiting>> byClass = new HashMap<>();
        private long turn;
        private int size;
        private long newest = Long.MIN_VALUE;

        private Share(String owner, long turn) {
            this.owner = owner;
            this.turn = turn;
        }

        private Waiting add(Waiting job) {
            byClass.computeIfAbsent(job.needs(), needs -> new TreeMap<>()).put(job.seq(), job);
            size++;
            newest = Math.max(newest, job.seq());
            return job;
        }

        private boolean remove(Waiting job) {
            TreeMap<Long, Waiting> alike = byClass.get(job.needs());
            if (alike == null || alike.remove(job.seq()) == null) {
                return false;
            }
            if (alike.isEmpty()) {
                byClass.remove(job.needs());
            }
            size--;
            return true;
        }

        private @Nullable Waiting oldest(Set<JobClass> fitting, Predicate<Waiting> may) {
            Waiting oldest = null;
            if (fitting.size() < byClass.size()) {
                for (JobClass needs : fitting) {
                    oldest = older(oldest, byClass.get(needs), may);
                }
            } else {
                for (Map.Entry<JobClass, TreeMap<Long, Waiting>> alike : byClass.entrySet()) {
                    if (fitting.contains(alike.getKey())) {
                        oldest = older(oldest, alike.getValue(), may);
                    }
                }
            }
            return oldest;
        }

        private static @Nullable Waiting older(
                @Nullable Waiting than, @Nullable Map<Long, Waiting> alike, Predicate<Waiting> may) {
            if (alike != null) {
                for (Waiting job : alike.values()) {
                    if (than != null && job.seq() > than.seq()) {
                        return than;
                    }
                    if (may.test(job)) {
                        return job;
                    }
                }
            }
            return than;
        }

        /** A job just made is the newest of its owner: that is known without counting. */
        private long before(long seq) {
            if (seq >= newest) {
                return size - 1L;
            }
            long before = 0;
            for (TreeMap<Long, Waiting> alike : byClass.values()) {
                before += alike.headMap(seq).size();
            }
            return before;
        }
    }
}
