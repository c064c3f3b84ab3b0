package dev.atelier.models.internal;

import dev.atelier.engine.api.Kind;
import dev.atelier.engine.api.ModelSource;
import dev.atelier.models.api.ModelEntry;
import java.util.List;

/** The entries a new catalogue begins with: one of each kind that works at once, so every kind has a default. */
final class Seeds {
    private static final ModelSource.Defaults PICTURE =
            new ModelSource.Defaults(1, 4, 512, 512, null, null, null, null, null, null, null, null);

    static final List<ModelEntry> ALL = List.of(
            seed("synthetic-image", "Synthetic picture", Kind.IMAGE, PICTURE),
            seed("synthetic-llm", "Synthetic chat", Kind.LLM, ModelSource.Defaults.NONE),
            seed("synthetic-stt", "Synthetic transcript", Kind.AUDIO_STT, ModelSource.Defaults.NONE),
            seed("synthetic-tts", "Synthetic voice", Kind.AUDIO_TTS, ModelSource.Defaults.NONE),
            seed("synthetic-video", "Synthetic film", Kind.VIDEO, PICTURE));

    private Seeds() {}

    static boolean has(String id) {
        return ALL.stream().anyMatch(seed -> seed.id().equals(id));
    }

    private static ModelEntry seed(String id, String displayName, Kind kind, ModelSource.Defaults defaults) {
        return new ModelEntry(
                id,
                displayName,
                kind,
                0,
                "Built in, needs no download. Shows that everything works; it knows nothing.",
                new ModelSource("synthetic", List.of(), defaults),
                true,
                ModelEntry.Origin.LOCAL,
                null);
    }
}
