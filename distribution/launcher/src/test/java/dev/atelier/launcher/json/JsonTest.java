package dev.atelier.launcher.json;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.math.BigInteger;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class JsonTest {
    @Test
    void readsEveryKindOfValueAndKeepsTheOrderOfMembers() {
        Object read = Json.parse(" {\"z\": [1, -2.5, true, false, null], \"a\": {\"e\\u00e9\\n\": \"\\\"\\\\\"}} ");

        assertThat(read).isInstanceOfSatisfying(Map.class, map -> assertThat(map.toString())
                .isEqualTo("{z=[1, -2.5, true, false, null], a={eé\n=\"\\}}"));
    }

    @Test
    void keepsEveryDigitOfAWholeNumber() {
        assertThat(Json.parse("9223372036854775807")).isEqualTo(Long.MAX_VALUE);
        assertThat(Json.parse("18446744073709551615")).isEqualTo(new BigInteger("18446744073709551615"));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"", "{", "[1,]", "{\"a\" 1}", "{a:1}", "tru", "1 2", "\"\t\"", "\"\\q\"", "-", "01x", "\"open"})
    void refusesWhatIsNotJsonAndSaysWhere(String text) {
        assertThatIllegalArgumentException().isThrownBy(() -> Json.parse(text)).withMessageContaining("position");
    }

    @Test
    void refusesEndlessNestingInsteadOfOverflowing() {
        assertThatIllegalArgumentException().isThrownBy(() -> Json.parse("[".repeat(100_000)));
    }

    @Test
    void writesWhatItReads() {
        String text = "{\"b\":[1,2.5,{\"c\":null}],\"a\":\"q\\\"\\\\\\n\\u0001é\",\"e\":[],\"f\":{}}";

        assertThat(Json.write(Json.parse(text))).isEqualTo(text);
    }

    @Test
    void writesLoneSurrogatesAndUnknownNumbersSafely() {
        assertThat(Json.write(List.of("\ud800", Double.NaN))).isEqualTo("[\"\\ud800\",null]");
    }

    @Test
    void indentsForPeople() {
        assertThat(Json.pretty(Map.of("a", Arrays.asList(1L, null))))
                .isEqualTo("{\n  \"a\": [\n    1,\n    null\n  ]\n}");
    }
}
