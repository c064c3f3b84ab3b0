package dev.atelier.studio.store.internal;

import static dev.atelier.studio.store.internal.Samples.NOW;
import static dev.atelier.studio.store.internal.Samples.done;
import static dev.atelier.studio.store.internal.Samples.job;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.atelier.studio.store.api.JobStore;
import dev.atelier.studio.store.api.StoredJob;
import dev.atelier.studio.store.api.StoredJob.Status;
import java.time.Clock;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What the queue promises, on whatever database. */
abstract class JobStoreContract {
    private Room room;
    private JobStore jobs;

    /** An empty one. */
    abstract Database database() throws Exception;

    @BeforeEach
    void open() throws Exception {
        room = Room.open(database(), () -> 100, Clock.fixed(NOW, ZoneOffset.UTC));
        jobs = room.jobs;
    }

    @AfterEach
    void close() {
        room.close();
    }

    @Test
    void aJobIsAsItWasAskedFor() {
        JobStore.Inserted inserted = done(jobs.insert(job("a", "key-1", false, null)));

        assertThat(inserted.fresh()).isTrue();
        assertThat(inserted.job()).isEqualTo(jobs.find("a").orElseThrow()).satisfies(job -> {
            assertThat(job.status()).isEqualTo(Status.QUEUED);
            assertThat(job.attempts()).isZero();
            assertThat(job.createdAt()).isEqualTo(NOW);
            assertThat(job.owner()).isEqualTo("key-1");
            assertThat(job.task()).isEqualTo("{\"kind\":\"llm\",\"messages\":[]}");
            assertThat(job.vramGbEstimate()).isEqualTo(1.5);
            assertThat(job.priority()).isEqualTo(3);
            assertThat(job.claim()).isNull();
        });
    }

    @Test
    void aHeldJobWaitsForItsPromotion() {
        assertThat(done(jobs.insert(job("a", null, true, null))).job().status()).isEqualTo(Status.PENDING);
        assertThat(done(jobs.claim("a", "w", "c1", NOW))).isEmpty();

        Optional<StoredJob> promoted =
                done(jobs.requeue("a", List.of(Status.PENDING), "{\"engine\":\"other\"}", 2, NOW));

        assertThat(promoted)
                .get()
                .extracting(StoredJob::status, StoredJob::source, StoredJob::vramGbEstimate)
                .containsExactly(Status.QUEUED, "{\"engine\":\"other\"}", 2.0);
    }

    @Test
    void theSameKeyOfTheSameOwnerMakesOneJob() {
        StoredJob first = done(jobs.insert(job("a", "key-1", false, "once"))).job();

        assertThat(done(jobs.insert(job("b", "key-1", false, "once")))).isEqualTo(new JobStore.Inserted(first, false));
        assertThat(done(jobs.insert(job("c", "key-2", false, "once"))).fresh()).isTrue();
        assertThat(done(jobs.insert(job("d", null, false, "once"))).fresh()).isTrue();
    }

    @Test
    void oneOfManyClaimsWins() {
        done(jobs.insert(job("a")));

        List<CompletableFuture<Optional<StoredJob>>> claims = new ArrayList<>();
        for (int i = 0; i < 20; i++) {
            claims.add(jobs.claim("a", "w" + i, "c" + i, NOW));
        }

        assertThat(claims.stream().map(Samples::done).filter(Optional::isPresent))
                .hasSize(1);
        assertThat(jobs.claimed()).extracting(JobStore.Claimed::workerId).containsExactly("w0");
    }

    @Test
    void aJobGoesThroughItsLife() {
        done(jobs.insert(job("a")));

        assertThat(done(jobs.claim("a", "w", "c", NOW))).get().satisfies(claimed -> {
            assertThat(claimed.status()).isEqualTo(Status.CLAIMED);
            assertThat(claimed.claim()).isEqualTo("c");
            assertThat(claimed.lastWorkerId()).isEqualTo("w");
            assertThat(claimed.claimedAt()).isEqualTo(NOW);
        });
        assertThat(done(jobs.started("a", "c", NOW))).isTrue();
        assertThat(done(jobs.complete("a", "c", "a prompt", "image/png", 17, NOW)))
                .get()
                .satisfies(ended -> {
                    assertThat(ended.status()).isEqualTo(Status.DONE);
                    assertThat(ended.claim()).isEqualTo("c");
                    assertThat(ended.prompt()).isEqualTo("a prompt");
                    assertThat(ended.resultType()).isEqualTo("image/png");
                    assertThat(ended.resultBytes()).isEqualTo(17);
                    assertThat(ended.completedAt()).isEqualTo(NOW);
                });
    }

