package dev.atelier.settings.internal;

import static org.assertj.core.api.Assertions.assertThat;

import dev.atelier.settings.internal.Definition.Kind;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class DefinitionTest {
    @Test
    void makesTypedValues() {
        assertThat(of(Kind.INTEGER, null, null).parse(" 5 ").value()).isEqualTo(5);
        assertThat(of(Kind.LONG, null, null).parse("5000000000").value()).isEqualTo(5_000_000_000L);
        assertThat(of(Kind.DOUBLE, null, null).parse("12").value()).isEqualTo(12.0);
        assertThat(of(Kind.BOOLEAN, null, null).parse("TRUE").value()).isEqualTo(true);
        assertThat(of(Kind.STRING, null, null).parse("a b").value()).isEqualTo("a b");
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "five", "5.5", "-1", "70000", "99999999999999999999", "1e999999999", "NaN", "0x10"})
    void refusesWhatIsNoPortAndSaysWhatIs(String text) {
        Definition port = of(Kind.INTEGER, "0", "65535");

        assertThat(port.parse(text).value()).isNull();
        assertThat(port.parse(text).refusal()).isEqualTo("must be a whole number from 0 to 65535");
    }

    @ParameterizedTest
    @ValueSource(strings = {"NaN", "Infinity", "1e999", "-0.1", "big"})
    void aNumberIsFiniteAndWithinItsBounds(String text) {
        assertThat(of(Kind.DOUBLE, "0", null).parse(text).refusal()).isEqualTo("must be a number of at least 0");
    }

    @ParameterizedTest
    @ValueSource(strings = {"yes", "1", ""})
    void aSwitchIsTrueOrFalse(String text) {
        assertThat(of(Kind.BOOLEAN, null, null).parse(text).refusal()).isEqualTo("must be true or false");
    }

    @Test
    void anOptionIsOneOfThose() {
        Definition level = new Definition(
                "level", "dev.atelier.x", Kind.STRING, "info", null, null, List.of("info", "debug"), "", "", "");

        assertThat(level.parse("debug").value()).isEqualTo("debug");
        assertThat(level.parse("loud").refusal()).isEqualTo("must be one of info, debug");
    }

    @Test
    void writesTheSameNumberTheSameWay() {
        assertThat(Definition.text(12.0)).isEqualTo("12.0");
        assertThat(Definition.text(1e10)).isEqualTo("10000000000");
        assertThat(Definition.text(1800)).isEqualTo("1800");
    }

    private static Definition of(Kind kind, @Nullable String min, @Nullable String max) {
        return new Definition("x", "dev.atelier.x", kind, null, min, max, List.of(), "", "", "");
    }
}
