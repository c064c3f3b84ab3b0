package dev.atelier.engine.llama;

import java.util.Locale;

/** The settings in effect; an empty text is none. */
record LlamaSettings(String server, String url, String sha256, int slots) {
    static final LlamaSettings DEFAULT = new LlamaSettings("", "", "", 1);
    private static final String OFF = "off";

    LlamaSettings {
        server = server.strip();
        url = url.strip();
        sha256 = sha256.strip().toLowerCase(Locale.ROOT);
        if (!sha256.isEmpty() && !sha256.matches("[0-9a-f]{64}")) {
            throw new IllegalArgumentException("llama_server_sha256 must be 64 hex digits");
        }
        if (slots < 1) {
            throw new IllegalArgumentException("llama_server_slots must be at least 1: " + slots);
        }
    }

    static LlamaSettings from(LlamaConfig config) {
        return new LlamaSettings(
                config.llama__server(),
                config.llama__server__url(),
                config.llama__server__sha256(),
                config.llama__server__slots());
    }

    boolean off() {
        return server.equalsIgnoreCase(OFF);
    }
}