    @Test
    void aClaimThatMovedOnChangesNothing() {
        done(jobs.insert(job("a")));
        done(jobs.claim("a", "w1", "old", NOW));
        done(jobs.release("a", "old", Status.QUEUED, 1, "lost", NOW));
        StoredJob now = done(jobs.claim("a", "w2", "new", NOW)).orElseThrow();

        assertThat(done(jobs.started("a", "old", NOW))).isFalse();
        assertThat(done(jobs.complete("a", "old", null, "image/png", 1, NOW))).isEmpty();
        assertThat(done(jobs.release("a", "old", Status.FAILED, 3, "x", NOW))).isEmpty();

        assertThat(jobs.find("a")).contains(now);
        assertThat(now.attempts()).isEqualTo(1);
        assertThat(now.lastError()).isEqualTo("lost");
    }

    @Test
    void aReleasedJobWaitsAgainOrHasFailedForGood() {
        done(jobs.insert(job("a")));
        done(jobs.claim("a", "w", "c", NOW));

        assertThat(done(jobs.release("a", "c", Status.QUEUED, 2, null, NOW)))
                .get()
                .satisfies(job -> {
                    assertThat(job.status()).isEqualTo(Status.QUEUED);
                    assertThat(job.claimedBy()).isNull();
                    assertThat(job.attempts()).isEqualTo(2);
                    assertThat(job.lastWorkerId()).isEqualTo("w");
                });
        done(jobs.claim("a", "w", "d", NOW));
        assertThat(done(jobs.release("a", "d", Status.FAILED, 3, "broken", NOW)))
                .get()
                .satisfies(job -> {
                    assertThat(job.status()).isEqualTo(Status.FAILED);
                    assertThat(job.completedAt()).isEqualTo(NOW);
                    assertThat(job.lastError()).isEqualTo("broken");
                });
    }

    @Test
    void aCancelledJobIsFencedOffAndMayBeTriedAgain() {
        done(jobs.insert(job("a")));
        done(jobs.claim("a", "w", "c", NOW));

        assertThat(done(jobs.cancel("a", NOW)))
                .get()
                .extracting(StoredJob::status)
                .isEqualTo(Status.CANCELLED);
        assertThat(done(jobs.complete("a", "c", null, "image/png", 1, NOW))).isEmpty();
        assertThat(done(jobs.cancel("a", NOW))).isEmpty();
        assertThat(done(jobs.cancel("none", NOW))).isEmpty();

        assertThat(done(jobs.requeue("a", List.of(Status.FAILED, Status.CANCELLED), "{}", 0, NOW)))
                .get()
                .extracting(StoredJob::status, StoredJob::completedAt)
                .containsExactly(Status.QUEUED, null);
    }

    @Test
    void waitingJobsComeInTheirOrder() {
        for (int i = 0; i < 5; i++) {
            done(jobs.insert(job("j" + i)));
        }
        done(jobs.claim("j1", "w", "c", NOW));

        List<JobStore.Queued> first = jobs.queued(0, 2);
        List<JobStore.Queued> rest = jobs.queued(first.get(1).seq(), 10);

        assertThat(first).extracting(JobStore.Queued::id).containsExactly("j0", "j2");
        assertThat(rest).extracting(JobStore.Queued::id).containsExactly("j3", "j4");
        assertThat(first.get(0).source()).isEqualTo("{\"engine\":\"synthetic\"}");
        assertThat(first.get(0).priority()).isEqualTo(3);
        assertThat(jobs.counts()).containsEntry(Status.QUEUED, 4L).containsEntry(Status.CLAIMED, 1L);
    }

