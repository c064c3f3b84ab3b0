package dev.atelier.console.internal;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.util.HashMap;
import java.util.Map;
import java.util.Objects;
import java.util.regex.Pattern;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Reads the stylesheet and holds the contrast that WCAG 2.2 asks for, in both themes. */
class TokensTest {
    private static final Pattern PAIR =
            Pattern.compile("--([a-z0-9-]+): light-dark\\((#[0-9a-f]{6}), (#[0-9a-f]{6})\\);");

    private final Map<String, String[]> tokens = new HashMap<>();

    TokensTest() throws IOException {
        PAIR.matcher(Files.text("assets/tokens.css"))
                .results()
                .forEach(m -> tokens.put(m.group(1), new String[] {m.group(2), m.group(3)}));
    }

    @ParameterizedTest
    @CsvSource({
        "text, surface",
        "text, canvas",
        "text, inset",
        "text, hover",
        "text, accent-soft",
        "text-2, canvas",
        "text-2, surface",
        "text-2, inset",
        "text-2, side",
        "text-2, idle-soft",
        "text-2, hover",
        "text-3, surface",
        "text-3, canvas",
        "text-3, inset",
        "text-3, side",
        "text-3, accent-soft",
        "accent-text, accent-soft",
        "accent-text, surface",
        "accent-text, canvas",
        "accent-text, side",
        "on-accent, accent",
        "on-accent, accent-hover",
        "ok-text, ok-soft",
        "ok-text, surface",
        "warn-text, warn-soft",
        "warn-text, surface",
        "bad-text, bad-soft",
        "bad-text, surface",
        "bad-text, canvas"
    })
    void wordsCanBeRead(String front, String back) {
        assertThat(contrast(front, back, 0)).as("light").isGreaterThanOrEqualTo(4.5);
        assertThat(contrast(front, back, 1)).as("dark").isGreaterThanOrEqualTo(4.5);
    }

    @ParameterizedTest
    @CsvSource({
        "line-control, canvas", "line-control, surface", "live-mark, surface", "live-mark, canvas",
        "ok-mark, surface", "ok-mark, ok-soft", "warn-mark, surface", "warn-mark, warn-soft",
        "bad-mark, surface", "bad-mark, bad-soft", "idle-mark, surface", "idle-mark, idle-soft"
    })
    void marksAndEdgesCanBeSeen(String front, String back) {
        assertThat(contrast(front, back, 0)).as("light").isGreaterThanOrEqualTo(3);
        assertThat(contrast(front, back, 1)).as("dark").isGreaterThanOrEqualTo(3);
    }

    private double contrast(String front, String back, int theme) {
        double a = luminance(token(front)[theme]);
        double b = luminance(token(back)[theme]);
        return (Math.max(a, b) + 0.05) / (Math.min(a, b) + 0.05);
    }

    private String[] token(String name) {
        return Objects.requireNonNull(tokens.get(name), name);
    }

    private static double luminance(String hex) {
        int rgb = Integer.parseInt(hex.substring(1), 16);
        return 0.2126 * linear(rgb >> 16 & 0xff) + 0.7152 * linear(rgb >> 8 & 0xff) + 0.0722 * linear(rgb & 0xff);
    }

    private static double linear(int channel) {
        double c = channel / 255.0;
        return c <= 0.04045 ? c / 12.92 : Math.pow((c + 0.055) / 1.055, 2.4);
    }
}
