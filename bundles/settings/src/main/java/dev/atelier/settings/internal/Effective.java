package dev.atelier.settings.internal;

import dev.atelier.settings.api.Setting;
import dev.atelier.settings.api.Setting.Origin;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** A setting with the value it has now; null when it has neither a value nor a default. */
record Effective(
        Definition definition,
        @Nullable Object value,
        Origin origin,
        @Nullable String source) {
    static Effective byDefault(Definition definition) {
        return new Effective(definition, definition.defaultValue(), Origin.DEFAULT, null);
    }

    boolean differsFromDefault() {
        return !Objects.equals(value, definition.defaultValue());
    }

    boolean overridden() {
        return origin == Origin.FLAG || origin == Origin.ENVIRONMENT;
    }

    /** For people: the value of a secret stays out. */
    Setting describe() {
        return new Setting(
                definition.name(),
                definition.pid(),
                definition.kind().type,
                definition.secret() ? null : textOf(value),
                definition.secret() ? null : textOf(definition.defaultValue()),
                origin,
                source,
                definition.title(),
                definition.description(),
                definition.options(),
                definition.min(),
                definition.max(),
                definition.secret(),
                definition.group());
    }

    private static @Nullable String textOf(@Nullable Object value) {
        return value == null ? null : Definition.text(value);
    }
}
