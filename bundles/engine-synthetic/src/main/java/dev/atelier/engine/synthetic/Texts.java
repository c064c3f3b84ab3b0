package dev.atelier.engine.synthetic;

import dev.atelier.engine.api.Task;
import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** The JSON answers. Written by hand: they are two, and an engine this small needs no JSON library. */
final class Texts {
    /** Words are what white space parts, white space as Unicode knows it. */
    private static final Pattern WORD = Pattern.compile("\\S+", Pattern.UNICODE_CHARACTER_CLASS);

    private static final int REPLY_TOKENS = 8;

    private Texts() {}

    /** What is answered, word by word, each with the white space before it. */
    static List<String> reply(List<Task.Message> messages) {
        return List.of(
                "[synthetic]",
                " reply",
                " to",
                " prompt",
                " #" + Digest.of(prompt(messages)).shortHex());
    }

    static String chat(List<Task.Message> messages) {
        long words = WORD.matcher(prompt(messages)).results().count();
        return """
                {"object":"chat.completion","model":"synthetic-llm",\
                "choices":[{"index":0,"message":{"role":"assistant","content":"%s"},\
                "finish_reason":"stop"}],\
                "usage":{"prompt_tokens":%d,"completion_tokens":%d,"total_tokens":%d}}""".formatted(String.join("", reply(messages)), words, REPLY_TOKENS, words + REPLY_TOKENS);
    }

    private static String prompt(List<Task.Message> messages) {
        return messages.stream().map(m -> m.role() + ": " + m.content()).collect(Collectors.joining("\n"));
    }

    static String transcript(String inputUrl, @Nullable String language) {
        return """
                {"text":"[synthetic] transcript of %s","language":%s,"duration":1.0}""".formatted(Digest.of(inputUrl).shortHex(), quoted(language == null ? "en" : language));
    }

    static String quoted(String text) {
        StringBuilder out = new StringBuilder(text.length() + 2).append('"');
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            if (c == '"' || c == '\\') {
                out.append('\\').append(c);
            } else if (c < ' ') {
                out.append(String.format("\\u%04x", (int) c));
            } else {
                out.append(c);
            }
        }
        return out.append('"').toString();
    }
}