    @Test
    void listsFilterAndPage() {
        for (int i = 0; i < 5; i++) {
            done(jobs.insert(job("j" + i, i % 2 == 0 ? "key-1" : "key-2", false, null)));
        }
        done(jobs.claim("j3", "w", "c", NOW));

        JobStore.Page first = jobs.list(query(null, null, null, 2, null));
        JobStore.Page second = jobs.list(query(null, null, null, 2, first.nextCursor()));
        JobStore.Page last = jobs.list(query(null, null, null, 2, second.nextCursor()));

        assertThat(first.jobs()).extracting(JobStoreContract::id).containsExactly("j4", "j3");
        assertThat(second.jobs()).extracting(JobStoreContract::id).containsExactly("j2", "j1");
        assertThat(last.jobs()).extracting(JobStoreContract::id).containsExactly("j0");
        assertThat(last.nextCursor()).isNull();
        assertThat(jobs.list(query(null, "w", null, 9, null)).jobs())
                .extracting(JobStoreContract::id)
                .containsExactly("j3");
        assertThat(jobs.list(query(null, null, "key-2", 9, null)).jobs())
                .extracting(JobStoreContract::id)
                .containsExactly("j3", "j1");
        assertThat(jobs.list(query(List.of(Status.CLAIMED, Status.DONE), null, null, 9, null))
                        .jobs())
                .hasSize(1);
        assertThatThrownBy(() -> jobs.list(query(null, null, null, 2, "x")))
                .isInstanceOf(IllegalArgumentException.class);
    }

    private static String id(JobStore.Listed listed) {
        return listed.job().id();
    }

    @Test
    void listsShowTheBeginningOfThePromptInPlaceOfWhatMayBeLong() {
        String long1 = "x".repeat(100_000);
        done(jobs.insert(Samples.asking("a", "{\"kind\":\"image\",\"prompt\":\"" + long1 + "\"}")));
        done(jobs.claim("a", "w", "c", NOW));
        done(jobs.complete("a", "c", long1, "image/png", 1, NOW));

        JobStore.Listed listed =
                jobs.list(query(null, null, null, 9, null)).jobs().get(0);

        assertThat(listed.preview()).isEqualTo("x".repeat(200) + "…");
        assertThat(listed.job().task()).isEmpty();
        assertThat(listed.job().source()).isEmpty();
        assertThat(listed.job().prompt()).isNull();
        assertThat(listed.job().resultType()).isEqualTo("image/png");
        assertThat(jobs.find("a")).get().extracting(StoredJob::prompt).isEqualTo(long1);
    }

    @Test
    void tasksThatHoldATextAreToldWhileTheirJobsHaveNotEnded() {
        for (int i = 0; i < 40; i++) {
            done(jobs.insert(Samples.asking("j" + i, "{\"url\":\"/inputs/" + i + "\"}")));
        }
        done(jobs.insert(job("other")));
        done(jobs.claim("j1", "w", "c", NOW));
        done(jobs.cancel("j2", NOW));

        List<String> told = new ArrayList<>();
        jobs.tasks("/inputs/", told::add);

        assertThat(told).hasSize(39).contains("{\"url\":\"/inputs/1\"}").doesNotContain("{\"url\":\"/inputs/2\"}");
    }

    private static JobStore.Query query(
            @Nullable List<Status> status,
            @Nullable String worker,
            @Nullable String owner,
            int limit,
            @Nullable String cursor) {
        return new JobStore.Query(status, null, worker, owner, limit, cursor);
    }

    @Test
    void oneBadChangeTakesNoOtherWithIt() {
        List<CompletableFuture<JobStore.Inserted>> inserts = new ArrayList<>();
        for (int i = 0; i < 50; i++) {
            inserts.add(jobs.insert(job("j" + (i == 20 ? 10 : i)))); // one is there twice
        }

        assertThat(inserts.stream()
                        .filter(each -> each.handle((done, e) -> e != null).join()))
                .hasSize(1);
        assertThat(jobs.queued(0, 100)).hasSize(49);
    }

    @Test
    void textsNoDatabaseTakesAreMadeStorable() {
        done(jobs.insert(job("a")));
        done(jobs.claim("a", "w", "c", NOW));

        StoredJob job = done(jobs.complete("a", "c", "nul \0 half \ud83d, whole \ud83d\ude00", "text/plain", 1, NOW))
                .orElseThrow();

        assertThat(job.prompt()).isEqualTo("nul \ufffd half ?, whole \ud83d\ude00");
    }

    @Test
    void everythingIsThereAfterAReopening() throws Exception {
        done(jobs.insert(job("a", "key-1", false, "once")));
        StoredJob before = done(jobs.claim("a", "w", "c", NOW)).orElseThrow();

        room.close();
        room = Room.open(again(), () -> 100, Clock.fixed(NOW, ZoneOffset.UTC));

        assertThat(room.jobs.find("a")).contains(before);
        assertThat(done(room.jobs.insert(job("b", "key-1", false, "once"))).fresh())
                .isFalse();
    }

    /** The database of this test, once more. */
    abstract Database again() throws Exception;
}
