package dev.atelier.jobs.internal;

import dev.atelier.common.api.MetricSource;
import dev.atelier.engine.api.Kind;
import dev.atelier.jobs.api.JobRecord;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.TreeMap;

/** How many jobs ended how, and how long they took, since the process began. */
final class JobTally {
    private final Map<Kind, Map<String, Long>> ended = new TreeMap<>();
    private final Map<Kind, Duration> run = new TreeMap<>();
    private final Map<Kind, Duration> waited = new TreeMap<>();

    synchronized void add(JobRecord job) {
        ended.computeIfAbsent(job.kind(), kind -> new TreeMap<>())
                .merge(job.status().wireName(), 1L, Long::sum);
        Instant end = job.finishedAt() == null ? job.createdAt() : job.finishedAt();
        Instant start = job.startedAt() == null ? end : job.startedAt();
        run.merge(job.kind(), Duration.between(start, end), Duration::plus);
        waited.merge(job.kind(), Duration.between(job.createdAt(), start), Duration::plus);
    }

    synchronized void collect(MetricSource.Sink sink) {
        ended.forEach((kind, outcomes) -> outcomes.forEach((outcome, count) -> sink.counter(
                "atelier_jobs_total",
                "Jobs that ended, by kind and outcome.",
                count,
                Map.of("kind", kind.wireName(), "outcome", outcome))));
        run.forEach((kind, time) -> sink.counter(
                "atelier_job_seconds_total",
                "Time jobs ran, all together; divide by atelier_jobs_total.",
                seconds(time),
                Map.of("kind", kind.wireName())));
        waited.forEach((kind, time) -> sink.counter(
                "atelier_job_wait_seconds_total",
                "Time jobs waited before they ran, all together.",
                seconds(time),
                Map.of("kind", kind.wireName())));
    }

    private static double seconds(Duration time) {
        return time.toNanos() / 1e9;
    }
}
