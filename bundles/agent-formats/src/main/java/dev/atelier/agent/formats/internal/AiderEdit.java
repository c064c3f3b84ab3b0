package dev.atelier.agent.formats.internal;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.atelier.common.api.Json;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** An edit block while its lines come in. */
final class AiderEdit {
    /** In characters; nobody edits by longer blocks, and what is held has to end somewhere. */
    private static final long LONGEST = 8 << 20;

    private final List<String> lines = new ArrayList<>();
    private final List<String> search = new ArrayList<>();
    private final List<String> replace = new ArrayList<>();
    private final @Nullable String path;
    private boolean replacing;
    private long length;

    /** @param intro the lines before it that belong to it */
    AiderEdit(List<String> intro, String opening, @Nullable String path) {
        lines.addAll(intro);
        lines.add(opening);
        this.path = path;
    }

    /** Whether the block is complete with this line. */
    boolean add(String line) {
        lines.add(line);
        length += line.length() + 1;
        if (replacing && AiderLine.replace(line.stripTrailing())) {
            return true;
        }
        if (!replacing && AiderLine.divider(line.stripTrailing())) {
            replacing = true;
        } else {
            (replacing ? replace : search).add(line);
        }
        return false;
    }

    boolean tooLong() {
        return length > LONGEST;
    }

    @Nullable
    String path() {
        return path;
    }

    ObjectNode input() {
        ObjectNode input = Json.object();
        if (path != null) {
            input.put("path", path);
        }
        return input.put("search", String.join("\n", search)).put("replace", String.join("\n", replace));
    }

    /** All of it as it was printed. */
    String text() {
        return String.join("\n", lines);
    }
}
