package dev.atelier.runtime.internal;

import dev.atelier.runtime.api.WorkerRef;
import java.nio.file.Path;
import java.util.HexFormat;

/** Where the files of one runtime lie. Ids are never file names: they may hold anything. */
record StoreLayout(Path folder) {
    static StoreLayout of(Path root, String runtimeId) {
        return new StoreLayout(root.resolve("runtimes").resolve(encoded(runtimeId)));
    }

    static String encoded(String id) {
        return "id-" + HexFormat.of().formatHex(Texts.bytes(id));
    }

    Path runtime() {
        return folder.resolve("runtime.json");
    }

    Path events() {
        return folder.resolve("events.jsonl");
    }

    Path lock() {
        return folder.resolve("lock");
    }

    Path workers() {
        return folder.resolve("workers");
    }

    Path worker(WorkerRef ref) {
        return workers().resolve(encoded(ref.workerId()));
    }

    static Path snapshot(Path worker) {
        return worker.resolve("worker.json");
    }

    static Path transcript(Path worker) {
        return worker.resolve("transcript.jsonl");
    }
}
