package dev.atelier.runtime.internal;

import static dev.atelier.runtime.internal.Workers.PLAIN;
import static dev.atelier.runtime.internal.Workers.event;
import static dev.atelier.runtime.internal.Workers.names;
import static dev.atelier.runtime.internal.Workers.taken;
import static org.assertj.core.api.Assertions.assertThat;

import dev.atelier.common.api.Json;
import dev.atelier.runtime.api.Observation;
import dev.atelier.runtime.api.ObservationFrame;
import dev.atelier.runtime.api.WorkerInput;
import dev.atelier.runtime.api.WorkerRef;
import dev.atelier.runtime.api.WorkerRuntime;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ObservationTest {
    private static final long BASE = 0x1000;

    private final ObservationBus bus = new ObservationBus(BASE, 4, 100, 1 << 20);
    private final WorkerRuntime runtime = Workers.memory();

    private LiveObservation observe(String worker, @org.jspecify.annotations.Nullable String cursor) {
        LiveObservation observation = bus.subscribe(worker, cursor);
        observation.open(event("snapshot"));
        return observation;
    }

    private static ObservationFrame.Event asEvent(ObservationFrame frame) {
        return (ObservationFrame.Event) frame;
    }

    @Test
    void beginsWithASnapshotAndGoesOnWithWhatHappens() {
        WorkerRef worker = runtime.createWorker(PLAIN).workerRef();
        Observation observation = runtime.observe(worker, null);

        List<ObservationFrame> first = taken(observation);
        runtime.sendInput(worker, WorkerInput.user("hello"));
        runtime.sendInput(worker, WorkerInput.system(" keep \n"));
        runtime.stopWorker(worker, null);
        List<ObservationFrame> later = taken(observation);

        ObservationFrame.Event snapshot = asEvent(first.get(0));
        assertThat(first).hasSize(1);
        assertThat(snapshot.cursor()).isEqualTo("wo_0000000000000000");
        assertThat(snapshot.eventId()).isEqualTo("snapshot:wo_0000000000000000");
        assertThat(snapshot.payload().toString())
                .isEqualTo("{\"event\":\"snapshot\",\"data\":{\"entries\":[],\"greeting\":{\"worker_name\":"
                        + "\"worker-00000001\",\"cwd\":\"\",\"provider\":\"worker-runtime\",\"model\":\"worker-runtime\","
                        + "\"scope_summary\":\"runtime worker observation\",\"tools\":[],\"context_window\":0,"
                        + "\"context_tokens\":0},\"status\":\"idle\"}}");
        assertThat(names(later)).containsExactly("user_message", "text_done", "system_item");
        assertThat(asEvent(later.get(0)).payload().toString())
                .isEqualTo(
                        "{\"event\":\"user_message\",\"data\":{\"segments\":[{\"kind\":\"text\",\"content\":\"hello\"}]}}");
        assertThat(asEvent(later.get(2)).payload().toString())
                .isEqualTo("{\"event\":\"system_item\",\"data\":{\"item\":{\"kind\":\"embedded_worker_system_input\","
                        + "\"content\":\" keep \\n\"}}}");
    }

    @Test
    void givesEveryObserverTheSameEnvelopes() {
        LiveObservation one = observe("a", null);
        LiveObservation two = observe("a", null);

        bus.publish("a", event("x"));
        bus.publish("b", event("y"));

        assertThat(taken(one)).isEqualTo(taken(two)).hasSize(2);
    }

    @Test
    void resumesAfterTheEventACursorNames() {
        for (String name : List.of("m1", "m2", "m3")) {
            bus.publish("a", event(name));
        }
        LiveObservation observation = observe("a", Cursors.text(BASE));
        bus.publish("a", event("m4"));

        List<ObservationFrame> frames = taken(observation);

        assertThat(names(frames)).containsExactly("snapshot", "m2", "m3", "m4");
        assertThat(asEvent(frames.get(0)).cursor()).isEqualTo(Cursors.text(BASE));
        assertThat(asEvent(frames.get(3)).cursor())
                .isEqualTo(asEvent(frames.get(3)).eventId());
        assertThat(names(taken(observe(
                        "a",
                        Cursors.text(BASE).toUpperCase(java.util.Locale.ROOT).replace("WO_", "wo_")))))
                .containsExactly("snapshot", "m2", "m3", "m4");
    }

    @Test
    void replaysEverythingFromZeroAndNothingWithoutACursor() {
        bus.publish("a", event("m1"));
        bus.publish("a", event("m2"));

        assertThat(names(taken(observe("a", Cursors.text(0))))).containsExactly("snapshot", "m1", "m2");
        List<ObservationFrame> fresh = taken(observe("a", null));
        assertThat(names(fresh)).containsExactly("snapshot");
        assertThat(asEvent(fresh.get(0)).cursor()).isEqualTo(Cursors.text(BASE + 1));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "bad",
                "",
                "wo_1",
                "wo_00000000000000g0",
                "wo_+000000000000001",
                "wo_-000000000000001",
                "wo_00000000000000000",
                "0000000000000000",
                "WO_0000000000000000",
                "wo_0x00000000000000",
                " wo_0000000000000000",
                "wo_0000000000000000\n",
                "wo_000000000000000\uFF11"
            })
    void refusesWhatIsNoCursorWithoutASnapshot(String cursor) {
        assertThat(names(taken(observe("a", cursor)))).containsExactly("runtime.cursor_malformed");
    }

    @Test
    void knowsCursorsThatWereNeverGivenOut() {
        bus.publish("a", event("m1"));

        for (long cursor : new long[] {BASE + 1, -1, Long.MAX_VALUE, 1, BASE - 1}) {
            assertThat(names(taken(observe("a", Cursors.text(cursor)))))
                    .containsExactly("snapshot", "runtime.cursor_unknown_or_expired");
        }
        assertThat(names(taken(observe("a", Cursors.text(BASE))))).containsExactly("snapshot");
    }

    @Test
    void countsInEveryProcessFromSomewhereElse() {
        ObservationBus first = new ObservationBus();
        ObservationBus second = new ObservationBus();
        first.publish("a", event("x"));
        second.publish("a", event("x"));
        LiveObservation of = first.subscribe("a", null);
        of.open(event("snapshot"));
        String cursor = asEvent(taken(of).get(0)).cursor();

        LiveObservation stale = second.subscribe("a", cursor);
        stale.open(event("snapshot"));

        assertThat(Long.parseLong(cursor.substring(3), 16)).isBetween(1L, 1L << 62);
        assertThat(names(taken(stale))).containsExactly("snapshot", "runtime.cursor_unknown_or_expired");
    }

    @Test
    void keepsSoManyEventsOfEachWorkerAndANoisyOneCostsNoOther() {
        bus.publish("quiet", event("q"));
        for (int i = 0; i < 50; i++) {
            bus.publish("noisy", event("n" + i));
        }

        assertThat(bus.keptOf("noisy")).isEqualTo(4);
        assertThat(bus.keptOf("quiet")).isEqualTo(1);
        assertThat(names(taken(observe("noisy", Cursors.text(BASE + 1)))))
                .containsExactly("snapshot", "runtime.cursor_unknown_or_expired");
        assertThat(names(taken(observe("noisy", Cursors.text(BASE + 47)))))
                .containsExactly("snapshot", "n47", "n48", "n49");
    }

    @Test
    void takesFromTheHeaviestBeyondTheLimitOfAll() {
        ObservationBus small = new ObservationBus(1, 1000, 1000, 4000);
        small.publish("quiet", event("q"));
        for (int i = 0; i < 100; i++) {
            small.publish("noisy", Json.object().put("event", "x".repeat(200)));
        }

        assertThat(small.keptOf("quiet")).isEqualTo(1);
        assertThat(small.keptOf("noisy")).isBetween(5, 20);
    }

    @Test
    void knowsThatSomethingWasLostOfAWorkerOfWhichNothingIsKept() {
        ObservationBus small = new ObservationBus(BASE, 1000, 1, 1 << 20);
        small.publish("a", event("a1"));
        small.publish("a", event("a2"));
        small.publish("b", event("b1")); // one of the two now has none

        String empty = small.keptOf("a") == 0 ? "a" : "b";
        LiveObservation observation = small.subscribe("a", Cursors.text(BASE));
        observation.open(event("snapshot"));

        assertThat(small.keptOf(empty)).isZero();
        assertThat(names(taken(observation))).containsExactly("snapshot", "runtime.cursor_unknown_or_expired");
    }

    @Test
    void tellsAnObserverThatItFellBehindAfterWhatItStillHas() {
        LiveObservation observation = observe("a", null);
        for (int i = 0; i < LiveObservation.MAX_WAITING + 10; i++) {
            bus.publish("a", event("e"));
        }

        List<String> names = names(taken(observation));

        assertThat(names).hasSize(1 + LiveObservation.MAX_WAITING + 1);
        assertThat(names.get(names.size() - 1)).isEqualTo("runtime.cursor_expired");
    }

    @Test
    void doesNotCountWhatIsReplayedAsFallingBehind() {
        ObservationBus large = new ObservationBus(BASE, 1024, 65_536, 1 << 26);
        for (int i = 0; i < 1024; i++) {
            large.publish("a", event("e"));
        }
        LiveObservation observation = large.subscribe("a", Cursors.text(0));
        observation.open(event("snapshot"));
        large.publish("a", event("live"));

        List<String> names = names(taken(observation));
        assertThat(names).hasSize(1 + 1023 + 2); // the oldest went when the live one came, but was taken along before
        assertThat(names.get(names.size() - 1)).isEqualTo("live");
    }

    @Test
    void tellsObserversOutsideItsOwnLockAndNotThoseWhoLeft() {
        AtomicInteger told = new AtomicInteger();
        LiveObservation stays = observe("a", null);
        LiveObservation leaves = observe("a", null);
        stays.onAvailable(told::incrementAndGet);
        leaves.onAvailable(() -> told.addAndGet(100));
        int before = told.get();
        leaves.close();

        bus.publish("a", event("x"));
        assertThat(told).hasValue(before);
        bus.tell();

        assertThat(told).hasValue(before + 1);
        assertThat(leaves.poll()).isEmpty();
    }

    @Test
    void saysGoodbyeWhenTheRuntimeCloses() {
        WorkerRef worker = runtime.createWorker(PLAIN).workerRef();
        Observation observation = runtime.observe(worker, null);

        runtime.close();

        assertThat(names(taken(observation))).containsExactly("snapshot", "runtime.upstream_closed");
        assertThat(names(taken(runtime.observe(worker, null)))).containsExactly("runtime.unavailable");
    }

    @Test
    void tellsWhoObservesAWorkerThatIsNotThere() {
        assertThat(names(taken(runtime.observe(new WorkerRef("rt-1", "nobody"), null))))
                .containsExactly("runtime.worker_not_found");
    }
}
