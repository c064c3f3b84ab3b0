package dev.atelier.engine.onnx.net;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class HalfTest {
    @Test
    void writesNumbersAsTheStandardHasThem() {
        assertThat(Half.of(0)).isEqualTo((short) 0);
        assertThat(Half.of(1)).isEqualTo((short) 0x3c00);
        assertThat(Half.of(-2)).isEqualTo((short) 0xc000);
        assertThat(Half.of(0.333_251_95f)).isEqualTo((short) 0x3555);
        assertThat(Half.of(65_504)).isEqualTo((short) 0x7bff);
        assertThat(Half.of(6.103_515_6e-5f)).isEqualTo((short) 0x0400);
        assertThat(Half.of(5.960_464_5e-8f)).isEqualTo((short) 0x0001);
        assertThat(Half.of(-0f)).isEqualTo((short) 0x8000);
        assertThat(Half.of(Float.NaN)).isEqualTo((short) 0x7e00);
    }

    @Test
    void roundsToTheNearestAndKeepsWhatIsTooLargeFinite() {
        assertThat(Half.of(1 + 0.0004f)).isEqualTo((short) 0x3c00);
        assertThat(Half.of(1 + 0.0006f)).isEqualTo((short) 0x3c01);
        assertThat(Half.of(2048.5f)).isEqualTo((short) 0x6800);
        assertThat(Half.of(1e9f)).isEqualTo((short) 0x7bff);
        assertThat(Half.of(Float.NEGATIVE_INFINITY)).isEqualTo((short) 0xfbff);
    }
}
