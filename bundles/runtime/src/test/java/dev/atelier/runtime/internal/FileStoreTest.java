package dev.atelier.runtime.internal;

import static dev.atelier.runtime.internal.Workers.PLAIN;
import static dev.atelier.runtime.internal.Workers.refusal;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.atelier.runtime.api.ConfigBundle;
import dev.atelier.runtime.api.EventCursor;
import dev.atelier.runtime.api.ProfileSelector;
import dev.atelier.runtime.api.RuntimeBackendKind;
import dev.atelier.runtime.api.RuntimeDiagnostic;
import dev.atelier.runtime.api.RuntimeError;
import dev.atelier.runtime.api.RuntimeEvent;
import dev.atelier.runtime.api.RuntimeOptions;
import dev.atelier.runtime.api.RuntimeStatus;
import dev.atelier.runtime.api.TranscriptEntry;
import dev.atelier.runtime.api.WorkerDetail;
import dev.atelier.runtime.api.WorkerInput;
import dev.atelier.runtime.api.WorkerRef;
import dev.atelier.runtime.api.WorkerRuntime;
import dev.atelier.runtime.api.WorkerStatus;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class FileStoreTest {
    private static final String ID = "rt:local 1";
    private static final WorkerRef ONE = new WorkerRef(ID, "worker-00000001");
    private static final WorkerRef TWO = new WorkerRef(ID, "worker-00000002");

    private Path root;

    private final FullDisk disk = new FullDisk();

    FileStoreTest(@TempDir Path root) {
        this.root = root;
    }

    private WorkerRuntime open() {
        return new LocalRuntimes(disk)
                .open(RuntimeOptions.memory().withRuntimeId(ID).withStoreRoot(root));
    }

    private StoreLayout layout() {
        return StoreLayout.of(root, ID);
    }

    private Path transcript(WorkerRef worker) {
        return StoreLayout.transcript(layout().worker(worker));
    }

    /** A store with two Workers, one of them stopped, and a bundle. */
    private void populate() {
        try (WorkerRuntime runtime = open()) {
            ConfigBundle bundle = Bundles.of("kept", ProfileSelector.runtimeDefault());
            runtime.storeConfigBundle(bundle);
            runtime.createWorker(PLAIN);
            runtime.createWorker(PLAIN.withConfigBundle(bundle.reference()));
            runtime.sendInput(ONE, WorkerInput.user("first \uD83D\uDE00"));
            runtime.sendInput(ONE, WorkerInput.system("second"));
            runtime.stopWorker(TWO, "done");
        }
    }

    private static List<Object> picture(WorkerRuntime runtime) {
        List<Object> picture = new ArrayList<>();
        picture.add(runtime.summary());
        picture.add(runtime.diagnostics());
        picture.add(runtime.listConfigBundles());
        picture.add(runtime.readEvents(new EventCursor(ID, 1), 256));
        for (WorkerRef worker : List.of(ONE, TWO)) {
            picture.add(runtime.workerDetail(worker));
            picture.add(runtime.transcript(worker, 0, 256));
        }
        return picture;
    }

    private static Map<String, String> tree(Path folder) {
        Map<String, String> files = new TreeMap<>();
        try (Stream<Path> all = Files.walk(folder)) {
            for (Path file : all.filter(Files::isRegularFile)
                    .filter(file -> !file.endsWith("lock"))
                    .toList()) {
                files.put(folder.relativize(file).toString(), Files.readString(file));
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return files;
    }

    @Test
    void encodesIdsAsHexOfTheirBytes() {
        assertThat(StoreLayout.encoded("embedded-worker-runtime"))
                .isEqualTo("id-656d6265646465642d776f726b65722d72756e74696d65");
        assertThat(StoreLayout.encoded("worker-00000001")).isEqualTo("id-776f726b65722d3030303030303031");
    }

    @Test
    void bringsEverythingBackAndGoesOnCounting() {
        List<Object> before;
        try (WorkerRuntime runtime = open()) {
            runtime.storeConfigBundle(Bundles.of("kept"));
            runtime.createWorker(PLAIN);
            runtime.createWorker(PLAIN);
            runtime.sendInput(ONE, WorkerInput.user("first"));
            runtime.stopWorker(TWO, "done");
            before = picture(runtime);
        }

        try (WorkerRuntime again = open()) {
            assertThat(picture(again)).isEqualTo(before);
            assertThat(again.summary().backend()).isEqualTo(RuntimeBackendKind.FS_STORE);
            WorkerDetail next = again.createWorker(PLAIN);
            assertThat(next.workerRef().workerId()).isEqualTo("worker-00000003");
            assertThat(next.lastEventId()).isEqualTo(6);
            assertThat(again.sendInput(ONE, WorkerInput.system("third")).transcriptSequence())
                    .isEqualTo(3);
            assertThat(refusal(() -> again.sendInput(TWO, WorkerInput.user("x"))))
                    .isEqualTo(RuntimeError.INVALID_REQUEST);
        }
    }

    @Test
    void writesTheFilesOfTheLayout() throws IOException {
        populate();

        String runtime = Files.readString(layout().runtime());
        List<String> events = Files.readAllLines(layout().events());
        assertThat(runtime).startsWith("{\n").endsWith("}\n").contains("\"display_name\" : null");
        assertThat(events).hasSize(6);
        assertThat(events.get(0))
                .isEqualTo("{\"id\":1,\"kind\":{\"kind\":\"runtime_started\"},\"message\":\"runtime started\"}");
        assertThat(Files.readAllLines(transcript(ONE))).hasSize(3);
        assertThat(transcript(TWO)).isEmptyFile();
        assertThat(tree(root).keySet()).noneMatch(name -> name.contains(".tmp-"));
    }

    @Test
    void reopensAStoppedRuntimeAsAStoppedOne() {
        try (WorkerRuntime runtime = open()) {
            runtime.createWorker(PLAIN);
            runtime.stopRuntime();
        }

        try (WorkerRuntime again = open()) {
            assertThat(again.status()).isEqualTo(RuntimeStatus.STOPPED);
            assertThat(again.workerDetail(ONE).status()).isEqualTo(WorkerStatus.STOPPED);
        }
    }

    @Test
    void keepsTheNameAndTheLimitsUnlessOthersAreGiven() {
        RuntimeOptions plain = RuntimeOptions.memory().withRuntimeId(ID).withStoreRoot(root);
        LocalRuntimes runtimes = new LocalRuntimes();

        runtimes.open(plain.withDisplayName("first").withLimits(40L, null)).close();
        runtimes.open(plain.withLimits(null, 7L)).close();

        try (WorkerRuntime last = runtimes.open(plain)) {
            assertThat(last.summary().displayName()).isEqualTo("first");
            assertThat(last.summary().limits().maxTranscriptProjectionItems()).isEqualTo(40);
            assertThat(last.summary().limits().maxEventBatchItems()).isEqualTo(7);
        }
    }

    @Test
    void isOpenOnceAtATime() {
        try (WorkerRuntime runtime = open()) {
            assertThat(refusal(this::open)).isEqualTo(RuntimeError.STORE_IO);
            runtime.createWorker(PLAIN);
        }
        open().close();
    }

    /** Damages a store. */
    private interface Damage {
        void to(FileStoreTest store) throws IOException;
    }

    private static void edit(Path file, String from, String to) throws IOException {
        String text = Files.readString(file);
        assertThat(text).contains(from);
        Files.writeString(file, text.replace(from, to));
    }

    private static void append(Path file, String text) throws IOException {
        Files.writeString(file, text, StandardOpenOption.APPEND);
    }

    private Path worker(WorkerRef ref) {
        return StoreLayout.snapshot(layout().worker(ref));
    }

    @Test
    void refusesADamagedOrIncompleteStoreAsAWholeAndWritesNothing() throws IOException {
        Map<Damage, RuntimeError> rows = new LinkedHashMap<>();
        RuntimeError corrupt = RuntimeError.STORE_CORRUPT;
        RuntimeError missing = RuntimeError.STORE_MISSING;
        rows.put(s -> Files.writeString(s.layout().runtime(), "not json"), corrupt);
        rows.put(s -> edit(s.layout().runtime(), "\"schema_version\" : 1", "\"schema_version\" : 2"), corrupt);
        rows.put(s -> edit(s.layout().runtime(), "fs_store", "memory"), corrupt);
        rows.put(s -> edit(s.layout().runtime(), ID, "rt-other"), corrupt);
        rows.put(s -> edit(s.layout().runtime(), "\"next_event_id\"", "\"next_\""), corrupt);
        rows.put(s -> edit(s.layout().runtime(), "\"status\" : \"running\"", "\"status\" : \"asleep\""), corrupt);
        rows.put(s -> edit(s.layout().runtime(), "\"kept\" : {", "\"other\" : {"), corrupt);
        rows.put(s -> Files.delete(s.layout().runtime()), missing);
        rows.put(s -> Files.delete(s.layout().events()), missing);
        rows.put(s -> append(s.layout().events(), "{\"id\":\n"), corrupt);
        rows.put(
                s -> append(
                        s.layout().events(),
                        "{\"id\":1,\"id\":2,\"kind\":{\"kind\":\"runtime_started\"},\"message\":\"\"}\n"),
                corrupt);
        rows.put(s -> Files.delete(s.worker(ONE)), missing);
        rows.put(s -> Files.delete(s.transcript(ONE)), missing);
        rows.put(
                s -> edit(
                        s.worker(ONE),
                        "\"worker_id\" : \"worker-00000001\",\n  \"status\"",
                        "\"worker_id\" : \"x\",\n  \"status\""),
                corrupt);
        rows.put(s -> edit(s.worker(ONE), ID, "rt-other"), corrupt);
        rows.put(s -> edit(s.worker(ONE), "\"schema_version\" : 1", "\"schema_version\" : \"1\""), corrupt);
        rows.put(s -> edit(s.worker(ONE), "worker-00000001", "worker-00000002"), corrupt);
        rows.put(s -> edit(s.transcript(ONE), "worker-00000001", "worker-00000002"), corrupt);
        rows.put(s -> edit(s.transcript(ONE), ID, "rt-other"), RuntimeError.WRONG_RUNTIME);
        rows.put(s -> edit(s.transcript(ONE), "\"role\":\"system\"", "\"role\":\"poet\""), corrupt);
        rows.put(s -> Files.writeString(s.layout().workers().resolve("notes.txt"), "x"), corrupt);
        rows.put(
                s -> {
                    Path copy = Files.createDirectory(s.layout().workers().resolve("id-00"));
                    Files.copy(s.worker(ONE), StoreLayout.snapshot(copy));
                    Files.copy(s.transcript(ONE), StoreLayout.transcript(copy));
                },
                corrupt);
        Path home = root;
        int number = 0;
        for (Map.Entry<Damage, RuntimeError> row : rows.entrySet()) {
            root = Files.createDirectory(home.resolve("row-" + number));
            populate();
            row.getKey().to(this);
            Map<String, String> before = tree(root);

            assertThat(refusal(this::open)).as("row %s", number).isEqualTo(row.getValue());
            assertThat(tree(root)).as("row %s", number).isEqualTo(before);
            number++;
        }
    }

    @Test
    void refusesAFileInThePlaceOfAFolder() throws IOException {
        Files.createDirectories(root.resolve("runtimes"));
        Files.writeString(layout().folder(), "x");
        assertThat(refusal(this::open)).isEqualTo(RuntimeError.STORE_CORRUPT);

        Files.delete(layout().folder());
        Files.createDirectory(layout().folder());
        Files.writeString(layout().workers(), "x");
        assertThat(refusal(this::open)).isEqualTo(RuntimeError.STORE_CORRUPT);
    }

    @Test
    void namesTheLineButNoPathInARefusal() throws IOException {
        populate();
        append(layout().events(), "\n\nnonsense\n");

        assertThat(org.assertj.core.api.Assertions.catchThrowable(this::open))
                .hasMessageContaining("line 9")
                .hasMessageNotContaining(root.toString());
    }

    @Test
    void takesLeftoversOfACrashForWhatTheyAre() throws IOException {
        populate();
        Files.createDirectory(layout().worker(new WorkerRef(ID, "worker-00000003")));
        Path half = Files.createDirectory(layout().workers().resolve(".id-00.tmp-1-1"));
        Files.writeString(half.resolve("worker.json"), "{");
        Files.writeString(layout().folder().resolve(".runtime.json.tmp-1-2"), "{");

        try (WorkerRuntime again = open()) {
            assertThat(again.listWorkers()).hasSize(2);
            assertThat(again.diagnostics()).extracting(RuntimeDiagnostic::code).contains("store.leftover_ignored");
            assertThat(again.createWorker(PLAIN).workerRef().workerId()).isEqualTo("worker-00000003");
        }
    }

    @Test
    void beginsAnewWhereARuntimeNeverBegan() throws IOException {
        Files.createDirectories(layout().workers());
        Files.createFile(layout().events());

        try (WorkerRuntime runtime = open()) {
            assertThat(runtime.createWorker(PLAIN).lastEventId()).isEqualTo(2);
        }
    }

    @Test
    void takesANewlineForTheMarkOfARecordWhereverTheFileBreaksOff() throws IOException {
        populate();
        byte[] whole = Files.readAllBytes(transcript(ONE));
        int lines = 0;
        for (int length = 0; length <= whole.length; length++) {
            lines += length > 0 && whole[length - 1] == '\n' ? 1 : 0;
            boolean torn = length > 0 && whole[length - 1] != '\n';
            Lines<TranscriptEntry> read = read(java.util.Arrays.copyOf(whole, length));

            assertThat(read.records()).hasSize(lines);
            assertThat(read.partial()).isEqualTo(torn);
        }
    }

    private Lines<TranscriptEntry> read(byte[] bytes) throws IOException {
        Path file = Files.write(root.resolve("lines"), bytes);
        try {
            return Lines.read(file, dev.atelier.runtime.api.TranscriptJson::entry);
        } catch (Lines.BadLine e) {
            throw new AssertionError(e);
        }
    }

    @Test
    void discardsATornTailSaysSoAndWritesOverIt() throws IOException {
        populate();
        append(transcript(ONE), "{\"sequence\":4,\"worker_ref\"");
        append(layout().events(), "{\"id\":7");

        try (WorkerRuntime again = open()) {
            assertThat(again.diagnostics())
                    .extracting(RuntimeDiagnostic::code)
                    .filteredOn("store.partial_record_discarded"::equals)
                    .hasSize(2);
            assertThat(Files.readString(transcript(ONE))).endsWith("\"worker_ref\""); // only the next append removes it
            again.sendInput(ONE, WorkerInput.system("fourth"));
        }
        List<String> lines = Files.readAllLines(transcript(ONE));
        assertThat(lines).hasSize(4);
        assertThat(lines.get(3)).contains("\"sequence\":4").contains("fourth");
        try (WorkerRuntime last = open()) {
            assertThat(last.transcript(ONE, 3, 1).items()).hasSize(1);
        }
    }

    @Test
    void takesBackWhatDidNotFitWhateverItWasThatDidNot() throws IOException {
        Path home = root;
        boolean fitted = false;
        for (int room = 0; !fitted; room += 151) {
            root = Files.createDirectory(home.resolve("room-" + room));
            populate();
            try (WorkerRuntime runtime = open()) {
                List<Object> before = picture(runtime);
                Map<String, String> files = tree(root);
                disk.leave(room);
                fitted = fits(runtime);
                disk.leave(Long.MAX_VALUE);
                if (!fitted) {
                    assertThat(picture(runtime)).as("room %s", room).isEqualTo(before);
                    goesOn(runtime, files);
                }
            }
        }
        assertThat(String.valueOf(root.getFileName())).isNotIn("room-0", "room-151", "room-302");
    }

    private boolean fits(WorkerRuntime runtime) {
        try {
            runtime.sendInput(ONE, WorkerInput.user("does it fit?"));
            return true;
        } catch (dev.atelier.runtime.api.RuntimeRefusal e) {
            assertThat(e.error()).isEqualTo(RuntimeError.STORE_IO);
            assertThat(e.getMessage()).doesNotContain(root.toString());
            return false;
        }
    }

    /** The next change leaves no trace of the one that was refused, and gives none of its numbers again. */
    private void goesOn(WorkerRuntime runtime, Map<String, String> files) throws IOException {
        runtime.createWorker(PLAIN);

        String transcript = root.relativize(transcript(ONE)).toString();
        List<Long> ids = ids(runtime);
        assertThat(Files.readString(transcript(ONE))).isEqualTo(files.get(transcript));
        assertThat(ids).isSorted().doesNotHaveDuplicates().last().isEqualTo(8L);
        assertThat(Files.readAllLines(layout().events())).hasSize(ids.size());
        assertThat(runtime.diagnostics()).extracting(RuntimeDiagnostic::code).contains("store.write_failed");
    }

    private static List<Long> ids(WorkerRuntime runtime) {
        return runtime.readEvents(new EventCursor(ID, 1), 256).events().stream()
                .map(RuntimeEvent::id)
                .toList();
    }

    @Test
    void leavesNoWorkerThatWasRefused() {
        List<WorkerRef> expected;
        try (WorkerRuntime runtime = open()) {
            for (int room = 0; room < 3000; room += 131) {
                disk.leave(room);
                try {
                    runtime.createWorker(PLAIN);
                    disk.leave(Long.MAX_VALUE);
                    break;
                } catch (dev.atelier.runtime.api.RuntimeRefusal e) {
                    assertThat(runtime.listWorkers()).isEmpty();
                }
                disk.leave(Long.MAX_VALUE);
            }
            WorkerRef kept = runtime.createWorker(PLAIN).workerRef();
            List<WorkerRef> all = runtime.listWorkers().stream()
                    .map(dev.atelier.runtime.api.WorkerSummary::workerRef)
                    .toList();
            assertThat(all).contains(kept);
            expected = all;
        }
        try (WorkerRuntime again = open()) {
            assertThat(again.listWorkers())
                    .extracting(dev.atelier.runtime.api.WorkerSummary::workerRef)
                    .isEqualTo(expected);
        }
    }

    @Test
    void refusesToBeginOnAFullDiskAndBeginsOnceThereIsRoom() {
        disk.leave(10);
        assertThat(refusal(this::open)).isEqualTo(RuntimeError.STORE_IO);

        disk.leave(Long.MAX_VALUE);
        try (WorkerRuntime runtime = open()) {
            assertThat(runtime.createWorker(PLAIN).workerRef()).isEqualTo(ONE);
        }
    }

    @Test
    void readsTextsAsTheyWereWritten() {
        String strange = "\u0000\u2028\uD83D\uDE00\\\"\n";
        try (WorkerRuntime runtime = open()) {
            runtime.createWorker(PLAIN);
            runtime.sendInput(ONE, WorkerInput.system("x" + strange));
        }
        try (WorkerRuntime again = open()) {
            assertThat(again.transcript(ONE, 0, 1).items().get(0).content().getBytes(UTF_8))
                    .isEqualTo(("x" + strange).getBytes(UTF_8));
        }
    }
}
