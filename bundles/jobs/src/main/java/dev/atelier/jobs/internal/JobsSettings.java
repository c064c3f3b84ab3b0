package dev.atelier.jobs.internal;

import java.time.Duration;

/** The settings in effect. */
record JobsSettings(int slots, int queueMax, int resultsKeep, long resultsKeepBytes, Duration deadline) {
    static final JobsSettings DEFAULTS = new JobsSettings(1, 100, 100, 1024L << 20, Duration.ZERO);

    JobsSettings {
        atLeast("job_slots", slots, 1);
        atLeast("job_queue_max", queueMax, 0);
        atLeast("results_keep", resultsKeep, 1);
        atLeast("results_keep_mb", resultsKeepBytes, 1);
        atLeast("job_deadline_secs", deadline.toSeconds(), 0);
    }

    static JobsSettings from(JobsConfig config) {
        return new JobsSettings(
                config.job__slots(),
                config.job__queue__max(),
                config.results__keep(),
                (long) config.results__keep__mb() << 20,
                Duration.ofSeconds(config.job__deadline__secs()));
    }

    private static void atLeast(String name, long value, long least) {
        if (value < least) {
            throw new IllegalArgumentException(name + " must be at least " + least + ": " + value);
        }
    }
}
