package dev.atelier.runtime.internal;

import static dev.atelier.runtime.internal.Workers.PLAIN;
import static dev.atelier.runtime.internal.Workers.refusal;
import static org.assertj.core.api.Assertions.assertThat;

import dev.atelier.runtime.api.CapabilityRequest;
import dev.atelier.runtime.api.ConfigBundle;
import dev.atelier.runtime.api.ConfigBundleRef;
import dev.atelier.runtime.api.CreateWorkerRequest;
import dev.atelier.runtime.api.EventCursor;
import dev.atelier.runtime.api.ProfileSelector;
import dev.atelier.runtime.api.RuntimeBackendKind;
import dev.atelier.runtime.api.RuntimeDiagnostic;
import dev.atelier.runtime.api.RuntimeError;
import dev.atelier.runtime.api.RuntimeEvent;
import dev.atelier.runtime.api.RuntimeEventBatch;
import dev.atelier.runtime.api.RuntimeLimits;
import dev.atelier.runtime.api.RuntimeOptions;
import dev.atelier.runtime.api.RuntimeStatus;
import dev.atelier.runtime.api.RuntimeSummary;
import dev.atelier.runtime.api.TranscriptEntry;
import dev.atelier.runtime.api.TranscriptProjection;
import dev.atelier.runtime.api.WorkerDetail;
import dev.atelier.runtime.api.WorkerInput;
import dev.atelier.runtime.api.WorkerIntent;
import dev.atelier.runtime.api.WorkerLifecycleAck;
import dev.atelier.runtime.api.WorkerRef;
import dev.atelier.runtime.api.WorkerRuntime;
import dev.atelier.runtime.api.WorkerStatus;
import dev.atelier.runtime.api.WorkerSummary;
import java.util.List;
import org.junit.jupiter.api.Test;

class LocalRuntimeTest {
    private static final WorkerRef NOBODY = new WorkerRef("rt-1", "worker-00fedcba");
    private static final WorkerRef STRANGER = new WorkerRef("rt-2", "worker-00000001");

    private final WorkerRuntime runtime = Workers.memory();

    @Test
    void countsWorkersAndEventsFromOne() {
        WorkerDetail first = runtime.createWorker(PLAIN);
        WorkerDetail second = runtime.createWorker(PLAIN);

        assertThat(first.workerRef()).isEqualTo(new WorkerRef("rt-1", "worker-00000001"));
        assertThat(first.lastEventId()).isEqualTo(2); // the first was the runtime's own
        assertThat(second.workerRef().workerId()).isEqualTo("worker-00000002");
        assertThat(runtime.workerDetail(first.workerRef())).isEqualTo(first);
        assertThat(runtime.listWorkers())
                .extracting(WorkerSummary::workerRef)
                .containsExactly(first.workerRef(), second.workerRef());
    }

    @Test
    void makesUpAnIdInMemoryOnly() {
        assertThat(new LocalRuntimes().open(RuntimeOptions.memory()).runtimeId())
                .matches("runtime-mem-[0-9a-f]{16}");
        assertThat(refusal(
                        () -> new LocalRuntimes().open(RuntimeOptions.memory().withRuntimeId("\u00A0"))))
                .isEqualTo(RuntimeError.INVALID_REQUEST);
        assertThat(refusal(
                        () -> new LocalRuntimes().open(RuntimeOptions.memory().withRuntimeId("x".repeat(121)))))
                .isEqualTo(RuntimeError.INVALID_REQUEST);
        assertThat(refusal(() -> new LocalRuntimes()
                        .open(RuntimeOptions.memory().withStoreRoot(java.nio.file.Path.of("unused")))))
                .isEqualTo(RuntimeError.INVALID_REQUEST);
    }

    @Test
    void describesItself() {
        runtime.createWorker(PLAIN);
        WorkerRef stopped = runtime.createWorker(PLAIN).workerRef();
        WorkerRef cancelled = runtime.createWorker(PLAIN).workerRef();
        runtime.stopWorker(stopped, null);
        runtime.cancelWorker(cancelled, null);

        RuntimeSummary summary = runtime.summary();

        assertThat(summary)
                .isEqualTo(new RuntimeSummary(
                        "rt-1",
                        null,
                        RuntimeBackendKind.MEMORY,
                        RuntimeStatus.RUNNING,
                        3,
                        1,
                        1,
                        1,
                        6,
                        RuntimeLimits.DEFAULT,
                        true));
    }

