package dev.atelier.models.internal;

import dev.atelier.engine.api.Kind;
import dev.atelier.engine.api.ModelSource;
import dev.atelier.models.api.ModelEntry;
import java.util.List;

/** The entries a new catalogue begins with: what works at once, and a little to fetch. The first of a kind is its default. */
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
            seed("synthetic-video", "Synthetic film", Kind.VIDEO, PICTURE),
            // Behind those that need nothing: no default of a fresh machine begins with a download.
            fetched(
                    "qwen2.5-0.5b-instruct",
                    "Qwen2.5 0.5B Instruct (Q4)",
                    Kind.LLM,
                    "A very small chat model that runs on any machine.",
                    "llama-cpp",
                    new ModelSource.File(
                            ModelSource.Role.MODEL,
                            "https://huggingface.co/Qwen/Qwen2.5-0.5B-Instruct-GGUF/resolve/9217f5db79a29953eb74d5343926648285ec7e67/qwen2.5-0.5b-instruct-q4_k_m.gguf",
                            "qwen2.5-0.5b-instruct-q4_k_m.gguf",
                            491_400_032L,
                            "74a4da8c9fdbcd15bd1f6d01d621410d31c6fc00986f5eb687824e7b93d7a9db")),
            fetched(
                    "whisper-base",
                    "Whisper base",
                    Kind.AUDIO_STT,
                    "Transcripts in many languages.",
                    "whisper-cpp",
                    new ModelSource.File(
                            ModelSource.Role.MODEL,
                            "https://huggingface.co/ggerganov/whisper.cpp/resolve/5359861c739e955e79d9a303bcbc70fb988958b1/ggml-base.bin",
                            "ggml-base.bin",
                            147_951_465L,
                            "60ed5bc3dd14eea856493d334349b405782ddcaf0028d4b5df4088345fba2efe")));

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

    /** Serves once its file is here. */
    private static ModelEntry fetched(
            String id, String displayName, Kind kind, String description, String engine, ModelSource.File file) {
        return new ModelEntry(
                id,
                displayName,
                kind,
                1,
                description,
                new ModelSource(engine, List.of(file), ModelSource.Defaults.NONE),
                true,
                ModelEntry.Origin.LOCAL,
                null);
    }

    private static ModelEntry entry(String id, String displayName, Kind kind, String description, ModelSource source) {
        return new ModelEntry(id, displayName, kind, 0, description, source, true, ModelEntry.Origin.LOCAL, null);
    }
}
