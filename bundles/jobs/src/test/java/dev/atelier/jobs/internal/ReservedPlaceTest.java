package dev.atelier.jobs.internal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.atelier.engine.api.ModelSource;
import dev.atelier.engine.api.Task;
import dev.atelier.jobs.api.Job;
import dev.atelier.jobs.api.JobOutcome;
import dev.atelier.jobs.api.JobRecord;
import dev.atelier.jobs.api.JobRefused;
import dev.atelier.jobs.api.Jobs;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ReservedPlaceTest {
    private static final ModelSource FAKE = ModelSource.of("fake");
    private static final Jobs.Delivery AT_ONCE = CompletableFuture::completedFuture;

    private final Path root;

    ReservedPlaceTest(@TempDir Path root) {
        this.root = root;
    }

    private static Jobs.Request offer(String id) {
        return offer(id, FAKE);
    }

    private static Jobs.Request offer(String id, ModelSource source) {
        Task task = Task.Llm.of(List.of(new Task.Message("user", "x")));
        return new Jobs.Request(id, "studio-model", source, task, JobRecord.Source.STUDIO, null);
    }

    @Test
    void aPlaceKeepsOthersOutBeforeItsJobIsStarted() throws Exception {
        try (var shop = Workshop.with(root, 1, 100)) {
            Jobs.Place place = shop.jobs.reserve("s1", FAKE).orElseThrow();

            assertThat(shop.jobs.busy()).isTrue();
            assertThat(shop.jobs.active()).isEmpty();
            assertThat(shop.jobs.reserve("s2", FAKE)).isEmpty();
            assertThatThrownBy(() -> shop.jobs.start(Workshop.chat("local")))
                    .isInstanceOfSatisfying(
                            JobRefused.class, e -> assertThat(e.reason()).isEqualTo(JobRefused.Reason.BUSY));
            Job waiting = shop.jobs.enqueue(Workshop.chat("waits"));

            Job job = place.start(offer("s1"), AT_ONCE);

            assertThat(Workshop.await(job)).isInstanceOf(JobOutcome.Done.class);
            assertThat(Workshop.await(waiting)).isInstanceOf(JobOutcome.Done.class);
            assertThat(shop.jobs.recentStudio()).extracting(JobRecord::id).containsExactly("s1");
        }
    }

    @Test
    void anUnusedPlaceIsGivenBackOnceAndTheIdWithIt() throws Exception {
        try (var shop = Workshop.with(root, 1, 100)) {
            Jobs.Place place = shop.jobs.reserve("s1", FAKE).orElseThrow();
            Job waiting = shop.jobs.enqueue(Workshop.chat("waits"));

            place.close();
            place.close();

            Workshop.await(waiting);
            assertThat(shop.jobs.busy()).isFalse();
            assertThat(shop.hub.of("status")).isNotEmpty();
            assertThatThrownBy(() -> place.start(offer("s1"), AT_ONCE)).isInstanceOf(IllegalStateException.class);
            try (Jobs.Place again = shop.jobs.reserve("s1", FAKE).orElseThrow()) {
                assertThat(again).isNotNull();
            }
            assertThat(shop.jobs.running()).isZero();
        }
    }

    @Test
    void anIdHasOnePlaceOnly() throws Exception {
        try (var shop = Workshop.with(root, 3, 100)) {
            Jobs.Place place = shop.jobs.reserve("s1", FAKE).orElseThrow();

            assertThat(shop.jobs.reserve("s1", FAKE)).isEmpty();
            assertThatThrownBy(() -> shop.jobs.start(offer("s1"))).isInstanceOf(JobRefused.class);
            shop.hold();
            place.start(offer("s1"), AT_ONCE);
            assertThat(shop.jobs.reserve("s1", FAKE)).isEmpty();
            assertThat(shop.jobs.running()).isEqualTo(1);
        }
    }

    @Test
    void aPlaceServesOneJobAndOnlyItsOwn() throws Exception {
        try (var shop = Workshop.with(root, 1, 100)) {
            shop.hold();
            Jobs.Place place = shop.jobs.reserve("s1", FAKE).orElseThrow();

            assertThatThrownBy(() -> place.start(offer("other"), AT_ONCE)).isInstanceOf(IllegalArgumentException.class);
            place.start(offer("s1"), AT_ONCE);
            assertThatThrownBy(() -> place.start(offer("s1"), AT_ONCE)).isInstanceOf(IllegalStateException.class);
            place.close();

            assertThat(shop.jobs.busy()).isTrue();
            assertThat(shop.jobs.active()).hasSize(1);
        }
    }

    @Test
    void aPlaceIsAlsoASlotOfTheEngine() {
        try (var shop = Workshop.with(root, 2, 100)) {
            shop.engines.slots = 1;

            try (Jobs.Place place = shop.jobs.reserve("s1", FAKE).orElseThrow()) {
                assertThat(shop.jobs.busy()).isFalse();
                assertThat(shop.jobs.reserve("s2", FAKE)).isEmpty();
                assertThat(place).isNotNull();
            }

            assertThat(shop.jobs.reserve("s2", FAKE)).isPresent();
        }
    }

    @Test
    void withoutAnEngineThereIsAPlaceButNoStart() {
        try (var shop = Workshop.with(root, 1, 100)) {
            var nowhere = ModelSource.of("missing");

            Jobs.Place place = shop.jobs.reserve("s1", nowhere).orElseThrow();

            assertThat(shop.jobs.busy()).isTrue();
            assertThatThrownBy(() -> place.start(offer("s1", nowhere), AT_ONCE))
                    .isInstanceOfSatisfying(
                            JobRefused.class, e -> assertThat(e.reason()).isEqualTo(JobRefused.Reason.NO_ENGINE));
            assertThat(shop.jobs.board().all()).isEmpty();
            place.close();
            assertThat(shop.jobs.busy()).isFalse();
        }
    }

    @Test
    void anEngineThatComesAfterTheReservationGetsItsSlotCounted() throws Exception {
        try (var shop = Workshop.with(root, 2, 100)) {
            shop.engines.slots = 1;
            shop.engines.serving = false;
            Jobs.Place place = shop.jobs.reserve("s1", FAKE).orElseThrow();
            shop.engines.serving = true;
            var holding = shop.hold();
            Job local = shop.jobs.start(Workshop.chat("local"));

            assertThatThrownBy(() -> place.start(offer("s1"), AT_ONCE))
                    .isInstanceOfSatisfying(
                            JobRefused.class, e -> assertThat(e.reason()).isEqualTo(JobRefused.Reason.BUSY));
            holding.release.countDown();
            Workshop.await(local);
            assertThat(Workshop.await(place.start(offer("s1"), AT_ONCE))).isInstanceOf(JobOutcome.Done.class);

            assertThat(shop.jobs.running()).isZero();
        }
    }

    @Test
    void afterTheStopThereIsNoPlaceAndNoStart() {
        var shop = Workshop.with(root, 1, 100);
        Jobs.Place place = shop.jobs.reserve("s1", FAKE).orElseThrow();

        shop.jobs.stop();

        assertThat(shop.jobs.reserve("s2", FAKE)).isEmpty();
        assertThatThrownBy(() -> place.start(offer("s1"), AT_ONCE))
                .isInstanceOfSatisfying(
                        JobRefused.class, e -> assertThat(e.reason()).isEqualTo(JobRefused.Reason.STOPPING));
        place.close();
    }

    @Test
    void neverMoreThanThePlacesHoweverManyReserveAtOnce() {
        try (var shop = Workshop.with(root, 3, 100)) {
            var places = IntStream.range(0, 200)
                    .parallel()
                    .mapToObj(i -> shop.jobs.reserve("s" + i, FAKE))
                    .flatMap(Optional::stream)
                    .toList();

            assertThat(places).hasSize(3);
            places.forEach(Jobs.Place::close);
            assertThat(shop.jobs.running()).isZero();
        }
    }

    @Test
    void aRequestWithoutAnIdGetsThatOfThePlace() throws Exception {
        try (var shop = Workshop.with(root, 1, 100)) {
            Jobs.Place place = shop.jobs.reserve("s1", FAKE).orElseThrow();
            Task task = Task.Llm.of(List.of(new Task.Message("user", "x")));

            Job job = place.start(
                    new Jobs.Request(null, "m", FAKE, task, JobRecord.Source.STUDIO, null),
                    outcome -> CompletableFuture.completedFuture(outcome));

            assertThat(job.id()).isEqualTo("s1");
        }
    }
}
