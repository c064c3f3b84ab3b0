package dev.atelier.jobs.internal;

import com.fasterxml.jackson.databind.JsonNode;
import dev.atelier.engine.api.ModelSource;
import dev.atelier.engine.api.Task;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Requests of the generation routes as tasks. What a request leaves out comes from the model. */
final class GenerationTasks {
    private static final double VIDEO_SECONDS = 2.0;
    private static final int VIDEO_SIDE = 256;

    private GenerationTasks() {}

    static Task image(Fields body, ModelSource source) {
        ModelSource.Defaults model = source.defaults();
        return new Task.Image(
                body.required("prompt"),
                body.text("negativePrompt"),
                body.picture("initImageUrl"),
                body.picture("maskUrl"),
                body.picture("refImageUrl"),
                body.number("denoise"),
                model.cfgScale() > 0 ? Double.valueOf(model.cfgScale()) : null,
                model.samplingMethod(),
                body.size("width", model.width() > 0 ? model.width() : Task.Image.DEFAULT_SIZE),
                body.size("height", model.height() > 0 ? model.height() : Task.Image.DEFAULT_SIZE),
                body.size("steps", model.steps() > 0 ? model.steps() : Task.Image.DEFAULT_STEPS),
                body.seed("seed"),
                body.text("ext", Task.Image.DEFAULT_EXT));
    }

    static Task speech(Fields body, ModelSource source) {
        return new Task.Speech(
                body.required("text"),
                body.text("voice", Task.Speech.DEFAULT_VOICE),
                body.number("speed"),
                body.text("language"),
                body.text("ext", Task.Speech.DEFAULT_EXT));
    }

    static Task transcription(Fields body, ModelSource source) {
        return new Task.Transcription(body.required("inputUrl"), body.text("language"), null, null, null, null);
    }

    static Task video(Fields body, ModelSource source) {
        double seconds = body.number("seconds", VIDEO_SECONDS);
        if (!(seconds > 0)) {
            throw Fields.bad("seconds", "must be more than 0");
        }
        return new Task.Video(
                body.required("prompt"),
                body.text("negativePrompt"),
                null,
                seconds,
                null,
                body.size("width", VIDEO_SIDE),
                body.size("height", VIDEO_SIDE),
                body.text("ext", Task.Video.DEFAULT_EXT));
    }

    static Task chat(Fields body, ModelSource source) {
        return new Task.Llm(
                messages(body.get("messages")),
                null,
                body.size("max_tokens", Task.Llm.DEFAULT_MAX_TOKENS),
                body.number("temperature", Task.Llm.DEFAULT_TEMPERATURE),
                body.number("top_p"),
                body.texts("stop"),
                null,
                null,
                body.object("chat_template_kwargs"));
    }

    private static List<Task.Message> messages(JsonNode list) {
        if (!list.isArray() || list.isEmpty()) {
            throw Fields.bad("messages", "must be a list with at least one message");
        }
        List<Task.Message> messages = new ArrayList<>();
        for (JsonNode message : list) {
            String content = content(message.path("content"));
            if (!message.path("role").isTextual() || content == null) {
                throw Fields.bad("messages[" + messages.size() + "]", "must have a role and a content text");
            }
            messages.add(new Task.Message(message.path("role").textValue(), content));
        }
        return messages;
    }

    /** A text, or the list of text parts many clients send. */
    private static @Nullable String content(JsonNode content) {
        if (!content.isArray()) {
            return content.textValue();
        }
        StringBuilder text = new StringBuilder();
        for (JsonNode part : content) {
            if (!part.path("text").isTextual()) {
                return null;
            }
            text.append(part.path("text").textValue());
        }
        return text.toString();
    }
}
