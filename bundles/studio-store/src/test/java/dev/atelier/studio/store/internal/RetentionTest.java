package dev.atelier.studio.store.internal;

import static dev.atelier.studio.store.internal.Samples.NOW;
import static dev.atelier.studio.store.internal.Samples.done;
import static dev.atelier.studio.store.internal.Samples.job;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.atelier.studio.store.api.JobStore;
import dev.atelier.studio.store.api.ResultStore;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Optional;
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
    void aResultThatCannotBeRemovedLeavesNoOtherBehind() throws Exception {
        ResultStore stubborn = new Stubborn(results, "older");

        try (Retention retention = retention(stubborn, new StoreSettings(Duration.ofDays(7), 0, 100))) {
            assertThat(retention.sweep()).isEqualTo(2);
        }

        assertThat(results.open("old", "claim-old")).isEmpty();
        assertThat(results.open("older", "claim-older")).isPresent();
    }

    /** Does not let go of the result of one job. */
    private record Stubborn(ResultStore others, String kept) implements ResultStore {
        @Override
        public void delete(String jobId, String claim) throws IOException {
            if (jobId.equals(kept)) {
                throw new IOException("not now");
            }
            others.delete(jobId, claim);
        }

        @Override
        public Path incoming() {
            return others.incoming();
        }

        @Override
        public void publish(String jobId, String claim, Path file) throws IOException {
            others.publish(jobId, claim, file);
        }

        @Override
        public void publish(String jobId, String claim, byte[] bytes) throws IOException {
            others.publish(jobId, claim, bytes);
        }

        @Override
        public Optional<Opened> open(String jobId, String claim) throws IOException {
            return others.open(jobId, claim);
        }
    }

    @Test
    void requestsThatCameToNothingGoAfterAWhile() {
        String early = asked("i1", "h1", NOW.minus(Duration.ofDays(31)));
        String superseded = asked("i2", "h2", NOW.minus(Duration.ofDays(8)));
        String rejected = asked("i3", "h3", NOW.minus(Duration.ofDays(20)));
        String approved = asked("i4", "h4", NOW.minus(Duration.ofDays(40)));
        String waiting = asked("i2", "h5", NOW.minus(Duration.ofDays(8)));
        String rejectedLately = asked("i6", "h6", NOW.minus(Duration.ofDays(20)));
        assertThat(room.workers.reject(rejected, "no", "admin", NOW.minus(Duration.ofDays(8))))
                .isTrue();
        assertThat(room.workers.reject(rejectedLately, "no", "admin", NOW.minus(Duration.ofDays(6))))
                .isTrue();
        assertThat(room.workers.approve(approved, "admin", NOW)).isPresent();

        try (Retention retention = retention(results, new StoreSettings(Duration.ZERO, 0, 100))) {
            assertThat(retention.expire()).isEqualTo(3);
            assertThat(retention.expire()).isZero();
        }

        assertThat(List.of(early, superseded, rejected))
                .allSatisfy(id -> assertThat(room.workers.request(id)).isEmpty());
        assertThat(List.of(approved, waiting, rejectedLately))
                .allSatisfy(id -> assertThat(room.workers.request(id)).isPresent());
    }

    private String asked(String install, String hash, Instant at) {
        return room.workers
                .register(install, hash, Samples.capabilities("rig"), "kit", "127.0.0.1", at)
                .requestId();
    }

    private Retention retention(ResultStore results, StoreSettings settings) {
        return new Retention(room.writer, room.reader(), results, () -> settings, Clock.fixed(NOW, ZoneOffset.UTC));
    }

    @Test
    void withoutABoundEverythingIsKept() {
        assertThat(sweep(Duration.ZERO, 0)).isZero();
    }
}