    @Test
    void refusesARequestBeforeItLooksAtItsProfileAndWritesNoEvent() {
        CreateWorkerRequest blankTask =
                CreateWorkerRequest.of(new WorkerIntent.Task(" \u3000"), ProfileSelector.named("x"));
        CreateWorkerRequest blankCapability = PLAIN.withCapabilities(List.of(new CapabilityRequest("", null)))
                .withConfigBundle(new ConfigBundleRef("nowhere", "a".repeat(64)));

        assertThat(refusal(() -> runtime.createWorker(blankTask))).isEqualTo(RuntimeError.INVALID_REQUEST);
        assertThat(refusal(() -> runtime.createWorker(blankCapability))).isEqualTo(RuntimeError.INVALID_REQUEST);
        assertThat(runtime.eventCursorNow().nextEventId()).isEqualTo(2);
        assertThat(runtime.createWorker(CreateWorkerRequest.of(
                                new WorkerIntent.Role("", null), ProfileSelector.builtin("coder")))
                        .workerRef()
                        .workerId())
                .isEqualTo("worker-00000001");
    }

    @Test
    void takesBuiltinProfilesWithoutABundleAndNamedOnesNever() {
        for (ProfileSelector bad : List.of(
                ProfileSelector.named("team"),
                ProfileSelector.builtin(" "),
                ProfileSelector.builtin("/etc/x"),
                ProfileSelector.builtin("x".repeat(2049)))) {
            CreateWorkerRequest request = CreateWorkerRequest.of(new WorkerIntent.Assistant(null), bad);
            assertThat(refusal(() -> runtime.createWorker(request))).isEqualTo(RuntimeError.INVALID_PROFILE_SELECTOR);
        }
    }

    @Test
    void wantsTheProfileDeclaredExactlyAlsoTheDefaultOne() {
        ConfigBundle bundle = Bundles.of("b", ProfileSelector.builtin("builtin:coder"));
        runtime.storeConfigBundle(bundle);
        CreateWorkerRequest declared = CreateWorkerRequest.of(
                        new WorkerIntent.Assistant(null), ProfileSelector.builtin("builtin:coder"))
                .withConfigBundle(bundle.reference());

        assertThat(refusal(() -> runtime.createWorker(PLAIN.withConfigBundle(bundle.reference()))))
                .isEqualTo(RuntimeError.INVALID_PROFILE_SELECTOR);
        assertThat(runtime.createWorker(declared).configBundle()).isEqualTo(bundle.reference());
    }

    @Test
    void replacesABundleAndKeepsWhatWorkersWereMadeWith() {
        ConfigBundle old = Bundles.of("b", ProfileSelector.runtimeDefault());
        ConfigBundle fresh = Bundles.of("b", ProfileSelector.runtimeDefault(), ProfileSelector.builtin("x"));
        runtime.storeConfigBundle(old);
        CreateWorkerRequest request = PLAIN.withConfigBundle(old.reference());
        WorkerDetail worker = runtime.createWorker(request);
        runtime.storeConfigBundle(fresh);

        assertThat(runtime.listConfigBundles()).containsExactly(fresh.summary());
        assertThat(runtime.workerDetail(worker.workerRef()).configBundle()).isEqualTo(old.reference());
        assertThat(refusal(() -> runtime.createWorker(request))).isEqualTo(RuntimeError.CONFIG_BUNDLE_DIGEST_MISMATCH);
        assertThat(refusal(() -> runtime.checkConfigBundle(new ConfigBundleRef("other", "0".repeat(64)))))
                .isEqualTo(RuntimeError.CONFIG_BUNDLE_MISSING);
        assertThat(refusal(() -> runtime.checkConfigBundle(new ConfigBundleRef("other", "0"))))
                .isEqualTo(RuntimeError.INVALID_REQUEST);
    }

    @Test
    void tellsWhatIsMissingInDiagnostics() {
        runtime.createWorker(PLAIN);

        assertThat(runtime.diagnostics())
                .extracting(RuntimeDiagnostic::code)
                .containsExactly("runtime.local_default_resources", "worker.tools_less");
    }

