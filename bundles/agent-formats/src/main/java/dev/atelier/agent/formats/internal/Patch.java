package dev.atelier.agent.formats.internal;

import dev.atelier.agent.formats.api.AgentEvent.Change;
import dev.atelier.agent.formats.api.AgentEvent.FileChange;
import java.util.ArrayList;
import java.util.List;

/** Which files a patch in the form of {@code apply_patch} touches. */
final class Patch {
    private static final String ADD = "*** Add File: ";
    private static final String UPDATE = "*** Update File: ";
    private static final String DELETE = "*** Delete File: ";
    private static final String MOVE = "*** Move to: ";

    private Patch() {}

    static List<FileChange> changes(String patch, Paths paths) {
        List<FileChange> changes = new ArrayList<>();
        patch.lines().forEach(line -> {
            if (line.startsWith(ADD)) {
                changes.add(change(paths, line.substring(ADD.length()), Change.CREATE));
            } else if (line.startsWith(UPDATE)) {
                changes.add(change(paths, line.substring(UPDATE.length()), Change.MODIFY));
            } else if (line.startsWith(DELETE)) {
                changes.add(change(paths, line.substring(DELETE.length()), Change.DELETE));
            } else if (line.startsWith(MOVE) && !changes.isEmpty()) {
                FileChange moved = changes.remove(changes.size() - 1);
                String to = paths.shown(line.substring(MOVE.length()).strip());
                changes.add(new FileChange(to, Change.RENAME, moved.path(), null));
            }
        });
        return changes;
    }

    private static FileChange change(Paths paths, String path, Change change) {
        return new FileChange(paths.shown(path.strip()), change, null, null);
    }
}
