package dev.atelier.studio.store.internal;

import static dev.atelier.studio.store.internal.Samples.NOW;
import static dev.atelier.studio.store.internal.Samples.capabilities;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.atelier.studio.store.api.KeyStore;
import dev.atelier.studio.store.api.KeyStore.Role;
import dev.atelier.studio.store.api.ModelRegistry.Model;
import dev.atelier.studio.store.api.WorkerStore;
import dev.atelier.studio.store.api.WorkerStore.Request;
import dev.atelier.studio.store.api.WorkerStore.Worker;
import dev.atelier.wire.api.LogEntry;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What is promised of workers, models and keys, on whatever database. */
abstract class WorkerStoreContract {
    private static final int LINES_KEPT = 100;

    private Room room;
    private WorkerStore workers;

    /** An empty one. */
    abstract Database database() throws Exception;

    /** The database of this test, once more. */
    abstract Database again() throws Exception;

    @BeforeEach
    void open() throws Exception {
        room = Room.open(database(), () -> LINES_KEPT, Clock.fixed(NOW, ZoneOffset.UTC));
        workers = room.workers;
    }

    @AfterEach
    void close() {
        room.close();
    }

    private void reopen() throws Exception {
        room.close();
        room = Room.open(again(), () -> LINES_KEPT, Clock.fixed(NOW, ZoneOffset.UTC));
        workers = room.workers;
    }

    private Request asked(String installId, String secretHash) {
        return workers.register(installId, secretHash, capabilities("rig"), "studio-worker/0.1", "127.0.0.1", NOW);
    }

    private Worker approved(String installId) {
        return workers.approve(asked(installId, "h").requestId(), "admin", NOW).orElseThrow();
    }

    @Test
    void askingTwiceWithTheSameSecretIsOneRequest() {
        Request first = asked("i", "hash");

        assertThat(asked("i", "hash")).isEqualTo(first);
        assertThat(first.requestId()).startsWith("rr-");
        assertThat(first.capabilities()).isEqualTo(capabilities("rig"));
        assertThat(workers.pending()).containsExactly(first);
    }

    @Test
    void anotherSecretSupersedesTheRequest() {
        Request first = asked("i", "hash");
        Request second = asked("i", "other");

        assertThat(second.requestId()).isNotEqualTo(first.requestId());
        assertThat(workers.request(first.requestId()))
                .get()
                .extracting(Request::state)
                .isEqualTo(Request.State.SUPERSEDED);
        assertThat(workers.approve(first.requestId(), "admin", NOW)).isEmpty();
        assertThat(workers.pending()).containsExactly(second);
    }

    @Test
    void anApprovedRequestBecomesAWorker() throws Exception {
        Request request = asked("i", "hash");

        Worker worker = workers.approve(request.requestId(), "admin", NOW).orElseThrow();

        assertThat(workers.approve(request.requestId(), "admin", NOW)).isEmpty();
        assertThat(workers.reject(request.requestId(), "no", "admin", NOW)).isFalse();
        assertThat(workers.request(request.requestId())).get().satisfies(decided -> {
            assertThat(decided.state()).isEqualTo(Request.State.APPROVED);
            assertThat(decided.workerId()).isEqualTo(worker.id());
            assertThat(decided.decidedBy()).isEqualTo("admin");
            assertThat(decided.decidedAt()).isEqualTo(NOW);
        });
        reopen();
        assertThat(workers.workers()).containsExactly(worker);
        assertThat(workers.worker(worker.id())).contains(worker);
    }

    @Test
    void aRejectedRequestKeepsItsReason() {
        Request request = asked("i", "hash");

        assertThat(workers.reject(request.requestId(), "not ours", "admin", NOW))
                .isTrue();

        assertThat(workers.request(request.requestId()))
                .get()
                .extracting(Request::state, Request::reason)
                .containsExactly(Request.State.REJECTED, "not ours");
        assertThat(workers.pending()).isEmpty();
    }

