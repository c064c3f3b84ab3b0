package dev.atelier.launcher.toml;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.catchThrowable;

import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class FlatTomlTest {
    @Test
    void readsTheFileOfAWorker() {
        FlatToml toml = FlatToml.parse("""
                # made by hand
                api_base_url = "https://studio.example/" # the studio
                vram_threshold_gb = 6.5
                auto_start=true

                auto_update_interval_secs = 1_800
                models_root = 'C:\\models'
                """);

        assertThat(toml.values())
                .containsExactly(
                        Map.entry("api_base_url", "https://studio.example/"),
                        Map.entry("vram_threshold_gb", 6.5),
                        Map.entry("auto_start", true),
                        Map.entry("auto_update_interval_secs", 1800L),
                        Map.entry("models_root", "C:\\models"));
        assertThat(toml.tables()).isEmpty();
    }

    @Test
    void takesWindowsLineEndsAByteOrderMarkAndNoLastLineEnd() {
        assertThat(FlatToml.parse("\ufeffa = 1\r\n\r\n# c\r\nb = \"x\"\r\nc = true")
                        .values())
                .isEqualTo(Map.of("a", 1L, "b", "x", "c", true));
        assertThat(FlatToml.parse("").values()).isEmpty();
    }

    @ParameterizedTest
    @CsvSource(
            quoteCharacter = '`',
            value = {
                "\"a\\tb\\\"c\\\\\",a\tb\"c\\",
                "\"\\u00e9\\U0001F600\",é😀",
                "'no \\escape',no \\escape",
                "\"\"\"one\"two\"\"\"\"\",one\"two\"\"",
                "'''it''s'''',it''s'",
                "\"# no comment\",# no comment"
            })
    void readsStringsOfEveryKind(String written, String meant) {
        assertThat(FlatToml.parse("k = " + written).values()).containsEntry("k", meant);
    }

    @Test
    void readsStringsOfSeveralLines() {
        assertThat(FlatToml.parse("k = \"\"\"\r\none\r\ntwo\\\n   \n three\"\"\"\nl = 1")
                        .values())
                .containsEntry("k", "one\ntwothree")
                .containsEntry("l", 1L);
    }

    @Test
    void readsNumbersOfEveryKind() {
        assertThat(FlatToml.parse("""
                a = -17
                b = +1_000
                c = 0xDEAD_beef
                d = 0o17
                e = 0b101
                f = -0.5e-3
                g = 1e2
                h = inf
                i = nan
                """).values().values())
                .containsExactly(
                        -17L, 1000L, 0xDEADBEEFL, 15L, 5L, -0.0005, 100.0, Double.POSITIVE_INFINITY, Double.NaN);
    }

    @Test
    void readsListsAndLeavesTablesOut() {
        FlatToml toml = FlatToml.parse("""
                engines = [ "a", # first
                  "b",
                ]
                empty = []
                inline = { x = 1, "y z" = [1, 2] }
                dotted.key = 3
                [section]
                api_base_url = "not this one"
                [[list.of]]
                again = 1
                again = 1
                """);

        assertThat(toml.values())
                .isEqualTo(Map.of(
                        "engines",
                        List.of("a", "b"),
                        "empty",
                        List.of(),
                        "inline",
                        Map.of("x", 1L, "y z", List.of(1L, 2L))));
        assertThat(toml.tables()).containsExactly("dotted", "section", "list.of");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "hush",
                "hush hush = 1",
                "hush = ",
                "hush = hush",
                "hush = \"hush",
                "hush = 'hush",
                "hush = \"\"\"hush",
                "hush = \"hu\\sh\"",
                "hush = \"hu\\\nsh\"",
                "hush = \"\\uD800hush\"",
                "hush = \"\\Uffffffffhush\"",
                "hush = \"hush\" hush",
                "hush = \"hu\u0001sh\"",
                "hush = \"hu\rsh\"",
                "hush = 01",
                "hush = 1__0",
                "hush = 99999999999999999999",
                "hush = 1.",
                "hush = .5",
                "hush = 1979-05-27",
                "hush = [1, 2",
                "hush = [1 2]",
                "hush = {a = 1",
                "[hush",
                "[hush] hush",
                "= hush",
                "hush = True"
            })
    void saysTheLineAndNothingOfItsContent(String line) {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> FlatToml.parse("a = 1\n" + line))
                .satisfies(e -> assertThat(e).hasMessageMatching("line [23]: expected .*"))
                .withMessageNotContaining("hush")
                .withNoCause();
    }

    @Test
    void refusesAKeyThatComesTwice() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> FlatToml.parse("a = 1\nb = 2\na = 3"))
                .withMessage("line 3: expected no key twice");
    }

    @Test
    void boundsTheNesting() {
        assertThatIllegalArgumentException().isThrownBy(() -> FlatToml.parse("a = " + "[".repeat(100_000)));
    }

    @Test
    void endsOnAnythingWithAValueOrARefusal() {
        String alphabet = "ab=[]{}\"'\\#\n\r \t.,_0x1e-+u";
        Random random = new Random(7);
        for (int i = 0; i < 20_000; i++) {
            StringBuilder text = new StringBuilder("k = ");
            for (int n = random.nextInt(30); n > 0; n--) {
                text.append(alphabet.charAt(random.nextInt(alphabet.length())));
            }

            Throwable thrown = catchThrowable(() -> FlatToml.parse(text.toString()));

            assertThat(thrown == null || thrown instanceof IllegalArgumentException)
                    .as("%s: %s", text, thrown)
                    .isTrue();
        }
    }

    @Test
    void doesNotPrintItsValues() {
        assertThat(FlatToml.parse("auth_token = \"hush\"")).asString().doesNotContain("hush");
    }
}
