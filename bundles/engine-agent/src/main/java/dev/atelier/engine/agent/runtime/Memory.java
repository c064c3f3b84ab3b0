package dev.atelier.engine.agent.runtime;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.atelier.common.api.AtomicFiles;
import dev.atelier.common.api.Json;
import dev.atelier.engine.agent.git.Order;
import dev.atelier.runtime.api.WorkerRef;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * What has to be known of a Worker to go on with it in another process. Two Workers may have one name, when a runtime
 * keeps nothing; each has files of its own all the same.
 */
final class Memory {
    private final Path folder;

    /**
     * @param task what its files go by
     * @param conversation the agent's own name of it; null as long as there is none
     * @param begun whether there are files to go on with
     */
    record Kept(String task, @Nullable String conversation, boolean begun) {
        static Kept fresh() {
            return new Kept("worker-" + UUID.randomUUID(), null, false);
        }
    }

    Memory(Path folder) {
        this.folder = folder;
    }

    Optional<Kept> of(WorkerRef worker) throws IOException {
        Path file = file(worker);
        if (!Files.exists(file)) {
            return Optional.empty();
        }
        JsonNode kept = Json.parse(Files.readAllBytes(file));
        try {
            return Optional.of(new Kept(
                    Order.checked(kept.path("task").asText()),
                    kept.path("conversation").textValue(),
                    kept.path("begun").asBoolean()));
        } catch (IllegalArgumentException e) {
            throw new IOException("what is kept of a Worker is damaged: " + file, e);
        }
    }

    void keep(WorkerRef worker, Kept kept) throws IOException {
        AtomicFiles.ownerOnlyFolder(folder);
        ObjectNode json = Json.object().put("task", kept.task()).put("begun", kept.begun());
        json.put("conversation", kept.conversation());
        AtomicFiles.write(file(worker), Json.bytes(json));
    }

    void forget(WorkerRef worker) throws IOException {
        Files.deleteIfExists(file(worker));
    }

    private Path file(WorkerRef worker) {
        try {
            byte[] digest = MessageDigest.getInstance("SHA-256")
                    .digest((worker.runtimeId() + "\n" + worker.workerId()).getBytes(StandardCharsets.UTF_8));
            return folder.resolve(HexFormat.of().formatHex(digest).substring(0, 32) + ".json");
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e);
        }
    }
}
