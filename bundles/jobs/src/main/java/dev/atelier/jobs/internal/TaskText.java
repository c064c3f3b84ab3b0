package dev.atelier.jobs.internal;

import dev.atelier.engine.api.Task;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** What a task holds of text; the rest of it is small. */
final class TaskText {
    private TaskText() {}

    static int length(Task task) {
        return task.fold(
                image -> sum(
                        image.prompt(),
                        image.negativePrompt(),
                        image.initImageUrl(),
                        image.maskUrl(),
                        image.refImageUrl()),
                llm -> sum(llm.system(), llm.jsonSchema(), llm.chatTemplateKwargs())
                        + llm.messages().stream()
                                .mapToInt(message -> message.content().length())
                                .sum(),
                transcription -> sum(transcription.inputUrl(), transcription.hint()),
                speech -> sum(speech.text()),
                video -> sum(video.prompt(), video.negativePrompt(), video.initImageUrl()));
    }

    private static int sum(@Nullable String... texts) {
        return Stream.of(texts)
                .mapToInt(text -> text == null ? 0 : text.length())
                .sum();
    }
}
