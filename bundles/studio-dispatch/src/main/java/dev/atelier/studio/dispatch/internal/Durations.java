package dev.atelier.studio.dispatch.internal;

import dev.atelier.studio.store.api.StoredJob;
import java.time.Duration;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.OptionalDouble;

/** How long jobs of a model took lately. */
final class Durations {
    private static final int MODELS = 1_000;
    private static final int ENOUGH = 3;
    private static final double WEIGHT = 0.2;

    private record Mean(double seconds, int samples) {}

    private final Map<String, Mean> means = new LinkedHashMap<>() {
        private static final long serialVersionUID = 1L;

        @Override
        protected boolean removeEldestEntry(Map.Entry<String, Mean> eldest) {
            return size() > MODELS;
        }
    };

    void took(StoredJob job) {
        Instant from = job.claimedAt();
        Instant to = job.completedAt();
        if (from != null && to != null) {
            double seconds = Math.max(0, Duration.between(from, to).toNanos() / 1e9);
            means.merge(
                    job.model(),
                    new Mean(seconds, 1),
                    (before, now) -> new Mean(
                            before.seconds() + WEIGHT * (now.seconds() - before.seconds()), before.samples() + 1));
        }
    }

    /** Empty before there is enough to go by. */
    OptionalDouble seconds(String model) {
        Mean mean = means.get(model);
        return mean == null || mean.samples() < ENOUGH ? OptionalDouble.empty() : OptionalDouble.of(mean.seconds());
    }
}