    @Test
    void forgetsTheOldestDiagnosticsRatherThanGrowForEver() {
        for (int i = 0; i < 600; i++) {
            runtime.createWorker(PLAIN);
        }

        assertThat(runtime.diagnostics()).hasSize(Draft.MAX_DIAGNOSTICS);
        assertThat(runtime.diagnostics().get(0).id()).isEqualTo(1200 - Draft.MAX_DIAGNOSTICS + 1);
    }

    @Test
    void answersUsersWithTheFixedTextAndSystemsNot() {
        WorkerRef worker = runtime.createWorker(PLAIN).workerRef();

        long first = runtime.sendInput(worker, WorkerInput.user(" one\n")).transcriptSequence();
        long second = runtime.sendInput(worker, WorkerInput.system("two")).transcriptSequence();
        long third = runtime.sendInput(worker, WorkerInput.user("three")).transcriptSequence();

        List<TranscriptEntry> entries = runtime.transcript(worker, 0, 256).items();
        assertThat(List.of(first, second, third)).containsExactly(1L, 3L, 4L);
        assertThat(entries).extracting(TranscriptEntry::sequence).containsExactly(1L, 2L, 3L, 4L, 5L);
        assertThat(entries)
                .extracting(entry -> entry.role().wire())
                .containsExactly("user", "assistant", "system", "user", "assistant");
        assertThat(entries).extracting(TranscriptEntry::eventId).containsExactly(3L, 3L, 4L, 5L, 5L);
        assertThat(entries.get(0).content()).isEqualTo(" one\n");
        assertThat(entries.get(1).content()).contains("LLM execution is not connected");
    }

    @Test
    void takesAnInitialInputAsTheFirstEntry() {
        WorkerDetail worker = runtime.createWorker(PLAIN.withInitialInput(WorkerInput.user("go")));

        assertThat(worker.transcriptLen()).isEqualTo(2);
        assertThat(worker.lastEventId()).isEqualTo(3);
        assertThat(refusal(() -> runtime.createWorker(PLAIN.withInitialInput(WorkerInput.system("go")))))
                .isEqualTo(RuntimeError.INVALID_INITIAL_INPUT_KIND);
        assertThat(refusal(() -> runtime.createWorker(PLAIN.withInitialInput(WorkerInput.user(" ")))))
                .isEqualTo(RuntimeError.INVALID_REQUEST);
    }

    @Test
    void looksAtContentThenRuntimeThenWorkerThenStatusOfAnInput() {
        WorkerRef stopped = runtime.createWorker(PLAIN).workerRef();
        runtime.stopWorker(stopped, null);

        assertThat(refusal(() -> runtime.sendInput(STRANGER, WorkerInput.user("\u0085"))))
                .isEqualTo(RuntimeError.INVALID_REQUEST);
        assertThat(refusal(() -> runtime.sendInput(STRANGER, WorkerInput.user("x"))))
                .isEqualTo(RuntimeError.WRONG_RUNTIME);
        assertThat(refusal(() -> runtime.sendInput(NOBODY, WorkerInput.user("x"))))
                .isEqualTo(RuntimeError.WORKER_NOT_FOUND);
        assertThat(refusal(() -> runtime.sendInput(stopped, WorkerInput.user("x"))))
                .isEqualTo(RuntimeError.INVALID_REQUEST);
    }

    @Test
    void letsTheFirstEndWin() {
        WorkerRef worker = runtime.createWorker(PLAIN).workerRef();

        WorkerLifecycleAck first = runtime.stopWorker(worker, "done for today");

        assertThat(first).isEqualTo(new WorkerLifecycleAck(worker, WorkerStatus.STOPPED, 3));
        assertThat(runtime.cancelWorker(worker, "again")).isEqualTo(first);
        assertThat(runtime.eventCursorNow().nextEventId()).isEqualTo(4);
        RuntimeEvent event =
                runtime.readEvents(new EventCursor("rt-1", 3), 1).events().get(0);
        assertThat(event.message()).isEqualTo("done for today");
        assertThat(event.kind()).isEqualTo(RuntimeEvent.Kind.WORKER_STOPPED);
    }

