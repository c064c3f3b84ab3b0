package dev.atelier.engine.onnx.schedule;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Every call of every method that depends on more than the last answer, against figures worked out elsewhere. */
class GoldenTest {
    private static final Curve CURVE = Curve.of(Curve.Growth.SCALED_LINEAR, 0.00085, 0.012, 1000);

    static List<String> lines() {
        try (InputStream in = GoldenTest.class.getResourceAsStream("golden.txt")) {
            assertThat(in).isNotNull();
            return new String(in.readAllBytes(), StandardCharsets.UTF_8)
                    .lines()
                    .filter(line -> !line.startsWith("#"))
                    .toList();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @ParameterizedTest
    @MethodSource("lines")
    void followsThePublishedFormulas(String line) {
        String[] parts = line.split(" \\| ", -1);
        String[] what = parts[0].split(" ", -1);
        double[] moments = numbers(parts[1]);
        double[] samples = numbers(parts[2]);
        Training training = new Training("", CURVE, Prediction.valueOf(what[2]), spacing(what[1]), 1, false, 50);
        Sampler sampler = Method.valueOf(what[0]).sampler(training, Integer.parseInt(what[3]), 1, new Noise(7));
        assertThat(sampler.calls()).isEqualTo(moments.length);

        float[] sample = sampler.begin(new float[] {0.7f, -1.1f});
        for (int call = 0; call < moments.length; call++) {
            assertThat(sampler.moment(call)).isCloseTo(moments[call], within(1e-6));
            sample = sampler.step(sample, said(sampler.seen(sample, call), moments[call]), call);

            for (int i = 0; i < sample.length; i++) {
                assertThat((double) sample[i]).as("call %d", call).isCloseTo(samples[2 * call + i], within(5e-5));
            }
        }
    }

    private static @Nullable Spacing spacing(String name) {
        return name.equals("NONE") ? null : Spacing.valueOf(name);
    }

    private static float[] said(float[] seen, double moment) {
        float[] said = new float[seen.length];
        for (int i = 0; i < said.length; i++) {
            said[i] = (float) (0.8 * Math.sin(seen[i]) + 0.3 * Math.cos(moment / 200));
        }
        return said;
    }

    private static double[] numbers(String text) {
        return Arrays.stream(text.split(" ", -1))
                .mapToDouble(Double::parseDouble)
                .toArray();
    }
}
