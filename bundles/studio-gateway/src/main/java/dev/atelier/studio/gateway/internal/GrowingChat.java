package dev.atelier.studio.gateway.internal;

import dev.atelier.common.api.Json;
import java.io.IOException;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** A chat that is told while it is made: pieces as they come, and in the end what they were not. */
final class GrowingChat implements StreamedOutlet.Chunks {
    private final String model;
    private final Tools tools;
    private final boolean usage;
    private final StringBuilder told = new StringBuilder();
    private @Nullable Completion head;

    GrowingChat(String model, Tools tools, boolean usage) {
        this.model = model;
        this.tools = tools;
        this.usage = usage;
    }

    /** Whether it becomes a call shows only at its end. */
    @Override
    public boolean early() {
        return tools.none();
    }

    @Override
    public String piece(String jobId, String text) {
        Completion begun = head;
        if (begun == null) {
            begun = new Completion(
                    Completion.id(jobId),
                    Instant.now().getEpochSecond(),
                    model,
                    Json.mapper().nullNode());
            head = begun;
        }
        boolean first = told.length() == 0;
        told.append(text);
        return begun.piece(text, first, usage);
    }

    @Override
    public List<String> of(List<Result> results) throws IOException {
        Completion whole = Completion.of(results.get(0), model, tools);
        Completion begun = head;
        if (begun == null) {
            return whole.chunks(0, usage);
        }
        if (!whole.content().startsWith(told.toString())) {
            // As after a second attempt: what was told cannot be taken back.
            throw Errors.failed(502, "answer_changed", "the answer is another than its beginning was; ask again");
        }
        return new Completion(begun.id(), begun.created(), model, whole.answer()).chunks(told.length(), usage);
    }
}
