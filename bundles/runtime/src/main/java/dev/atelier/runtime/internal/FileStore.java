package dev.atelier.runtime.internal;

import dev.atelier.common.api.AtomicFiles;
import dev.atelier.runtime.api.RuntimeBackendKind;
import dev.atelier.runtime.api.RuntimeError;
import dev.atelier.runtime.api.RuntimeRefusal;
import dev.atelier.runtime.api.TranscriptEntry;
import dev.atelier.runtime.api.WorkerRef;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Files of one runtime: snapshots that are replaced, records that are appended. Counters are written first, so a crash
 * may leave a gap but never something twice; those that the records tell are not written at all ({@link Told}). What a failed change has written is taken back; what cannot be taken back at
 * once is a debt, and until it is paid nothing else is written.
 */
final class FileStore implements RuntimeStore {
    private static final Logger LOG = LoggerFactory.getLogger(FileStore.class);
    private static final Duration CATCH_UP = Duration.ofSeconds(1);

    private final StoreLayout layout;
    private final Disk disk;
    private final StoreLock lock;
    private final Map<Path, Long> committed;
    private final Map<WorkerRef, WorkerSnapshot> workers = new HashMap<>();
    /** Those whose snapshot on disk is older than what the records beside it tell. */
    private final Set<WorkerRef> behind = new LinkedHashSet<>();

    private final List<Undo> debts = new ArrayList<>();
    private @Nullable RuntimeSnapshot runtime;
    private boolean runtimeBehind;

    /** Takes one step of a change back. */
    @FunctionalInterface
    private interface Undo {
        void run() throws IOException;
    }

    /**
     * A store, and what it knew.
     *
     * @param loaded null when the runtime is a new one; it exists with the first change
     */
    record Opened(FileStore store, @Nullable Loaded loaded, List<Loaded.Remark> remarks) {}

    private FileStore(StoreLayout layout, Disk disk, StoreLock lock, Map<Path, Long> committed) {
        this.layout = layout;
        this.disk = disk;
        this.lock = lock;
        this.committed = new HashMap<>(committed);
    }

    /** @throws RuntimeRefusal with a {@code store_…} code, or {@code wrong_runtime} */
    static Opened open(Path root, String runtimeId, Disk disk) {
        StoreLayout layout = StoreLayout.of(root, runtimeId);
        if (Files.exists(layout.folder()) && !Files.isDirectory(layout.folder())) {
            throw StoreReader.corrupt(layout.folder(), "the place of the runtime is no folder");
        }
        StoreLock lock = locked(layout);
        boolean opened = false;
        try {
            StoreReader reader = new StoreReader(layout, runtimeId);
            Loaded loaded = reader.read();
            FileStore store = new FileStore(layout, disk, lock, reader.committed());
            if (loaded != null) {
                store.runtime = loaded.runtime();
                loaded.workers()
                        .forEach(worker -> store.workers.put(worker.snapshot().ref(), worker.snapshot()));
            }
            reader.deleted().forEach(store::delete);
            opened = true;
            return new Opened(store, loaded, reader.remarks());
        } catch (IOException | UncheckedIOException e) {
            throw unreadable(layout, e);
        } finally {
            if (!opened) {
                release(lock);
            }
        }
    }

    private static StoreLock locked(StoreLayout layout) {
        try {
            if (!Files.exists(layout.folder())) {
                Files.createDirectories(layout.folder());
                AtomicFiles.ownerOnlyFolder(layout.folder()); // what is said to Workers is nobody else's business
            }
            return StoreLock.take(layout.lock());
        } catch (IOException | UncheckedIOException e) {
            throw unreadable(layout, e);
        }
    }

    private static RuntimeRefusal unreadable(StoreLayout layout, Exception e) {
        LOG.atError().addKeyValue("folder", layout.folder()).setCause(e).log("store does not open");
        return new RuntimeRefusal(
                RuntimeError.STORE_IO, "the store does not open: it is in use by another process or cannot be read", e);
    }

    @Override
    public RuntimeBackendKind kind() {
        return RuntimeBackendKind.FS_STORE;
    }

    @Override
    public void commit(Change change) throws IOException {
        payDebts();
        List<Undo> done = new ArrayList<>();
        Map<Path, Long> lengths = new HashMap<>();
        try {
            write(change, done, lengths);
        } catch (IOException | RuntimeException e) {
            takeBack(done);
            throw e;
        }
        committed.putAll(lengths);
        if (change.runtime() != null) {
            runtimeBehind = isTold(change.runtime(), change);
            runtime = change.runtime();
        }
        for (WorkerSnapshot worker : change.workers()) {
            if (isTold(worker, change)) {
                behind.add(worker.ref());
            } else {
                behind.remove(worker.ref());
            }
            workers.put(worker.ref(), worker);
        }
        change.deleted().forEach(this::delete);
    }

    /** Its event has been written: should the folder stay now, the next start takes it away. */
    private void delete(WorkerRef worker) {
        workers.remove(worker);
        behind.remove(worker);
        Path folder = layout.worker(worker);
        committed.remove(StoreLayout.transcript(folder));
        try {
            disk.deleteFolder(folder);
        } catch (IOException e) {
            LOG.atWarn().addKeyValue("folder", folder).setCause(e).log("folder of a deleted Worker stays");
        }
    }

