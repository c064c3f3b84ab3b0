package dev.atelier.launcher.cli;

import dev.atelier.launcher.cli.io.Failure;
import dev.atelier.launcher.cli.io.Fields;
import dev.atelier.launcher.json.Json;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** Every setting of the product as the installation describes it, for the time when nothing runs that could be asked. */
record SettingsIndex(List<Entry> entries) {
    /** One setting; {@code type} is string, integer, number or boolean. */
    record Entry(
            String name,
            String pid,
            String type,
            @Nullable Object byDefault,
            @Nullable Object min,
            @Nullable Object max,
            List<String> options,
            boolean secret) {
        /** Its variable: {@code studio.db.url} is {@code ATELIER_STUDIO_DB_URL}. */
        String variable() {
            return "ATELIER_" + name.toUpperCase(Locale.ROOT).replace('.', '_').replace('-', '_');
        }

        /** The typed value of a text; what is wrong with it as an {@link IllegalArgumentException}. */
        Object parsed(String text) {
            Object value = typed(text.strip());
            if (!options.isEmpty() && !options.contains(text.strip())) {
                throw new IllegalArgumentException(name + " is one of " + String.join(", ", options));
            }
            if (value instanceof Number number) {
                bounded(number.doubleValue());
            }
            return value;
        }

        private Object typed(String text) {
            try {
                return switch (type) {
                    case "integer" -> Long.parseLong(text);
                    case "number" -> Double.parseDouble(text);
                    case "boolean" -> {
                        if (!text.equals("true") && !text.equals("false")) {
                            throw new IllegalArgumentException(name + " is true or false, not `" + text + "`");
                        }
                        yield text.equals("true");
                    }
                    default -> text;
                };
            } catch (NumberFormatException e) {
                String wanted = type.equals("integer") ? "a whole number" : "a number";
                throw new IllegalArgumentException(name + " is " + wanted + ", not `" + text + "`", e);
            }
        }

        private void bounded(double value) {
            // "not (value >= min)" so that NaN is refused too
            if (min instanceof Number least && !(value >= least.doubleValue())) {
                throw new IllegalArgumentException(name + " must be >= " + Fields.textOf(least));
            }
            if (max instanceof Number most && !(value <= most.doubleValue())) {
                throw new IllegalArgumentException(name + " must be <= " + Fields.textOf(most));
            }
            if (Double.isNaN(value) || Double.isInfinite(value)) {
                throw new IllegalArgumentException(name + " must be a finite number");
            }
        }
    }

    static SettingsIndex of(Path installation) throws Failure {
        Path file = installation.resolve("lib").resolve("settings.json");
        try {
            return parse(Files.readString(file));
        } catch (NoSuchFileException e) {
            throw Failure.failed("cannot tell which settings there are", file + " is missing", "install Atelier again");
        } catch (IOException | IllegalArgumentException e) {
            throw Failure.failed("cannot read " + file, e, "install Atelier again");
        }
    }

    static SettingsIndex parse(String json) {
        List<Entry> entries = new ArrayList<>();
        for (Fields each : Fields.listOf(Json.parse(json))) {
            entries.add(new Entry(
                    each.text("name"),
                    each.text("pid"),
                    each.text("type", "string"),
                    each.raw("default"),
                    each.raw("min"),
                    each.raw("max"),
                    each.texts("options"),
                    each.yes("secret")));
        }
        return new SettingsIndex(entries);
    }

    @Nullable
    Entry find(String name) {
        for (Entry entry : entries) {
            if (entry.name.equals(name)) {
                return entry;
            }
        }
        return null;
    }
}
