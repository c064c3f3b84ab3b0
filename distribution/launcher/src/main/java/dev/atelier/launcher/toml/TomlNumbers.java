package dev.atelier.launcher.toml;

import java.util.regex.Pattern;

/** Numbers and the two truths. */
final class TomlNumbers {
    private static final Pattern WHOLE = Pattern.compile("[+-]?(0|[1-9](_?[0-9])*)");
    private static final Pattern BROKEN =
            Pattern.compile("[+-]?(0|[1-9](_?[0-9])*)(\\.[0-9](_?[0-9])*)?" + "([eE][+-]?[0-9](_?[0-9])*)?");
    private static final Pattern HEX = Pattern.compile("0x[0-9A-Fa-f](_?[0-9A-Fa-f])*");
    private static final Pattern OCTAL = Pattern.compile("0o[0-7](_?[0-7])*");
    private static final Pattern BINARY = Pattern.compile("0b[01](_?[01])*");

    private TomlNumbers() {}

    static Object value(TomlText text) {
        IllegalArgumentException wrong = text.wrong("a value");
        String word = text.word();
        try {
            return switch (word) {
                case "true" -> true;
                case "false" -> false;
                case "inf", "+inf" -> Double.POSITIVE_INFINITY;
                case "-inf" -> Double.NEGATIVE_INFINITY;
                case "nan", "+nan", "-nan" -> Double.NaN;
                default -> number(word, wrong);
            };
        } catch (NumberFormatException e) {
            throw wrong; // its message repeats the digits
        }
    }

    private static Object number(String word, IllegalArgumentException wrong) {
        String plain = word.replace("_", "");
        if (WHOLE.matcher(word).matches()) {
            return Long.parseLong(plain);
        }
        if (HEX.matcher(word).matches()) {
            return Long.parseLong(plain.substring(2), 16);
        }
        if (OCTAL.matcher(word).matches()) {
            return Long.parseLong(plain.substring(2), 8);
        }
        if (BINARY.matcher(word).matches()) {
            return Long.parseLong(plain.substring(2), 2);
        }
        if (BROKEN.matcher(word).matches()) {
            return Double.parseDouble(plain);
        }
        throw wrong;
    }
}
