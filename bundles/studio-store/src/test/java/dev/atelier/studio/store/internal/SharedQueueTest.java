package dev.atelier.studio.store.internal;

import static dev.atelier.studio.store.internal.Samples.NOW;
import static dev.atelier.studio.store.internal.Samples.done;
import static dev.atelier.studio.store.internal.Samples.job;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.atelier.studio.store.api.KeyStore.Role;
import dev.atelier.studio.store.api.StoreFailure;
import dev.atelier.studio.store.api.StoredJob;
import java.time.Clock;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** Two studios on one PostgreSQL. */
@Tag("postgres")
class SharedQueueTest {
    private String url;
    private Room one;
    private Room two;

    @BeforeEach
    void open() throws Exception {
        url = Postgres.emptyDatabase();
        one = room();
        two = room();
    }

    private Room room() throws Exception {
        return Room.open(Database.server(url, "", null), () -> 100, Clock.systemUTC());
    }

    @AfterEach
    void close() {
        one.close();
        two.close();
    }

    @Test
    void noJobIsClaimedTwice() {
        int count = 300;
        for (int i = 0; i < count; i++) {
            done(one.jobs.insert(job("j" + i)));
        }

        List<CompletableFuture<Optional<StoredJob>>> claims = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            claims.add(one.jobs.claim("j" + i, "w1", "one-" + i, NOW));
            // The other way round: the two meet in the middle, with rows of each other locked.
            int j = count - 1 - i;
            claims.add(two.jobs.claim("j" + j, "w2", "two-" + j, NOW));
        }

        assertThat(claims.stream().map(Samples::done).flatMap(Optional::stream).map(StoredJob::id))
                .hasSize(count)
                .doesNotHaveDuplicates();
    }

    @Test
    void eachHearsWhatTheOtherChanges() {
        ConcurrentLinkedQueue<String> heard = new ConcurrentLinkedQueue<>();
        ConcurrentLinkedQueue<String> echo = new ConcurrentLinkedQueue<>();
        two.jobs.watchOthers(id -> heard.add(String.valueOf(id)));
        one.jobs.watchOthers(id -> echo.add(String.valueOf(id)));

        // What came before the other listens is not named: it is told to look at everything instead.
        hears(heard, one, "a");
        hears(echo, two, "b");
        assertThat(echo).noneMatch(id -> id.startsWith("a"));
    }

    private static void hears(Collection<String> ear, Room mouth, String name) {
        AtomicInteger count = new AtomicInteger();
        await().untilAsserted(() -> {
            done(mouth.jobs.insert(job(name + count.incrementAndGet())));
            assertThat(ear).anyMatch(id -> id.startsWith(name));
        });
    }

    @Test
    void keysAndModelsOfOneAreKnownToTheOther() {
        one.keys.create("ci", Role.SUBMIT, "sk-1", NOW);
        one.models.remove("synthetic-tts");

        await().untilAsserted(() -> {
            assertThat(two.keys.bySecret("sk-1")).isPresent();
            assertThat(two.models.find("synthetic-tts")).isEmpty();
        });
    }

    @Test
    void theSameOrderAtBothMakesOneJob() {
        List<CompletableFuture<Boolean>> fresh = new ArrayList<>();
        for (int i = 0; i < 50; i++) {
            String once = "order-" + i;
            fresh.add(one.jobs.insert(job("a" + i, "k", false, once)).thenApply(inserted -> inserted.fresh()));
            fresh.add(two.jobs.insert(job("b" + i, "k", false, once)).thenApply(inserted -> inserted.fresh()));
        }

        assertThat(fresh.stream().map(Samples::done).filter(f -> f)).hasSize(50);
        assertThat(one.jobs.queued(0, 1000)).hasSize(50);
    }

    @Test
    void aLostServerComesBackByItself() throws Exception {
        done(one.jobs.insert(job("a")));
        ConcurrentLinkedQueue<String> heard = new ConcurrentLinkedQueue<>();
        two.jobs.watchOthers(id -> heard.add(String.valueOf(id)));

        Postgres.disconnectAll(url);

        // Lost in the middle of a write or noticed before it: both are told, and the next one works.
        boolean told = done(one.jobs.insert(job("b")).handle((inserted, e) -> e == null || e instanceof StoreFailure));
        assertThat(told).isTrue();
        assertThat(one.jobs.find("a")).isPresent();
        done(one.jobs.insert(job("c")));
        await().untilAsserted(() -> assertThat(heard).contains("null")); // some may have been missed
    }
}
