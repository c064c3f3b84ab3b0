package dev.atelier.settings.internal;

import dev.atelier.settings.api.Setting;
import java.math.BigDecimal;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * What a room says about one of its settings.
 *
 * @param kind decides the Java type its configuration carries
 * @param defaultText as the room wrote it; null when there is none
 */
record Definition(
        String name,
        String pid,
        Kind kind,
        @Nullable String defaultText,
        @Nullable String min,
        @Nullable String max,
        List<String> options,
        String title,
        String description,
        String group) {

    /** The metatype types we tell apart. */
    enum Kind {
        STRING(Setting.Type.STRING),
        PASSWORD(Setting.Type.STRING),
        INTEGER(Setting.Type.INTEGER),
        LONG(Setting.Type.INTEGER),
        DOUBLE(Setting.Type.NUMBER),
        BOOLEAN(Setting.Type.BOOLEAN);

        final Setting.Type type;

        Kind(Setting.Type type) {
            this.type = type;
        }
    }

    /** A value that was understood, or why not as the rest of a sentence starting with the setting's name. */
    record Parsed(@Nullable Object value, @Nullable String refusal) {
        static Parsed of(Object value) {
            return new Parsed(value, null);
        }

        static Parsed refused(String why) {
            return new Parsed(null, why);
        }
    }

    Definition {
        options = List.copyOf(options);
    }

    boolean secret() {
        return kind == Kind.PASSWORD;
    }

    /** The default as a value; null when there is none, or none that follows its own rules. */
    @Nullable
    Object defaultValue() {
        return defaultText == null ? null : parse(defaultText).value();
    }

    Parsed parse(String text) {
        Optional<Object> value = convert(text.strip());
        if (value.isEmpty() || !withinBounds(value.get()) || !(options.isEmpty() || options.contains(text.strip()))) {
            return Parsed.refused(allowed());
        }
        return Parsed.of(value.get());
    }

    /** The canonical text of a value, the same for a default, a file and a variable. */
    static String text(Object value) {
        return value instanceof Double number ? BigDecimal.valueOf(number).toPlainString() : value.toString();
    }

    private Optional<Object> convert(String text) {
        return switch (kind) {
            case STRING, PASSWORD -> Optional.of(text);
            case BOOLEAN ->
                switch (text.toLowerCase(Locale.ROOT)) {
                    case "true" -> Optional.of(true);
                    case "false" -> Optional.of(false);
                    default -> Optional.empty();
                };
            case INTEGER, LONG, DOUBLE -> number(text);
        };
    }

    private Optional<Object> number(String text) {
        try {
            BigDecimal number = new BigDecimal(text);
            return switch (kind) {
                case INTEGER -> Optional.of(number.intValueExact());
                case LONG -> Optional.of(number.longValueExact());
                default -> Optional.<Object>of(number.doubleValue()).filter(value -> Double.isFinite((Double) value));
            };
        } catch (ArithmeticException | NumberFormatException e) {
            return Optional.empty();
        }
    }

    private boolean withinBounds(Object value) {
        if (!(value instanceof Number number)) {
            return true;
        }
        BigDecimal exact = new BigDecimal(number.toString());
        return (min == null || exact.compareTo(new BigDecimal(min)) >= 0)
                && (max == null || exact.compareTo(new BigDecimal(max)) <= 0);
    }

    private String allowed() {
        if (!options.isEmpty()) {
            return "must be one of " + String.join(", ", options);
        }
        return switch (kind) {
            case BOOLEAN -> "must be true or false";
            case INTEGER, LONG -> "must be a whole number" + bounds();
            case DOUBLE -> "must be a number" + bounds();
            case STRING, PASSWORD -> "must be text";
        };
    }

    private String bounds() {
        if (min != null && max != null) {
            return " from " + min + " to " + max;
        }
        return min != null ? " of at least " + min : max != null ? " of at most " + max : "";
    }
}
