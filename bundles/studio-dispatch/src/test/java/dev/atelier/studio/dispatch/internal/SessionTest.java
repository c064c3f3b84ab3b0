package dev.atelier.studio.dispatch.internal;

import static org.assertj.core.api.Assertions.assertThat;

import dev.atelier.common.api.Secret;
import dev.atelier.engine.api.Kind;
import dev.atelier.studio.store.api.StoredJob.Status;
import dev.atelier.wire.api.LogEntry;
import dev.atelier.wire.api.WorkerFrame;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class SessionTest {
    private final World world = new World().start();

    @Test
    void aGreetingIsAnsweredWithIdAndTime() {
        FakeWorker worker = world.online("w-1");

        assertThat(worker.heard.get(0).path("workerId").asText()).isEqualTo("w-1");
        assertThat(worker.heard.get(0).path("serverTime").asText()).isEqualTo("2026-11-01T12:00:00Z");
        assertThat(world.dispatch.sessions().find("w-1").orElseThrow().state()).isEqualTo("ready");
    }

    @Test
    void aWorkerThatKnowsItIsConnectedIsFoundConnected() {
        List<Boolean> servable = new ArrayList<>();
        world.workers.add("w-1");
        FakeWorker worker = new FakeWorker(world.dispatch.sessions(), "w-1");
        worker.onSend = () -> servable.add(world.dispatch
                .queue()
                .unservable("any", Kind.LLM, "synthetic", 0)
                .isEmpty());

        worker.hello();
        world.turn();

        assertThat(servable).startsWith(true);
    }

    @Test
    void aWrongTokenEndsWith4001AndNoOffer() {
        world.submit("one");
        FakeWorker worker = world.opened("w-1");

        worker.say(new WorkerFrame.Hello(new Secret("wrong"), worker.capabilities));
        world.turn();

        assertThat(worker.errors()).containsExactly("auth_failed");
        assertThat(worker.closed).isEqualTo(4001);
        assertThat(worker.offers()).isEmpty();
        assertThat(world.job("one").status()).isEqualTo(Status.QUEUED);
    }

    @Test
    void aWorkerThatIsNoMoreEndsWith4004() {
        FakeWorker worker = world.opened("w-1");
        world.workers.rows.clear();

        worker.hello();
        world.turn();

        assertThat(worker.errors()).containsExactly("worker_deleted");
        assertThat(worker.closed).isEqualTo(4004);
    }

    static List<WorkerFrame> beforeGreeting() {
        return List.of(
                new WorkerFrame.Heartbeat(Samples.capabilities(), null),
                new WorkerFrame.Accept("j"),
                new WorkerFrame.LogBatch(List.of()),
                new WorkerFrame.ReadyForMore());
    }

    @ParameterizedTest
    @org.junit.jupiter.params.provider.MethodSource("beforeGreeting")
    void anyFrameBeforeTheGreetingEndsWith4002(WorkerFrame frame) {
        FakeWorker worker = world.opened("w-1").say(frame);
        world.turn();

        assertThat(worker.types()).containsExactly("error");
        assertThat(worker.errors()).containsExactly("protocol_violation");
        assertThat(worker.closed).isEqualTo(4002);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "not json",
                "[]",
                "{}",
                "{\"type\":\"dance\"}",
                "{\"type\":\"heartbeat\"}",
                "{\"type\":\"heartbeat\",\"capabilities\":{\"machineName\":7}}",
                "{\"type\":\"fail\",\"jobId\":\"j\"}"
            })
    void whatCannotBeReadEndsWith4002BeforeAndAfterTheGreeting(String text) {
        FakeWorker before = world.opened("w-1");
        FakeWorker after = world.online("w-2");

        before.seat.text(text);
        after.seat.text(text);
        world.turn();

        assertThat(before.closed).isEqualTo(4002);
        assertThat(after.closed).isEqualTo(4002);
        assertThat(after.errors()).containsExactly("protocol_violation");
    }

    @Test
    void aBinaryMessageAndASecondGreetingEndWith4002() {
        FakeWorker binary = world.online("w-1");
        FakeWorker twice = world.online("w-2");

        binary.seat.binary();
        twice.hello();
        world.turn();

        assertThat(binary.closed).isEqualTo(4002);
        assertThat(twice.closed).isEqualTo(4002);
    }

    @Test
    void aMessageBeyondItsBoundIsClosedAsTooLong() {
        FakeWorker early = world.opened("w-1");
        FakeWorker late = world.online("w-2");

        early.seat.text(" ".repeat(64 * 1024 + 1));
        late.seat.text(" ".repeat(16 * 1024 * 1024 + 1));
        world.turn();

        assertThat(early.closed).isEqualTo(1009);
        assertThat(late.closed).isEqualTo(1009);
    }

    @Test
    void theOlderOfTwoSocketsIsTurnedOut() {
        FakeWorker older = world.online("w-1");
        world.submit("one");

        FakeWorker newer = world.online("w-1");

        assertThat(older.errors()).containsExactly("duplicate_worker");
        assertThat(older.closed).isEqualTo(4003);
        older.seat.closed();
        world.turn();
        assertThat(newer.offers()).containsExactly("one");
        assertThat(world.dispatch.sessions().all()).hasSize(1);
    }

    @Test
    void aRemovedWorkerEndsWith4004AndItsJobIsFree() {
        FakeWorker worker = world.online("w-1");
        world.submit("one");

        world.dispatch.sessions().removed("w-1");
        world.turn();

        assertThat(worker.closed).isEqualTo(4004);
        assertThat(world.job("one").status()).isEqualTo(Status.QUEUED);
        assertThat(world.dispatch.sessions().all()).isEmpty();
    }

    @Test
    void aSocketWithoutGreetingIsClosedAfterFifteenSeconds() {
        FakeWorker worker = world.opened("w-1");

        world.loop.pass(Duration.ofSeconds(14));
        assertThat(worker.closed).isZero();
        world.loop.pass(Duration.ofSeconds(1));

        assertThat(worker.closed).isEqualTo(1000);
    }

    @Test
    void eachHeartbeatIsAcknowledgedOnceAndStoresWhatItSays() {
        FakeWorker worker = world.online("w-1");
        world.submit(Samples.job("big", 0, null, 20));
        assertThat(worker.offers()).isEmpty();

        worker.capabilities =
                Samples.capabilities(20, true, false, null, worker.capabilities.taskKinds(), java.util.Map.of());
        worker.heartbeat().heartbeat();
        world.turn();

        assertThat(worker.types()).filteredOn("heartbeatAck"::equals).hasSize(2);
        assertThat(worker.offers()).containsExactly("big");
    }

    @Test
    void aWorkerBusyWithAJobOfAnEarlierSessionIsLeftAlone() {
        FakeWorker worker = world.online("w-1");
        worker.heartbeat("job-of-before");
        world.turn();

        world.submit("one");
        assertThat(worker.offers()).isEmpty();

        worker.heartbeat();
        world.turn();
        assertThat(worker.offers()).containsExactly("one");
    }

    @Test
    void framesSentBeforeTheWelcomeAreHeardAfterIt() {
        world.workers.add("w-1");
        FakeWorker worker = new FakeWorker(world.dispatch.sessions(), "w-1");

        worker.hello().heartbeat();
        world.turn();

        assertThat(worker.types()).containsExactly("welcome", "heartbeatAck");
    }

    @Test
    void logLinesAreKeptWithinBounds() {
        FakeWorker worker = world.online("w-1");
        List<LogEntry> entries = new ArrayList<>(Collections.nCopies(
                1_200, new LogEntry(Samples.AT, LogEntry.Level.INFO, "kit", "é".repeat(5_000), null)));

        worker.say(new WorkerFrame.LogBatch(entries)).say(new WorkerFrame.LogBatch(List.of()));
        world.turn();

        assertThat(world.workers.lines).hasSize(1_001);
        assertThat(world.workers.lines.get(0).message())
                .endsWith("… (truncated)")
                .satisfies(text -> assertThat(text.getBytes(java.nio.charset.StandardCharsets.UTF_8))
                        .hasSizeLessThanOrEqualTo(8 * 1024));
        assertThat(world.workers.lines.get(1_000).message()).isEqualTo("batch too long; dropped 200 entries");
        assertThat(worker.closed).isZero();
    }

    @Test
    void aFloodOfFramesEndsTheSession() {
        FakeWorker worker = world.online("w-1");

        for (int i = 0; i < 9_000; i++) {
            worker.heartbeat();
        }
        world.turn();

        assertThat(worker.closed).isEqualTo(4002);
    }

    @Test
    void aThousandWorkersAreWelcomedOverSomeSecondsAndTheFirstAtOnce() {
        List<FakeWorker> crowd = new ArrayList<>();
        for (int i = 0; i < 1_000; i++) {
            crowd.add(world.online("w-" + i));
        }
        long atOnce = welcomed(crowd);
        world.loop.pass(Duration.ofSeconds(1));
        long afterASecond = welcomed(crowd);
        world.loop.pass(Duration.ofSeconds(5));

        assertThat(atOnce).isEqualTo(Welcomes.AT_ONCE);
        assertThat(afterASecond).isBetween(atOnce + 150, atOnce + 300);
        assertThat(welcomed(crowd)).isEqualTo(1_000);
    }

    @Test
    void evenMoreThanTheRateAllowsAreLetInBeforeTheyGiveUp() {
        List<FakeWorker> crowd = new ArrayList<>();
        for (int i = 0; i < 4_000; i++) {
            crowd.add(world.online("w-" + i));
        }

        world.loop.pass(Duration.ofSeconds(14));

        assertThat(welcomed(crowd)).isEqualTo(4_000);
    }

    private static long welcomed(List<FakeWorker> crowd) {
        return crowd.stream().filter(each -> each.types().contains("welcome")).count();
    }
}