    private boolean isTold(RuntimeSnapshot next, Change change) {
        RuntimeSnapshot known = runtime;
        return known != null && Told.of(known, next, change.events());
    }

    private boolean isTold(WorkerSnapshot next, Change change) {
        WorkerSnapshot known = workers.get(next.ref());
        return known != null && Told.of(known, next, change);
    }

    private void write(Change change, List<Undo> done, Map<Path, Long> lengths) throws IOException {
        if (change.runtime() != null && !isTold(change.runtime(), change)) {
            writeRuntime(change.runtime(), done);
        }
        for (WorkerSnapshot worker : change.workers()) {
            if (!isTold(worker, change)) {
                writeWorker(worker, done, lengths);
            }
        }
        if (!change.events().isEmpty()) {
            append(layout.events(), StoreJson.events(change.events()), done, lengths);
        }
        Map<WorkerRef, List<TranscriptEntry>> byWorker = new HashMap<>();
        change.entries().forEach(entry -> byWorker.computeIfAbsent(entry.workerRef(), ref -> new ArrayList<>())
                .add(entry));
        for (Map.Entry<WorkerRef, List<TranscriptEntry>> each : byWorker.entrySet()) {
            Path transcript = StoreLayout.transcript(layout.worker(each.getKey()));
            append(transcript, StoreJson.entries(each.getValue()), done, lengths);
        }
    }

    private void writeRuntime(RuntimeSnapshot next, List<Undo> done) throws IOException {
        RuntimeSnapshot before = runtime;
        if (before == null) {
            // The snapshot is what makes a runtime of the folder, so everything it needs is there before it.
            Files.createDirectories(layout.workers());
            disk.touch(layout.events());
            disk.truncate(layout.events(), 0);
            done.add(() -> Files.deleteIfExists(layout.runtime()));
        } else {
            done.add(() -> disk.replace(layout.runtime(), StoreJson.runtime(before)));
        }
        disk.replace(layout.runtime(), StoreJson.runtime(next));
    }

    private void writeWorker(WorkerSnapshot next, List<Undo> done, Map<Path, Long> lengths) throws IOException {
        Path folder = layout.worker(next.ref());
        WorkerSnapshot before = workers.get(next.ref());
        if (before == null) {
            done.add(() -> disk.deleteFolder(folder));
            createWorker(next, folder);
            lengths.put(StoreLayout.transcript(folder), 0L);
        } else {
            done.add(() -> disk.replace(StoreLayout.snapshot(folder), StoreJson.worker(before)));
            disk.replace(StoreLayout.snapshot(folder), StoreJson.worker(next));
        }
    }

    /** Beside its place first: a Worker with only some of its files would be a damaged one. */
    private void createWorker(WorkerSnapshot worker, Path folder) throws IOException {
        Path prepared = disk.temporary(folder);
        try {
            Files.createDirectory(prepared);
            disk.touch(StoreLayout.transcript(prepared));
            disk.replace(StoreLayout.snapshot(prepared), StoreJson.worker(worker));
            disk.deleteFolder(folder); // what a crash left there
            disk.placeFolder(prepared, folder);
        } finally {
            disk.deleteFolder(prepared);
        }
    }

    private void append(Path file, byte[] records, List<Undo> done, Map<Path, Long> lengths) throws IOException {
        long before = Objects.requireNonNullElse(lengths.get(file), committed.getOrDefault(file, 0L));
        done.add(() -> {
            if (Files.exists(file)) {
                disk.truncate(file, before);
            }
        });
        lengths.put(file, disk.append(file, before, records));
    }

    private void takeBack(List<Undo> done) {
        for (int i = done.size() - 1; i >= 0; i--) {
            debts.add(done.get(i));
        }
        try {
            payDebts();
        } catch (IOException e) {
            LOG.atWarn().addKeyValue("steps", debts.size()).setCause(e).log("a failed change is not taken back yet");
        }
    }

    private void payDebts() throws IOException {
        while (!debts.isEmpty()) {
            debts.get(0).run();
            debts.remove(0);
        }
    }

    @Override
    public void close() {
        catchUp();
        release(lock);
    }

    /** For whoever reads the snapshots alone; a process that is killed leaves it to the records. */
    private void catchUp() {
        long deadline = System.nanoTime() + CATCH_UP.toNanos();
        RuntimeSnapshot known = runtime;
        try {
            payDebts();
            if (runtimeBehind && known != null) {
                disk.replace(layout.runtime(), StoreJson.runtime(known));
            }
            for (WorkerRef ref : behind) {
                if (System.nanoTime() - deadline > 0) {
                    break;
                }
                WorkerSnapshot worker = Objects.requireNonNull(workers.get(ref));
                disk.replace(StoreLayout.snapshot(layout.worker(ref)), StoreJson.worker(worker));
            }
        } catch (IOException e) {
            LOG.atWarn().setCause(e).log("snapshots stay behind their records");
        }
    }

    private static void release(StoreLock lock) {
        try {
            lock.close();
        } catch (IOException e) {
            LOG.atWarn().setCause(e).log("the lock of the store was not released");
        }
    }
}
