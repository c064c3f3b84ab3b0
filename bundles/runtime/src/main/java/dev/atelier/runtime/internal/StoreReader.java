package dev.atelier.runtime.internal;

import dev.atelier.runtime.api.MalformedRuntimeJson;
import dev.atelier.runtime.api.RuntimeError;
import dev.atelier.runtime.api.RuntimeEvent;
import dev.atelier.runtime.api.RuntimeJson;
import dev.atelier.runtime.api.RuntimeRefusal;
import dev.atelier.runtime.api.TranscriptEntry;
import dev.atelier.runtime.api.TranscriptJson;
import dev.atelier.runtime.api.WorkerRef;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Reads a whole store and believes nothing: what is damaged or missing refuses all of it, and nothing is written. What a
 * crash leaves behind is no damage and becomes a remark. Messages of refusals name no path; the log does.
 */
final class StoreReader {
    private static final String LEFTOVER = "store.leftover_ignored";
    private static final Logger LOG = LoggerFactory.getLogger(StoreReader.class);

    private final StoreLayout layout;
    private final String runtimeId;
    private final List<Loaded.Remark> remarks = new ArrayList<>();
    /** Folders of Workers that were deleted. */
    private final Map<Path, WorkerRef> gone = new HashMap<>();
    /** How much of each file of records counts. */
    private final Map<Path, Long> committed = new HashMap<>();

    StoreReader(StoreLayout layout, String runtimeId) {
        this.layout = layout;
        this.runtimeId = runtimeId;
    }

    Map<Path, Long> committed() {
        return committed;
    }

    /** Those whose folder is still there. */
    List<WorkerRef> deleted() {
        return gone.entrySet().stream()
                .filter(each -> Files.exists(each.getKey()))
                .map(Map.Entry::getValue)
                .toList();
    }

    List<Loaded.Remark> remarks() {
        return remarks;
    }

    /** Null when there is no runtime yet. */
    @Nullable
    Loaded read() throws IOException {
        if (Files.exists(layout.workers()) && !Files.isDirectory(layout.workers())) {
            throw corrupt(layout.workers(), "workers is no folder");
        }
        if (isFresh()) {
            return null;
        }
        RuntimeSnapshot runtime = parsed(
                layout.runtime(),
                present(layout.runtime(), "runtime.json"),
                node -> StoreJson.runtime(node, runtimeId));
        present(layout.events(), "events.jsonl");
        if (!Files.exists(layout.workers())) {
            throw missing(layout.workers(), "workers");
        }
        List<RuntimeEvent> events =
                lines(layout.events(), "events.jsonl", RuntimeJson::event).records();
        Map<WorkerRef, Long> newest = newest(events);
        return new Loaded(runtime, workers(newest), events, remarks);
    }

    /** The newest event of each Worker, which its snapshot may not know yet, and which of them are gone. */
    private Map<WorkerRef, Long> newest(List<RuntimeEvent> events) {
        Map<WorkerRef, Long> newest = new HashMap<>();
        for (RuntimeEvent event : events) {
            WorkerRef worker = event.workerRef();
            if (worker != null) {
                newest.merge(worker, event.id(), Math::max);
                if (event.kind() == RuntimeEvent.Kind.WORKER_DELETED) {
                    gone.put(layout.worker(worker), worker);
                }
            }
        }
        return newest;
    }

    /** Nothing that was ever acknowledged: a runtime begins with its snapshot. */
    private boolean isFresh() throws IOException {
        if (Files.exists(layout.runtime()) || hasWorkers()) {
            return false;
        }
        boolean events = Files.exists(layout.events());
        if (events && Files.size(layout.events()) > 0) {
            return false;
        }
        boolean leftover;
        try (Stream<Path> files = Files.list(layout.folder())) {
            leftover = files.anyMatch(file -> !file.equals(layout.lock()));
        }
        if (leftover) {
            remarks.add(new Loaded.Remark(LEFTOVER, "what was left of a runtime that never began was ignored"));
        }
        return true;
    }

    private boolean hasWorkers() throws IOException {
        if (!Files.exists(layout.workers())) {
            return false;
        }
        try (Stream<Path> entries = Files.list(layout.workers())) {
            for (Path entry : entries.toList()) {
                if (!isTemporary(entry) && !isLeftover(entry)) {
                    return true;
                }
            }
        }
        return false;
    }

