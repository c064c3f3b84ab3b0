package dev.atelier.studio.store.internal;

import static dev.atelier.studio.store.internal.Samples.NOW;
import static dev.atelier.studio.store.internal.Samples.done;
import static dev.atelier.studio.store.internal.Samples.job;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.atelier.studio.store.api.JobStore;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class RetentionTest {
    private final FileResults results;
    private final Room room;
    private final JobStore jobs;

    RetentionTest(@TempDir Path folder) throws Exception {
        results = new FileResults(folder.resolve("results"), Incoming.emptied(folder.resolve("incoming")));
        room = Room.open(Database.file(folder), () -> 100, Clock.fixed(NOW, ZoneOffset.UTC));
        jobs = room.jobs;
    }

    @BeforeEach
    void jobs() throws Exception {
        finished("old", NOW.minus(Duration.ofDays(10)));
        finished("older", NOW.minus(Duration.ofDays(20)));
        finished("fresh", NOW.minus(Duration.ofHours(1)));
        done(jobs.insert(job("waiting")));
        done(jobs.insert(job("running")));
        done(jobs.claim("running", "w", "c", NOW.minus(Duration.ofDays(30))));
    }

    @AfterEach
    void close() {
        room.close();
    }

    private void finished(String id, Instant at) throws Exception {
        done(jobs.insert(job(id)));
        done(jobs.claim(id, "w", "claim-" + id, at));
        results.publish(id, "claim-" + id, "0123456789".getBytes(UTF_8));
        done(jobs.complete(id, "claim-" + id, null, "text/plain", 10, at));
    }

    private int sweep(Duration age, long bytes) {
        StoreSettings settings = new StoreSettings(age, bytes, 100);
        try (Retention retention =
                new Retention(room.writer, room.reader(), results, () -> settings, Clock.fixed(NOW, ZoneOffset.UTC))) {
            return retention.sweep();
        }
    }

    @Test
    void finishedJobsGoWhenTheyAreOldAndTheirResultsWithThem() throws Exception {
        assertThat(sweep(Duration.ofDays(7), 0)).isEqualTo(2);

        assertThat(jobs.find("old")).isEmpty();
        assertThat(results.open("old", "claim-old")).isEmpty();
        assertThat(jobs.find("fresh")).isPresent();
        assertThat(jobs.find("waiting")).isPresent();
        assertThat(jobs.find("running")).isPresent();
    }

    @Test
    void theOldestGoUntilTheRestFits() throws Exception {
        assertThat(sweep(Duration.ZERO, 25)).isEqualTo(1);

        assertThat(jobs.find("older")).isEmpty();
        assertThat(results.open("older", "claim-older")).isEmpty();
        assertThat(jobs.find("old")).isPresent();
        assertThat(sweep(Duration.ZERO, 25)).isZero();
    }

    @Test
    void withoutABoundEverythingIsKept() {
        assertThat(sweep(Duration.ZERO, 0)).isZero();
    }
}