    @Test
    void onlyTheNewestTokenIsGood() {
        Worker worker = approved("i");
        assertThat(workers.tokenMatches(worker.id(), "")).isFalse();

        workers.tokenIssued(worker.id(), Hashes.sha256("one"), NOW);
        workers.tokenIssued(worker.id(), Hashes.sha256("two"), NOW);
        assertThat(workers.byToken("one")).isEmpty();
        assertThat(workers.byToken("two")).map(Worker::id).contains(worker.id());

        assertThat(workers.tokenMatches(worker.id(), "two")).isTrue();
        assertThat(workers.tokenMatches(worker.id(), "one")).isFalse();
        assertThat(workers.tokenMatches("nobody", "two")).isFalse();
        assertThat(workers.tokenIssued("nobody", "x", NOW)).isFalse();
    }

    @Test
    void aWorkerIsLabelledDisabledSeenAndDeleted() {
        Worker worker = approved("i");

        assertThat(workers.label(worker.id(), "Rig")).isTrue();
        assertThat(workers.enable(worker.id(), false)).isTrue();
        workers.seen(worker.id(), capabilities("first"), NOW.minusSeconds(1));
        workers.seen(worker.id(), capabilities("second"), NOW);

        await().untilAsserted(
                        () -> assertThat(workers.worker(worker.id())).get().satisfies(now -> {
                            assertThat(now.label()).isEqualTo("Rig");
                            assertThat(now.enabled()).isFalse();
                            assertThat(now.capabilities().machineName()).isEqualTo("second");
                            assertThat(now.lastSeen()).isEqualTo(NOW);
                        }));
        assertThat(workers.label(worker.id(), null)).isTrue();
        assertThat(workers.delete(worker.id())).isTrue();
        assertThat(workers.delete(worker.id())).isFalse();
        assertThat(workers.worker(worker.id())).isEmpty();
    }

    @Test
    void theNewestLinesOfEachWorkerAreKept() {
        List<LogEntry> lines = new ArrayList<>();
        for (int i = 0; i < 3 * LINES_KEPT; i++) {
            lines.add(line(LogEntry.Level.INFO, "line " + i, null));
        }
        for (LogEntry line : lines) {
            workers.log("w1", List.of(line));
        }
        workers.log(
                "w2", List.of(line(LogEntry.Level.ERROR, "broken", "job-1"), line(LogEntry.Level.WARN, "odd", null)));

        List<WorkerStore.LogLine> kept = workers.log("w1", 0, null, null, 1000);

        assertThat(kept).hasSizeLessThanOrEqualTo(LINES_KEPT + LINES_KEPT / 10);
        assertThat(kept.get(kept.size() - 1).entry()).isEqualTo(lines.get(lines.size() - 1));
        assertThat(kept).isSortedAccordingTo((a, b) -> Long.compare(a.seq(), b.seq()));
        assertThat(workers.log("w1", kept.get(kept.size() - 3).seq(), null, null, 1000))
                .hasSize(2);
        assertThat(workers.log("w1", 0, null, null, 2)).isEqualTo(kept.subList(kept.size() - 2, kept.size()));
        assertThat(messages("w2", LogEntry.Level.ERROR, null)).containsExactly("broken");
        assertThat(messages("w2", LogEntry.Level.WARN, null)).containsExactly("broken", "odd");
        assertThat(messages("w2", null, "job-1")).containsExactly("broken");
    }

    private List<String> messages(String worker, LogEntry.@Nullable Level level, @Nullable String job) {
        return workers.log(worker, 0, level, job, 100).stream()
                .map(line -> line.entry().message())
                .toList();
    }

    private static LogEntry line(LogEntry.Level level, String message, @Nullable String job) {
        return new LogEntry(NOW.plusNanos(123_456_000), level, "engine", message, job);
    }

    @Test
    void aRegistryBeginsWithSeeds() {
        assertThat(room.models.all()).containsExactlyElementsOf(Seeds.shipped());
        assertThat(room.models.all().stream().filter(Model::enabled))
                .extracting(Model::id)
                .containsExactly(
                        "synthetic-image",
                        "synthetic-llm",
                        "synthetic-stt",
                        "speech",
                        "synthetic-tts",
                        "video",
                        "synthetic-video");
    }