    private List<Loaded.Worker> workers(Map<WorkerRef, Long> newest) throws IOException {
        List<Loaded.Worker> workers = new ArrayList<>();
        try (Stream<Path> entries = Files.list(layout.workers())) {
            // Between its event and the end of its folder the process of a deleted Worker may have ended.
            for (Path entry :
                    entries.filter(each -> !gone.containsKey(each)).sorted().toList()) {
                if (isTemporary(entry)) {
                    remark("a Worker that was never created was ignored");
                } else if (!Files.isDirectory(entry, LinkOption.NOFOLLOW_LINKS)) {
                    throw corrupt(entry, "something in workers is no folder");
                } else if (isLeftover(entry)) {
                    remark("an empty folder of a Worker was ignored");
                } else {
                    workers.add(worker(entry, newest));
                }
            }
        }
        return workers;
    }

    private Loaded.Worker worker(Path folder, Map<WorkerRef, Long> newest) throws IOException {
        Path file = StoreLayout.snapshot(folder);
        WorkerSnapshot snapshot =
                parsed(file, present(file, "worker.json"), document -> StoreJson.worker(document, runtimeId));
        WorkerRef ref = snapshot.ref();
        // Whatever is appended goes to the folder of the id, so a snapshot in any other cannot be right.
        if (!folder.equals(layout.worker(ref))) {
            throw corrupt(file, "worker.json lies in the folder of another Worker");
        }
        Path transcript = present(StoreLayout.transcript(folder), "transcript.jsonl");
        List<TranscriptEntry> entries =
                lines(transcript, "transcript.jsonl", TranscriptJson::entry).records();
        long next = 1;
        for (TranscriptEntry entry : entries) {
            if (!entry.workerRef().runtimeId().equals(runtimeId)) {
                LOG.atError().addKeyValue("file", transcript).log("transcript of another runtime");
                throw new RuntimeRefusal(
                        RuntimeError.WRONG_RUNTIME, "the store holds a transcript entry of another runtime");
            }
            if (!entry.workerRef().equals(ref)) {
                throw corrupt(transcript, "transcript.jsonl holds an entry of another Worker");
            }
            next = Math.max(next, entry.sequence() + 1);
        }
        // An entry that was never written leaves the counter ahead; nobody saw it, so there need be no gap.
        long event = Math.max(snapshot.lastEventId(), newest.getOrDefault(ref, 0L));
        return new Loaded.Worker(snapshot.withNextSequence(next).withEvent(event), entries);
    }

    private <T> Lines<T> lines(Path file, String name, Lines.Reader<T> reader) throws IOException {
        try {
            Lines<T> lines = Lines.read(file, reader);
            committed.put(file, lines.committed());
            if (lines.partial()) {
                remarks.add(new Loaded.Remark(
                        "store.partial_record_discarded", "the unfinished last line of " + name + " was discarded"));
            }
            return lines;
        } catch (Lines.BadLine e) {
            throw corrupt(file, name + " cannot be read: " + e.getMessage());
        }
    }

    /** Makes something of a document. */
    @FunctionalInterface
    private interface Parser<T> {
        T parse(byte[] document) throws MalformedRuntimeJson;
    }

    private static <T> T parsed(Path file, Path present, Parser<T> parser) throws IOException {
        try {
            return parser.parse(Files.readAllBytes(present));
        } catch (MalformedRuntimeJson e) {
            throw corrupt(file, name(file) + " cannot be read: " + e.getMessage());
        }
    }

    private static Path present(Path file, String name) {
        if (!Files.exists(file)) {
            throw missing(file, name);
        }
        if (!Files.isRegularFile(file)) {
            throw corrupt(file, name + " is no file");
        }
        return file;
    }

    private void remark(String message) {
        remarks.add(new Loaded.Remark(LEFTOVER, message));
    }

    private static boolean isTemporary(Path entry) {
        return name(entry).startsWith(".") && name(entry).contains(Disk.TEMPORARY);
    }

    private static boolean isLeftover(Path entry) throws IOException {
        if (!Files.isDirectory(entry, LinkOption.NOFOLLOW_LINKS)) {
            return false;
        }
        try (Stream<Path> files = Files.list(entry)) {
            return files.allMatch(StoreReader::isTemporary);
        }
    }

    private static String name(Path file) {
        return String.valueOf(file.getFileName());
    }

    static RuntimeRefusal corrupt(Path file, String message) {
        LOG.atError().addKeyValue("file", file).log("store is damaged");
        return new RuntimeRefusal(RuntimeError.STORE_CORRUPT, "the store is damaged: " + message);
    }

    private static RuntimeRefusal missing(Path file, String name) {
        LOG.atError().addKeyValue("file", file).log("store is incomplete");
        return new RuntimeRefusal(RuntimeError.STORE_MISSING, "the store is incomplete: " + name + " is missing");
    }
}
