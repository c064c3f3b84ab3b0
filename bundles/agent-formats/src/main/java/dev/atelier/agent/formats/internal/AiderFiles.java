package dev.atelier.agent.formats.internal;

import dev.atelier.agent.formats.api.AgentEvent.Change;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Which file aider means, and which of them are new. */
final class AiderFiles {
    private static final int REMEMBERED = 1_000;

    private final Session session;
    private final Set<String> created = new LinkedHashSet<>();
    private @Nullable String last;

    AiderFiles(Session session) {
        this.session = session;
    }

    /** The file of an edit block: named by the line before it, else the one of the block before. */
    @Nullable
    String named(List<String> before) {
        for (int at = before.size() - 1; at >= 0; at--) {
            String line = before.get(at);
            String path = AiderLine.fence(line) ? "" : AiderLine.path(line);
            if (!path.isEmpty()) {
                return session.paths().shown(path);
            }
        }
        return last;
    }

    void edited(@Nullable String path) {
        last = path;
    }

    void creating(String path) {
        if (created.size() < REMEMBERED) {
            created.add(session.paths().shown(path));
        }
    }

    Change applied(String path) {
        return created.remove(session.paths().shown(path)) ? Change.CREATE : Change.MODIFY;
    }
}
