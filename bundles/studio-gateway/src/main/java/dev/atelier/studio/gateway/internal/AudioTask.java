package dev.atelier.studio.gateway.internal;

import com.fasterxml.jackson.databind.JsonNode;
import dev.atelier.engine.api.Task;
import java.util.List;

/** Speech and its opposite as tasks. */
final class AudioTask {
    static final List<String> TRANSCRIPTS = List.of("json", "text", "verbose_json", "srt", "vtt");
    private static final List<String> SOUNDS = List.of("wav", "mp3", "flac", "opus", "aac", "pcm", "ogg");

    private AudioTask() {}

    /** Without a format it is {@code wav}, which every engine can make; OpenAI's own default is {@code mp3}. */
    static Task.Speech speech(Params body) {
        if (!body.text("stream_format", "audio").equals("audio")) {
            throw Errors.unsupported("stream_format", "stream_format must be audio");
        }
        return new Task.Speech(
                body.required("input"),
                voice(body),
                body.number("speed", 0.25, 4),
                body.text("language"),
                body.oneOf("response_format", Task.Speech.DEFAULT_EXT, SOUNDS));
    }

    /** A name, or the newer form with an id. */
    private static String voice(Params body) {
        JsonNode voice = body.get("voice");
        return voice.isObject() ? Params.of(voice).required("id") : body.text("voice", Task.Speech.DEFAULT_VOICE);
    }

    static Task.Transcription transcription(
            Params body, List<String> granularities, String inputUrl, boolean translate, String format) {
        if (body.flag("stream")) {
            throw Errors.unsupported("stream", "a transcription is not streamed here");
        }
        for (String granularity : granularities) {
            if (!granularity.equals("segment") && !granularity.equals("word")) {
                throw Errors.unsupported("timestamp_granularities", "timestamp_granularities are segment and word");
            }
        }
        boolean times = List.of("verbose_json", "srt", "vtt").contains(format);
        String timestamps = granularities.contains("word") ? "word" : "segment";
        return new Task.Transcription(
                inputUrl,
                body.text("language"),
                translate ? Boolean.TRUE : null,
                body.text("prompt"),
                null,
                times || !granularities.isEmpty() ? timestamps : null);
    }
}
