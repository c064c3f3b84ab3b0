package dev.atelier.launcher.cli;

import dev.atelier.launcher.cli.io.Failure;
import dev.atelier.launcher.cli.io.Fields;
import dev.atelier.launcher.cli.io.Terminal;
import dev.atelier.launcher.cli.tree.Invocation;
import dev.atelier.launcher.cli.tree.UsageError;
import dev.atelier.launcher.json.Json;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** The models that {@code models add} words describe, as JSON values. */
record ModelRequest(List<Map<String, Object>> models) {
    private static final int MOST_BYTES = 1024 * 1024;
    private static final String[] FLAGS = {"id", "kind", "engine", "file", "name", "vram"};

    static ModelRequest of(Invocation asked, Terminal terminal) throws Failure, UsageError, IOException {
        String file = asked.maybe(0);
        boolean flags = false;
        for (String flag : FLAGS) {
            flags |= asked.has(flag);
        }
        if (flags == (file != null)) {
            throw asked.wrong("`" + asked.path() + "` needs either FILE or --id, --kind and --engine");
        }
        return file == null ? new ModelRequest(List.of(fromFlags(asked))) : inFile(file, terminal);
    }

    static ModelRequest inFile(String file, Terminal terminal) throws Failure, IOException {
        return new ModelRequest(inJson(file, read(file, terminal)));
    }

    private static Map<String, Object> fromFlags(Invocation asked) throws UsageError {
        Map<String, Object> source = new LinkedHashMap<>();
        source.put("engine", required(asked, "engine"));
        List<Object> files = new ArrayList<>();
        for (String file : asked.all("file")) {
            files.add(modelFile(asked, file));
        }
        source.put("files", files);

        Map<String, Object> model = new LinkedHashMap<>();
        model.put("id", required(asked, "id"));
        model.put("kind", required(asked, "kind"));
        if (asked.has("name")) {
            model.put("displayName", required(asked, "name"));
        }
        if (asked.has("vram")) {
            model.put("vramGbEstimate", gigabytes(asked, required(asked, "vram")));
        }
        model.put("source", source);
        return model;
    }

    private static String required(Invocation asked, String option) throws UsageError {
        String value = asked.option(option);
        if (value == null || value.isBlank()) {
            throw asked.wrong("`" + asked.path() + "` needs --" + option);
        }
        return value;
    }

    private static double gigabytes(Invocation asked, String text) throws UsageError {
        try {
            double gigabytes = Double.parseDouble(text);
            if (gigabytes >= 0 && !Double.isInfinite(gigabytes)) {
                return gigabytes;
            }
        } catch (NumberFormatException e) {
            UsageError error = asked.wrong("--vram is a number of gigabytes, not `" + text + "`");
            error.addSuppressed(e);
            throw error;
        }
        throw asked.wrong("--vram is a number of gigabytes, not `" + text + "`");
    }

    /** Kept under the last name of its address. */
    private static Map<String, Object> modelFile(Invocation asked, String words) throws UsageError {
        int equals = words.indexOf('=');
        String url = words.substring(equals + 1);
        String path = url.split("[?#]", 2)[0];
        String name = path.substring(path.lastIndexOf('/') + 1);
        if (equals <= 0 || name.isBlank()) {
            throw asked.wrong("--file takes ROLE=URL, the URL ending in a file name, not `" + words + "`");
        }
        Map<String, Object> file = new LinkedHashMap<>();
        file.put("role", words.substring(0, equals));
        file.put("url", url);
        file.put("filename", name);
        return file;
    }

    private static @Nullable Object read(String name, Terminal terminal) throws Failure, IOException {
        byte[] bytes;
        try (InputStream in = name.equals("-") ? terminal.in() : Files.newInputStream(Path.of(name))) {
            bytes = in.readNBytes(MOST_BYTES + 1);
        } catch (NoSuchFileException e) {
            throw Failure.failed("cannot read " + name, "there is no such file", "check the path");
        }
        if (bytes.length > MOST_BYTES) {
            throw Failure.failed("cannot read " + name, "it has more than 1 MiB", "add fewer models at a time");
        }
        try {
            return Json.parse(new String(bytes, StandardCharsets.UTF_8));
        } catch (IllegalArgumentException e) {
            throw Failure.failed("cannot read " + name, e, "give a model as JSON");
        }
    }

    private static List<Map<String, Object>> inJson(String file, @Nullable Object json) throws Failure {
        Fields top = Fields.of(json);
        List<Fields> found = json instanceof List<?>
                ? Fields.listOf(json)
                : top.raw("models") instanceof List<?>
                        ? top.list("models")
                        : json instanceof Map<?, ?> ? List.of(top) : List.of();
        if (found.isEmpty()) {
            throw Failure.failed("nothing was added", file + " holds no model", "give one as JSON, or a list of them");
        }
        List<Map<String, Object>> models = new ArrayList<>();
        for (Fields model : found) {
            models.add(model.copy());
        }
        return models;
    }
}