    @Test
    void aSeedThatWasRemovedDoesNotComeBack() throws Exception {
        Model model = room.models.find("synthetic-tts").orElseThrow();

        assertThat(room.models.remove("synthetic-tts")).isTrue();
        assertThat(room.models.remove("synthetic-tts")).isFalse();
        reopen();
        assertThat(room.models.find("synthetic-tts")).isEmpty();

        assertThat(room.models.add(model)).isTrue();
        assertThat(room.models.add(model)).isFalse();
    }

    @Test
    void aModelIsReplacedInItsPlace() throws Exception {
        Model model = room.models.find("z-image-turbo").orElseThrow();
        Model changed = new Model(model.id(), "Other", model.kind(), 9.5, null, model.source(), true);

        assertThat(room.models.replace(changed)).isTrue();
        assertThat(room.models.replace(new Model("none", "x", model.kind(), 0, null, model.source(), true)))
                .isFalse();

        assertThat(room.models.find(model.id())).contains(changed);
        reopen();
        assertThat(room.models.find(model.id())).contains(changed);
    }

    @Test
    void aKeyIsKnownByItsSecretUntilItIsRevoked() throws Exception {
        KeyStore.Key key = room.keys.create("ci", Role.SUBMIT, "sk-secret", NOW);

        assertThat(room.keys.bySecret("sk-secret")).contains(key);
        assertThat(room.keys.bySecret("sk-other")).isEmpty();
        reopen();
        assertThat(room.keys.all()).containsExactly(key);
        assertThat(room.keys.revoke(key.id())).isTrue();
        assertThat(room.keys.revoke(key.id())).isFalse();
        assertThat(room.keys.bySecret("sk-secret")).isEmpty();
    }

    @Test
    void whatOneWorkerSaysWrongSpoilsNothingForTheOthers() {
        Instant never = Instant.MAX;
        workers.log("w1", List.of(new LogEntry(never, LogEntry.Level.INFO, "c", "far ahead", "j".repeat(500))));
        workers.log("w2", List.of(new LogEntry(Instant.MIN, LogEntry.Level.INFO, "c", "long ago", null)));
        workers.log("w3", List.of(new LogEntry(NOW, LogEntry.Level.INFO, "c", "good", "j")));

        assertThat(workers.log("w3", 0, null, null, 9))
                .extracting(line -> line.entry().message())
                .containsExactly("good");
        assertThat(workers.log("w1", 0, null, null, 9))
                .extracting(line -> line.entry().message())
                .containsExactly("far ahead");
        assertThat(workers.log("w2", 0, null, null, 9))
                .extracting(line -> line.entry().message())
                .containsExactly("long ago");
    }

    @Test
    void aWorkerThatSaysTooMuchOfItselfIsStillSeenAndSoAreTheOthers() throws Exception {
        Worker talks = approved("i1");
        Worker other = approved("i2");

        workers.seen(talks.id(), capabilities("x".repeat(2 << 20)), NOW);
        workers.seen(other.id(), capabilities("other now"), NOW);
        reopen();

        assertThat(workers.worker(talks.id()))
                .get()
                .extracting(Worker::lastSeen)
                .isEqualTo(NOW);
        assertThat(workers.worker(other.id()))
                .get()
                .extracting(worker -> worker.capabilities().machineName())
                .isEqualTo("other now");
    }

    @Test
    void requestsThatWaitAreCountedAllAndByAddress() {
        asked("i1", "h1");
        asked("i2", "h2");
        workers.register("i3", "h3", capabilities("rig"), "kit", "10.0.0.7", NOW);
        approved("i4");

        assertThat(workers.pendingCount()).isEqualTo(3);
        assertThat(workers.pendingFrom("127.0.0.1")).isEqualTo(2);
        assertThat(workers.pendingFrom("10.0.0.7")).isEqualTo(1);
        assertThat(workers.pendingFrom("10.0.0.8")).isZero();
    }
}
