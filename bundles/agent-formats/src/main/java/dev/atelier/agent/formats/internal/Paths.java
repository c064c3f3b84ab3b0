package dev.atelier.agent.formats.internal;

import java.util.LinkedHashMap;
import java.util.Map;

/** Paths as events tell them, and which of them the run has had to do with. */
final class Paths {
    private static final int REMEMBERED = 10_000;

    private final String workdir;
    private final Map<String, Boolean> seen = new LinkedHashMap<>() {
        @Override
        protected boolean removeEldestEntry(Map.Entry<String, Boolean> eldest) {
            return size() > REMEMBERED;
        }
    };

    Paths(String workdir) {
        this.workdir = workdir;
    }

    /** Relative to where the agent works; what lies elsewhere stays as it is. */
    String shown(String path) {
        if (path.equals(workdir)) {
            return ".";
        }
        String below = path.startsWith(workdir + "/") ? path.substring(workdir.length() + 1) : path;
        return below.startsWith("./") ? below.substring(2) : below;
    }

    void saw(String path) {
        seen.put(shown(path), true);
    }

    boolean hasSeen(String path) {
        return seen.containsKey(shown(path));
    }
}
