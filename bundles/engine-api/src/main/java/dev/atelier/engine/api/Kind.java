package dev.atelier.engine.api;

import java.util.Arrays;
import java.util.Optional;

/** What a task asks for. The order is the canonical one: lists of kinds are always written in it. */
public enum Kind {
    IMAGE("image"),
    LLM("llm"),
    AUDIO_STT("audio_stt"),
    AUDIO_TTS("audio_tts"),
    VIDEO("video"),
    /** Work of a coding agent; its task type arrives with the agent engine. */
    AGENT("agent");

    private final String wireName;

    Kind(String wireName) {
        this.wireName = wireName;
    }

    /** The name used in JSON, settings and on the command line. */
    public String wireName() {
        return wireName;
    }

    public static Optional<Kind> ofWireName(String name) {
        return Arrays.stream(values()).filter(k -> k.wireName.equals(name)).findFirst();
    }
}
