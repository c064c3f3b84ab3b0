package dev.atelier.engine.api;

import java.util.List;
import java.util.Objects;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.osgi.annotation.versioning.ProviderType;

/**
 * What somebody wants made. Free-form JSON inside a task (schemas, template arguments) travels as its text, so that
 * no digit of a number is lost on the way.
 */
@ProviderType
public sealed interface Task {
    Kind kind();

    /** What a person would recognise the task by: the prompt, the last message, the text to speak, the input. */
    String prompt();

    <R> R fold(
            Function<? super Image, ? extends R> image,
            Function<? super Llm, ? extends R> llm,
            Function<? super Transcription, ? extends R> transcription,
            Function<? super Speech, ? extends R> speech,
            Function<? super Video, ? extends R> video);

    /** A picture. Width, height and steps are as asked; an engine may have defaults of its model for zero. */
    record Image(
            String prompt,
            @Nullable String negativePrompt,
            @Nullable String initImageUrl,
            @Nullable String maskUrl,
            @Nullable String refImageUrl,
            @Nullable Double denoise,
            @Nullable Double cfgScale,
            @Nullable String samplingMethod,
            int width,
            int height,
            int steps,
            @Nullable Long seed,
            String ext)
            implements Task {
        public static final int DEFAULT_SIZE = 512;
        public static final int DEFAULT_STEPS = 20;
        public static final String DEFAULT_EXT = "webp";

        public Image {
            Objects.requireNonNull(prompt, "prompt");
            Objects.requireNonNull(ext, "ext");
        }

        /** A picture with nothing but a prompt asked for. */
        public static Image of(String prompt) {
            return new Image(
                    prompt,
                    null,
                    null,
                    null,
                    null,
                    null,
                    null,
                    null,
                    DEFAULT_SIZE,
                    DEFAULT_SIZE,
                    DEFAULT_STEPS,
                    null,
                    DEFAULT_EXT);
        }

        public Image withExt(String newExt) {
            return new Image(
                    prompt,
                    negativePrompt,
                    initImageUrl,
                    maskUrl,
                    refImageUrl,
                    denoise,
                    cfgScale,
                    samplingMethod,
                    width,
                    height,
                    steps,
                    seed,
                    newExt);
        }

        @Override
        public Kind kind() {
            return Kind.IMAGE;
        }

        @Override
        public <R> R fold(
                Function<? super Image, ? extends R> image,
                Function<? super Llm, ? extends R> llm,
                Function<? super Transcription, ? extends R> transcription,
                Function<? super Speech, ? extends R> speech,
                Function<? super Video, ? extends R> video) {
            return image.apply(this);
        }
    }

    /** One turn of a conversation. */
    record Message(String role, String content) {
        public Message {
            Objects.requireNonNull(role, "role");
            Objects.requireNonNull(content, "content");
        }
    }

    /** Text from a language model. {@code jsonSchema} and {@code chatTemplateKwargs} are JSON texts. */
    record Llm(
            List<Message> messages,
            @Nullable String system,
            int maxTokens,
            double temperature,
            @Nullable Double topP,
            List<String> stop,
            @Nullable String jsonSchema,
            @Nullable String reasoning,
            @Nullable String chatTemplateKwargs)
            implements Task {
        public static final int DEFAULT_MAX_TOKENS = 512;
        public static final double DEFAULT_TEMPERATURE = 0.7;

        public Llm {
            messages = List.copyOf(messages);
            stop = List.copyOf(stop);
        }

        public static Llm of(List<Message> messages) {
            return new Llm(messages, null, DEFAULT_MAX_TOKENS, DEFAULT_TEMPERATURE, null, List.of(), null, null, null);
        }

        @Override
        public Kind kind() {
            return Kind.LLM;
        }

        @Override
        public String prompt() {
            return messages.isEmpty() ? "" : messages.get(messages.size() - 1).content();
        }

        @Override
        public <R> R fold(
                Function<? super Image, ? extends R> image,
                Function<? super Llm, ? extends R> llm,
                Function<? super Transcription, ? extends R> transcription,
                Function<? super Speech, ? extends R> speech,
                Function<? super Video, ? extends R> video) {
            return llm.apply(this);
        }
    }

    /** Text out of sound. */
    record Transcription(
            String inputUrl,
            @Nullable String language,
            @Nullable Boolean translate,
            @Nullable String hint,
            @Nullable Boolean vad,
            @Nullable String timestamps)
            implements Task {
        public Transcription {
            Objects.requireNonNull(inputUrl, "inputUrl");
        }

        public static Transcription of(String inputUrl) {
            return new Transcription(inputUrl, null, null, null, null, null);
        }

        @Override
        public Kind kind() {
            return Kind.AUDIO_STT;
        }

        @Override
        public String prompt() {
            return inputUrl;
        }

        @Override
        public <R> R fold(
                Function<? super Image, ? extends R> image,
                Function<? super Llm, ? extends R> llm,
                Function<? super Transcription, ? extends R> transcription,
                Function<? super Speech, ? extends R> speech,
                Function<? super Video, ? extends R> video) {
            return transcription.apply(this);
        }
    }

    /** Sound out of text. */
    record Speech(
            String text,
            String voice,
            @Nullable Double speed,
            @Nullable String language,
            String ext) implements Task {
        public static final String DEFAULT_VOICE = "default";
        public static final String DEFAULT_EXT = "wav";

        public Speech {
            Objects.requireNonNull(text, "text");
            Objects.requireNonNull(voice, "voice");
            Objects.requireNonNull(ext, "ext");
        }

        public static Speech of(String text) {
            return new Speech(text, DEFAULT_VOICE, null, null, DEFAULT_EXT);
        }

        @Override
        public Kind kind() {
            return Kind.AUDIO_TTS;
        }

        @Override
        public String prompt() {
            return text;
        }

        @Override
        public <R> R fold(
                Function<? super Image, ? extends R> image,
                Function<? super Llm, ? extends R> llm,
                Function<? super Transcription, ? extends R> transcription,
                Function<? super Speech, ? extends R> speech,
                Function<? super Video, ? extends R> video) {
            return speech.apply(this);
        }
    }

    /** A film. */
    record Video(
            String prompt,
            @Nullable String negativePrompt,
            @Nullable String initImageUrl,
            double seconds,
            @Nullable Integer fps,
            int width,
            int height,
            String ext)
            implements Task {
        public static final double DEFAULT_SECONDS = 2.0;
        public static final int DEFAULT_SIZE = 512;
        public static final String DEFAULT_EXT = "mp4";

        public Video {
            Objects.requireNonNull(prompt, "prompt");
            Objects.requireNonNull(ext, "ext");
        }

        public static Video of(String prompt) {
            return new Video(prompt, null, null, DEFAULT_SECONDS, null, DEFAULT_SIZE, DEFAULT_SIZE, DEFAULT_EXT);
        }

        @Override
        public Kind kind() {
            return Kind.VIDEO;
        }

        @Override
        public <R> R fold(
                Function<? super Image, ? extends R> image,
                Function<? super Llm, ? extends R> llm,
                Function<? super Transcription, ? extends R> transcription,
                Function<? super Speech, ? extends R> speech,
                Function<? super Video, ? extends R> video) {
            return video.apply(this);
        }
    }
}
