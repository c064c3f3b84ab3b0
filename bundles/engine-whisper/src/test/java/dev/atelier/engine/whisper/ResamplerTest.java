package dev.atelier.engine.whisper;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ResamplerTest {
    @ParameterizedTest
    @ValueSource(ints = {8_000, 11_025, 16_000, 22_050, 44_100, 48_000})
    void aSecondStaysASecond(int rate) throws Exception {
        assertThat(resampled(rate, new float[rate])).hasSizeBetween(15_999, 16_001);
    }

    @Test
    void leavesWhatIsRightAlready() throws Exception {
        assertThat(resampled(16_000, 0.1f, -0.2f, 0.3f)).containsExactly(0.1f, -0.2f, 0.3f);
    }

    @Test
    void goesAlongTheLineBetweenTwoSamples() throws Exception {
        assertThat(resampled(8_000, 0f, 1f, 0f)).containsExactly(0f, 0.5f, 1f, 0.5f, 0f, 0f);
    }

    @Test
    void takesTheMeanOfMoreThanIsWanted() throws Exception {
        assertThat(resampled(32_000, 1f, 0f, 0.5f, 0.5f)).containsExactly(0.5f, 0.5f);
    }

    private static List<Float> resampled(int rate, float... samples) throws IOException {
        List<Float> out = new ArrayList<>();
        Resampler resampler = new Resampler(rate, 16_000, out::add);
        for (float sample : samples) {
            resampler.accept(sample);
        }
        resampler.end();
        return out;
    }
}
