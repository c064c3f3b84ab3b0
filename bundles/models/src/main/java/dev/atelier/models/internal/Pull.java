package dev.atelier.models.internal;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.atelier.common.api.Json;
import dev.atelier.downloads.api.DownloadFailed;
import dev.atelier.downloads.api.Downloads;
import dev.atelier.engine.api.ModelSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** The files of one model coming here because somebody asked for them, job or no job. */
final class Pull {
    private final String modelId;
    /** Guarded by this, and so is what they hold. */
    private final List<Part> parts = new ArrayList<>();

    Pull(String modelId) {
        this.modelId = modelId;
    }

    /** How a file, or all of them, stand. */
    enum State {
        RUNNING,
        DONE,
        FAILED,
        CANCELLED;

        String wireName() {
            return name().toLowerCase(Locale.ROOT);
        }
    }

    /** One file. */
    static final class Part {
        private final ModelSource.File file;
        private State state = State.RUNNING;
        private long bytes;
        private long total;
        private Downloads.@Nullable Ticket ticket;
        private @Nullable String code;
        private @Nullable String problem;

        Part(ModelSource.File file) {
            this.file = file;
            this.total = file.approxBytes() == null ? -1 : file.approxBytes();
        }

        ModelSource.File file() {
            return file;
        }
    }

    synchronized void add(ModelSource.File file) {
        parts.add(new Part(file));
    }

    synchronized List<Part> parts() {
        return List.copyOf(parts);
    }

    synchronized void there(Part part, long size) {
        part.state = State.DONE;
        part.bytes = size;
        part.total = size;
    }

    synchronized void under(Part part, Downloads.Ticket ticket) {
        part.ticket = ticket;
    }

    synchronized void at(Part part, long bytes, long total) {
        part.bytes = bytes;
        part.total = total < 0 ? part.total : total;
    }

    synchronized void failed(Part part, String code, String problem) {
        part.state = code.equals(DownloadFailed.CANCELLED) ? State.CANCELLED : State.FAILED;
        part.code = code;
        part.problem = problem;
    }

    void cancel() {
        List<Downloads.Ticket> tickets = new ArrayList<>();
        synchronized (this) {
            for (Part part : parts) {
                if (part.state == State.RUNNING && part.ticket != null) {
                    tickets.add(part.ticket);
                }
            }
        }
        tickets.forEach(Downloads.Ticket::cancel); // they tell us, so not under the lock
    }

    synchronized State state() {
        for (State state : List.of(State.RUNNING, State.FAILED, State.CANCELLED)) {
            if (parts.stream().anyMatch(part -> part.state == state)) {
                return state;
            }
        }
        return State.DONE;
    }

    /** {@code {id, state, bytes, total?, files: [...], error?}}. */
    synchronized ObjectNode json() {
        ObjectNode json = Json.object()
                .put("id", modelId)
                .put("state", state().wireName())
                .put("bytes", parts.stream().mapToLong(part -> part.bytes).sum());
        if (parts.stream().allMatch(part -> part.total >= 0)) {
            json.put("total", parts.stream().mapToLong(part -> part.total).sum());
        }
        ArrayNode files = json.putArray("files");
        for (Part part : parts) {
            ObjectNode file = files.addObject()
                    .put("file", part.file.filename())
                    .put("role", part.file.role().wireName())
                    .put("state", part.state.wireName())
                    .put("bytes", part.bytes);
            if (part.total >= 0) {
                file.put("total", part.total);
            }
            if (part.code != null) {
                ObjectNode error = Json.object().put("code", part.code).put("message", part.problem);
                file.set("error", error);
                if (!json.has("error")) {
                    json.set("error", error);
                }
            }
        }
        return json;
    }
}
