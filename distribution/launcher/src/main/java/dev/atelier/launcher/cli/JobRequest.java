package dev.atelier.launcher.cli;

import dev.atelier.launcher.cli.io.Failure;
import dev.atelier.launcher.cli.io.Terminal;
import dev.atelier.launcher.cli.io.Units;
import dev.atelier.launcher.cli.tree.Invocation;
import dev.atelier.launcher.cli.tree.UsageError;
import dev.atelier.launcher.json.Json;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** The task that {@code jobs submit} words describe, as JSON values. */
record JobRequest(Map<String, Object> task) {
    /** A request is at most 1 MiB, and base64 makes four bytes of three. */
    private static final long MOST_SOUND = 700 * 1024;

    static JobRequest of(Invocation asked, Terminal terminal) throws Failure, UsageError, IOException {
        String prompt = Words.of(asked, 1, "PROMPT", terminal);
        Map<String, Object> task = new LinkedHashMap<>();
        switch (asked.operand(0)) {
            case "llm" -> {
                task.put("kind", "llm");
                task.put("messages", List.of(Map.of("role", "user", "content", prompt)));
            }
            case "speech" -> {
                task.put("kind", "audio_tts");
                task.put("text", prompt);
            }
            case "transcript" -> {
                task.put("kind", "audio_stt");
                task.put("inputUrl", sound(prompt));
            }
            default -> {
                task.put("kind", asked.operand(0));
                task.put("prompt", prompt);
            }
        }
        for (String set : asked.all("set")) {
            int equals = set.indexOf('=');
            if (equals <= 0) {
                throw asked.wrong("--set takes NAME=VALUE, not `" + set + "`");
            }
            task.put(set.substring(0, equals), value(set.substring(equals + 1)));
        }
        return new JobRequest(task);
    }

    /** JSON where it is JSON, such as a number, true or a list; anything else is text. */
    private static Object value(String text) {
        try {
            Object value = Json.parse(text);
            return value == null ? text : value;
        } catch (IllegalArgumentException e) {
            return text;
        }
    }

    private static String sound(String source) throws Failure, IOException {
        if (source.startsWith("http://") || source.startsWith("https://") || source.startsWith("data:")) {
            return source;
        }
        Path file = Path.of(source);
        if (!Files.isRegularFile(file)) {
            throw Failure.failed("cannot read " + source, "it is neither a file nor a URL", "check the path");
        }
        if (Files.size(file) > MOST_SOUND) {
            throw Failure.failed(
                    "cannot send " + source,
                    "it has " + Units.bytes(Files.size(file)) + ", a request at most " + Units.bytes(MOST_SOUND),
                    "give a URL this host can read");
        }
        return "data:" + type(source) + ";base64," + Base64.getEncoder().encodeToString(Files.readAllBytes(file));
    }

    private static String type(String name) {
        String extension = name.substring(name.lastIndexOf('.') + 1).toLowerCase(Locale.ROOT);
        return switch (extension) {
            case "mp3" -> "audio/mpeg";
            case "ogg", "opus" -> "audio/ogg";
            case "flac" -> "audio/flac";
            default -> "audio/wav";
        };
    }

    /** For file names: {@code image/webp} is {@code webp}. */
    static String extension(@Nullable String mediaType) {
        String whole = mediaType == null ? "" : mediaType;
        int parameters = whole.indexOf(';');
        String type = (parameters < 0 ? whole : whole.substring(0, parameters)).strip();
        return switch (type) {
            case "image/jpeg" -> "jpg";
            case "audio/mpeg" -> "mp3";
            case "audio/wav", "audio/x-wav", "audio/wave" -> "wav";
            case "application/json" -> "json";
            case "", "application/octet-stream" -> "bin";
            default -> type.substring(type.indexOf('/') + 1);
        };
    }
}
