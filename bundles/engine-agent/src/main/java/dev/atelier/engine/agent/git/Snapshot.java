package dev.atelier.engine.agent.git;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What an agent has made.
 *
 * @param end the commit of its branch, in the cache as well
 * @param changed since the base, by path
 * @param leftOut folders with a repository of their own in them: they cannot be part of this one
 * @param insertions lines that came
 * @param deletions lines that went
 * @param uncommitted whether changes were left that no commit has
 */
public record Snapshot(
        String base,
        String end,
        List<Change> changed,
        List<String> leftOut,
        int insertions,
        int deletions,
        boolean uncommitted) {
    public Snapshot {
        changed = List.copyOf(changed);
        leftOut = List.copyOf(leftOut);
    }

    public boolean hasChanges() {
        return !changed.isEmpty() || uncommitted;
    }

    /** @param from another path that a renamed file had; null otherwise */
    public record Change(Kind kind, String path, @Nullable String from) {}

    public enum Kind {
        ADDED,
        MODIFIED,
        DELETED,
        RENAMED
    }
}
