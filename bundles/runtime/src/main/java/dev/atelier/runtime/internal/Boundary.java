package dev.atelier.runtime.internal;

import java.util.List;

/** What a text that crosses from the backend may look like: nothing that smells of a path or a socket of a host. */
final class Boundary {
    private static final int MAX_BYTES = 2048;
    private static final List<String> NOWHERE = List.of(
            ".cache",
            ".yoi/sessions",
            ".yoi\\sessions",
            "/sessions/",
            "\\sessions\\",
            "/run/",
            "\\run\\",
            ".sock",
            "/sock",
            "\\sock",
            "socket=",
            "session_path",
            "cache_path");

    private Boundary() {}

    static boolean allows(String text) {
        // Control characters also at the edges: a line feed there could forge a line of the digest.
        if (text.chars().anyMatch(c -> Texts.isControl((char) c))) {
            return false;
        }
        String trimmed = Texts.trim(text);
        if (Texts.bytes(trimmed).length > MAX_BYTES
                || trimmed.startsWith("/")
                || trimmed.startsWith("~")
                || trimmed.contains(":\\")) {
            return false;
        }
        String lower = Texts.asciiLower(trimmed);
        return NOWHERE.stream().noneMatch(lower::contains);
    }
}
