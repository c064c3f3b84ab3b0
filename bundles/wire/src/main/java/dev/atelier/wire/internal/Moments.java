package dev.atelier.wire.internal;

import dev.atelier.wire.api.MalformedJson;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.time.format.DateTimeParseException;
import org.jspecify.annotations.Nullable;

/** Points in time: written in UTC with milliseconds, read with whatever offset they have. */
final class Moments {
    private static final DateTimeFormatter FORM =
            DateTimeFormatter.ofPattern("uuuu-MM-dd'T'HH:mm:ss.SSS'Z'").withZone(ZoneOffset.UTC);

    private Moments() {}

    static String write(Instant moment) {
        return FORM.format(moment);
    }

    static @Nullable String writeIfAny(@Nullable Instant moment) {
        return moment == null ? null : write(moment);
    }

    static Instant read(Fields fields, String name) throws MalformedJson {
        return parsed(fields, name, fields.text(name));
    }

    static @Nullable Instant readIfAny(Fields fields, String name) throws MalformedJson {
        String text = fields.optionalText(name);
        return text == null ? null : parsed(fields, name, text);
    }

    private static Instant parsed(Fields fields, String name, String text) throws MalformedJson {
        try {
            return OffsetDateTime.parse(text).toInstant();
        } catch (DateTimeParseException e) {
            throw fields.wrong(name, "is not a point in time");
        }
    }
}