    @Test
    void stopsForGoodWithOneEventAndCanStillBeRead() {
        WorkerRef worker = runtime.createWorker(PLAIN).workerRef();
        long before = runtime.workerDetail(worker).lastEventId();

        long event = runtime.stopRuntime();

        assertThat(runtime.stopRuntime()).isEqualTo(event);
        assertThat(runtime.status()).isEqualTo(RuntimeStatus.STOPPED);
        assertThat(runtime.workerDetail(worker).status()).isEqualTo(WorkerStatus.STOPPED);
        assertThat(runtime.workerDetail(worker).lastEventId()).isEqualTo(before);
        assertThat(runtime.summary().workerCreationAvailable()).isFalse();
        for (org.assertj.core.api.ThrowableAssert.ThrowingCallable order :
                List.<org.assertj.core.api.ThrowableAssert.ThrowingCallable>of(
                        () -> runtime.createWorker(PLAIN),
                        () -> runtime.sendInput(NOBODY, WorkerInput.user(" ")),
                        () -> runtime.stopWorker(worker, null),
                        () -> runtime.cancelWorker(NOBODY, null),
                        () -> runtime.storeConfigBundle(Bundles.of("b")))) {
            assertThat(refusal(order)).isEqualTo(RuntimeError.RUNTIME_STOPPED);
        }
        assertThat(refusal(() -> runtime.storeConfigBundle(Bundles.of("-bad"))))
                .isEqualTo(RuntimeError.INVALID_REQUEST);
    }

    @Test
    void cutsTranscriptsIntoPages() {
        WorkerRef worker = runtime.createWorker(PLAIN).workerRef();
        for (int i = 0; i < 5; i++) {
            runtime.sendInput(worker, WorkerInput.system("line " + i));
        }
        long[][] rows = { // start, limit, first sequence (0: none), how many, next (-1: none)
            {0, 256, 1, 5, -1},
            {0, 1, 1, 1, 1},
            {1, 2, 2, 2, 3},
            {3, 2, 4, 2, -1},
            {5, 256, 0, 0, -1},
            {99, 1, 0, 0, -1},
            {0, 0, 0, 0, 0},
            {2, 0, 0, 0, 2},
            {5, 0, 0, 0, -1},
            {Long.MAX_VALUE, 256, 0, 0, -1}
        };
        for (long[] row : rows) {
            TranscriptProjection page = runtime.transcript(worker, row[0], row[1]);
            assertThat(page.items()).hasSize((int) row[3]);
            assertThat(page.totalItems()).isEqualTo(5);
            assertThat(page.nextStart()).isEqualTo(row[4] < 0 ? null : Long.valueOf(row[4]));
            if (row[2] > 0) {
                assertThat(page.items().get(0).sequence()).isEqualTo(row[2]);
            }
        }
        assertThat(refusal(() -> runtime.transcript(STRANGER, 0, 257))).isEqualTo(RuntimeError.LIMIT_TOO_LARGE);
        assertThat(refusal(() -> runtime.transcript(STRANGER, 0, 256))).isEqualTo(RuntimeError.WRONG_RUNTIME);
        assertThat(refusal(() -> runtime.transcript(NOBODY, 0, 256))).isEqualTo(RuntimeError.WORKER_NOT_FOUND);
    }

    @Test
    void handsOutEventsInBatches() {
        runtime.createWorker(PLAIN);
        runtime.createWorker(PLAIN);

        RuntimeEventBatch first = runtime.readEvents(runtime.eventCursorFromStart(), 2);
        RuntimeEventBatch rest = runtime.readEvents(first.cursor(), 256);
        RuntimeEventBatch none = runtime.readEvents(runtime.eventCursorNow(), 256);
        RuntimeEventBatch zero = runtime.readEvents(first.cursor(), 0);

        assertThat(first.events()).extracting(RuntimeEvent::id).containsExactly(1L, 2L);
        assertThat(first.hasMore()).isTrue();
        assertThat(rest.events()).extracting(RuntimeEvent::id).containsExactly(3L);
        assertThat(rest.hasMore()).isFalse();
        assertThat(none.events()).isEmpty();
        assertThat(none.cursor()).isEqualTo(runtime.eventCursorNow());
        assertThat(zero.cursor()).isEqualTo(first.cursor());
        assertThat(zero.hasMore()).isTrue();
        assertThat(refusal(() -> runtime.readEvents(new EventCursor("rt-2", 1), 999)))
                .isEqualTo(RuntimeError.WRONG_RUNTIME_CURSOR);
        assertThat(refusal(() -> runtime.readEvents(runtime.eventCursorNow(), 257)))
                .isEqualTo(RuntimeError.LIMIT_TOO_LARGE);
    }
}
