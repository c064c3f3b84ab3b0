package dev.atelier.wire.internal;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.atelier.engine.api.Kind;
import dev.atelier.engine.api.Task;
import dev.atelier.wire.api.MalformedJson;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;

/** Tasks: told apart by {@code kind}, their parameters beside it. */
public final class TaskJson {
    private static final Set<String> TIMESTAMPS = Set.of("segment", "word");

    private TaskJson() {}

    public static Task read(JsonNode json) throws MalformedJson {
        Fields task = Fields.of(json, "task");
        Kind kind = Kind.ofWireName(task.text("kind")).orElseThrow(() -> unknownKind(task));
        return switch (kind) {
            case IMAGE -> image(task);
            case LLM -> llm(task);
            case AUDIO_STT -> transcription(task);
            case AUDIO_TTS -> speech(task);
            case VIDEO -> video(task);
            case AGENT -> throw unknownKind(task);
        };
    }

    public static ObjectNode write(Task task) {
        return task.fold(TaskJson::image, TaskJson::llm, TaskJson::transcription, TaskJson::speech, TaskJson::video);
    }

    private static MalformedJson unknownKind(Fields task) {
        return task.wrong("kind", "is not a kind of task known here");
    }

    private static Task image(Fields task) throws MalformedJson {
        return new Task.Image(
                task.text("prompt"),
                task.optionalText("negativePrompt"),
                task.optionalText("initImageUrl"),
                task.optionalText("maskUrl"),
                task.optionalText("refImageUrl"),
                task.optionalNumber("denoise"),
                task.optionalNumber("cfgScale"),
                task.optionalText("samplingMethod"),
                task.unsigned("width", Task.Image.DEFAULT_SIZE),
                task.unsigned("height", Task.Image.DEFAULT_SIZE),
                task.unsigned("steps", Task.Image.DEFAULT_STEPS),
                task.optionalUint64("seed"),
                task.text("ext", Task.Image.DEFAULT_EXT));
    }

    private static ObjectNode image(Task.Image task) {
        return of(task).text("prompt", task.prompt())
                .text("negativePrompt", task.negativePrompt())
                .text("initImageUrl", task.initImageUrl())
                .text("maskUrl", task.maskUrl())
                .text("refImageUrl", task.refImageUrl())
                .number("denoise", task.denoise())
                .number("cfgScale", task.cfgScale())
                .text("samplingMethod", task.samplingMethod())
                .whole("width", task.width())
                .whole("height", task.height())
                .whole("steps", task.steps())
                .uint64("seed", task.seed())
                .text("ext", task.ext())
                .done();
    }

    private static Task llm(Fields task) throws MalformedJson {
        List<Task.Message> messages = new ArrayList<>();
        for (Fields message : task.objects("messages")) {
            messages.add(new Task.Message(message.text("role"), message.text("content")));
        }
        return new Task.Llm(
                messages,
                task.optionalText("system"),
                task.unsigned("maxTokens", Task.Llm.DEFAULT_MAX_TOKENS),
                task.number("temperature", Task.Llm.DEFAULT_TEMPERATURE),
                task.optionalNumber("topP"),
                task.optionalTexts("stop"),
                task.optionalJson("jsonSchema"),
                task.optionalText("reasoning"),
                task.optionalJsonObject("chatTemplateKwargs"));
    }

    private static ObjectNode llm(Task.Llm task) {
        return of(task).text("system", task.system())
                .objects(
                        "messages",
                        task.messages().stream()
                                .map(message -> new Writer()
                                        .text("role", message.role())
                                        .text("content", message.content())
                                        .done())
                                .toList())
                .whole("maxTokens", task.maxTokens())
                .number("temperature", task.temperature())
                .number("topP", task.topP())
                .texts("stop", task.stop())
                .json("jsonSchema", task.jsonSchema())
                .text("reasoning", task.reasoning())
                .json("chatTemplateKwargs", task.chatTemplateKwargs())
                .done();
    }

    private static Task transcription(Fields task) throws MalformedJson {
        String timestamps = task.optionalText("timestamps");
        if (timestamps != null && !TIMESTAMPS.contains(timestamps)) {
            throw task.wrong("timestamps", "must be segment or word");
        }
        return new Task.Transcription(
                task.text("inputUrl"),
                task.optionalText("language"),
                task.optionalFlag("translate"),
                task.optionalText("prompt"),
                task.optionalFlag("vad"),
                timestamps);
    }

    private static ObjectNode transcription(Task.Transcription task) {
        return of(task).text("inputUrl", task.inputUrl())
                .text("language", task.language())
                .flag("translate", task.translate())
                .text("prompt", task.hint())
                .flag("vad", task.vad())
                .text("timestamps", task.timestamps())
                .done();
    }

    private static Task speech(Fields task) throws MalformedJson {
        return new Task.Speech(
                task.text("text"),
                task.text("voice", Task.Speech.DEFAULT_VOICE),
                task.optionalNumber("speed"),
                task.optionalText("language"),
                task.text("ext", Task.Speech.DEFAULT_EXT));
    }

    private static ObjectNode speech(Task.Speech task) {
        return of(task).text("text", task.text())
                .text("voice", task.voice())
                .number("speed", task.speed())
                .text("language", task.language())
                .text("ext", task.ext())
                .done();
    }

    private static Task video(Fields task) throws MalformedJson {
        return new Task.Video(
                task.text("prompt"),
                task.optionalText("negativePrompt"),
                task.optionalText("initImageUrl"),
                task.number("seconds", Task.Video.DEFAULT_SECONDS),
                task.optionalUnsigned("fps"),
                task.unsigned("width", Task.Video.DEFAULT_SIZE),
                task.unsigned("height", Task.Video.DEFAULT_SIZE),
                task.text("ext", Task.Video.DEFAULT_EXT));
    }

    private static ObjectNode video(Task.Video task) {
        return of(task).text("prompt", task.prompt())
                .text("negativePrompt", task.negativePrompt())
                .text("initImageUrl", task.initImageUrl())
                .number("seconds", task.seconds())
                .whole("fps", task.fps())
                .whole("width", task.width())
                .whole("height", task.height())
                .text("ext", task.ext())
                .done();
    }

    private static Writer of(Task task) {
        return new Writer().text("kind", task.kind().wireName());
    }
}
