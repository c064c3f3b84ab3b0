package dev.atelier.agent.formats.internal;

import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Which messages came in fragments already, so that the whole message that follows repeats nothing. */
final class ClaudeFragments {
    private static final int REMEMBERED = 1_000;
    private static final String MAIN = "";

    /** The message being told, for the agent itself and for each of its helpers. */
    private final Map<String, String> current = bounded();

    private final Map<String, Boolean> said = bounded();
    private final Map<String, Boolean> thought = bounded();

    void begins(@Nullable String parent, @Nullable String message) {
        if (message == null) {
            current.remove(key(parent));
        } else {
            current.put(key(parent), message);
        }
    }

    void says(@Nullable String parent) {
        mark(said, parent);
    }

    void thinks(@Nullable String parent) {
        mark(thought, parent);
    }

    boolean said(@Nullable String message) {
        return message != null && said.containsKey(message);
    }

    boolean thought(@Nullable String message) {
        return message != null && thought.containsKey(message);
    }

    private void mark(Map<String, Boolean> messages, @Nullable String parent) {
        String message = current.get(key(parent));
        if (message != null) {
            messages.put(message, true);
        }
    }

    private static String key(@Nullable String parent) {
        return parent == null ? MAIN : parent;
    }

    private static <V> Map<String, V> bounded() {
        return new LinkedHashMap<>() {
            @Override
            protected boolean removeEldestEntry(Map.Entry<String, V> eldest) {
                return size() > REMEMBERED;
            }
        };
    }
}
