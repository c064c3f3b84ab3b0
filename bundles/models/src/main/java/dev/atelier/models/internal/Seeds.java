package dev.atelier.models.internal;

import dev.atelier.engine.api.Kind;
import dev.atelier.engine.api.ModelSource;
import dev.atelier.models.api.ModelEntry;
import java.util.List;

/** The entries a new catalogue begins with: what works at once. The first of a kind is its default. */
final class Seeds {
    private static final ModelSource.Defaults PICTURE =
            new ModelSource.Defaults(1, 4, 512, 512, null, null, null, null, null, null, null, null);

    static final List<ModelEntry> ALL = List.of(
            seed("synthetic-image", "Synthetic picture", Kind.IMAGE, PICTURE),
            seed("synthetic-llm", "Synthetic chat", Kind.LLM, ModelSource.Defaults.NONE),
            seed("synthetic-stt", "Synthetic transcript", Kind.AUDIO_STT, ModelSource.Defaults.NONE),
            builtIn(
                    "speech",
                    "Speech",
                    Kind.AUDIO_TTS,
                    "Speaks English, and other languages where espeak-ng is installed."),
            seed("synthetic-tts", "Synthetic voice", Kind.AUDIO_TTS, ModelSource.Defaults.NONE),
            builtIn(
                    "video",
                    "Drawn film",
                    Kind.VIDEO,
                    "Draws a moving scene for each sentence, or moves over a picture."),
            seed("synthetic-video", "Synthetic film", Kind.VIDEO, PICTURE));

    private Seeds() {}

    static boolean has(String id) {
        return ALL.stream().anyMatch(seed -> seed.id().equals(id));
    }

    private static ModelEntry seed(String id, String displayName, Kind kind, ModelSource.Defaults defaults) {
        return entry(
                id,
                displayName,
                kind,
                "Built in, needs no download. Shows that everything works; it knows nothing.",
                new ModelSource("synthetic", List.of(), defaults));
    }

    /** The one model of an engine that is called like it and needs no files. */
    private static ModelEntry builtIn(String engine, String displayName, Kind kind, String description) {
        return entry(engine, displayName, kind, "Built in, needs no download. " + description, ModelSource.of(engine));
    }

    private static ModelEntry entry(String id, String displayName, Kind kind, String description, ModelSource source) {
        return new ModelEntry(id, displayName, kind, 0, description, source, true, ModelEntry.Origin.LOCAL, null);
    }
}
