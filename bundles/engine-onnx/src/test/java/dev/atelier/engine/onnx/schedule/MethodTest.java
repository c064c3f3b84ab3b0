package dev.atelier.engine.onnx.schedule;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.ArrayList;
import java.util.List;
import org.assertj.core.data.Offset;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Every way ends at the picture a perfect network sees, whatever the number of steps. */
class MethodTest {
    private static final Curve CURVE = Curve.of(Curve.Growth.SCALED_LINEAR, 0.00085, 0.012, 1000);
    private static final float[] PICTURE = {0.9f, -0.4f, 0.1f, 0};
    private static final Offset<Float> CLOSE = within(0.002f);

    @ParameterizedTest
    @EnumSource
    void endsAtThePicture(Method method) {
        for (int steps : new int[] {1, 2, 3, 4, 7, 20, 50}) {
            assertThat(painted(method, training(method, Prediction.EPSILON), steps))
                    .as("%s in %d steps", method, steps)
                    .usingComparatorWithPrecision(0.002f)
                    .containsExactly(PICTURE);
        }
    }

    @ParameterizedTest
    @EnumSource
    void takesAsManyStepsAsThereAreMoments(Method method) {
        for (Spacing spacing : Spacing.values()) {
            float[] painted = painted(method, new Training("", CURVE, Prediction.EPSILON, spacing, 1, true, 50), 1000);

            assertThat(painted)
                    .as("%s, %s", method, spacing)
                    .usingComparatorWithPrecision(0.05f)
                    .containsExactly(PICTURE);
        }
    }

    @ParameterizedTest
    @EnumSource
    void endsAtThePictureWhateverTheNetworkPredicts(Method method) {
        for (Prediction prediction : Prediction.values()) {
            assertThat(painted(method, training(method, prediction), 8))
                    .as("%s of %s", method, prediction)
                    .usingComparatorWithPrecision(0.002f)
                    .containsExactly(PICTURE);
        }
    }

    @ParameterizedTest
    @EnumSource
    void beginsWithAPictureWhenOneIsThere(Method method) {
        Training training = training(method, Prediction.EPSILON);
        Sampler sampler = method.sampler(training, 10, 0.3, new Noise(1));
        float[] sample = sampler.begin(new float[] {0.1f, 0.1f, 0.1f, 0.1f}, new Noise(2).of(4));

        for (int call = 0; call < sampler.calls(); call++) {
            sample = sampler.step(sample, said(training, sampler, sample, call), call);
        }

        assertThat(sampler.calls()).isPositive();
        assertThat(sampler.moment(0)).isLessThan(400);
        assertThat(sample[0]).isCloseTo(PICTURE[0], CLOSE);
        assertThat(method.sampler(training, 10, 0, new Noise(1)).calls()).isZero();
    }

    @Test
    void visitsTheMomentsOfTheOriginals() {
        assertThat(moments(Method.DDIM, training(Method.DDIM, Prediction.EPSILON), 4))
                .containsExactly(751.0, 501.0, 251.0, 1.0);
        assertThat(moments(Method.PNDM, training(Method.PNDM, Prediction.EPSILON), 5))
                .containsExactly(801.0, 601.0, 601.0, 401.0, 201.0, 1.0);
        assertThat(moments(Method.LCM, training(Method.LCM, Prediction.EPSILON), 4))
                .containsExactly(999.0, 759.0, 499.0, 259.0);
        assertThat(moments(Method.EULER, spaced(Spacing.TRAILING), 4)).containsExactly(999.0, 749.0, 499.0, 249.0);
        assertThat(moments(Method.EULER, spaced(Spacing.LINSPACE), 3)).containsExactly(999.0, 499.5, 0.0);
    }

    @Test
    void knowsItsMethodsByManyNames() {
        assertThat(Method.named("Euler a")).contains(Method.EULER_A);
        assertThat(Method.named("PLMS")).contains(Method.PNDM);
        assertThat(Method.named("dpm++2m")).contains(Method.DPM);
        assertThat(Method.named("magic")).isEmpty();
        assertThat(Method.all()).isEqualTo("ddim, pndm, euler, euler_a, dpm++2m, lcm");
        assertThat(Method.of(new Training("FancyScheduler", CURVE, Prediction.V, null, 0, false, 50)))
                .isEqualTo(Method.EULER);
    }

    @Test
    void aStretchedCurveEndsInPureNoise() {
        Curve stretched = CURVE.toTheEnd();

        assertThat(stretched.left(999)).isLessThan(1e-6);
        assertThat(stretched.left(0)).isCloseTo(CURVE.left(0), within(1e-9));
        Training training =
                new Training("EulerDiscreteScheduler", stretched, Prediction.V, Spacing.TRAILING, 0, true, 50);
        assertThat(painted(Method.EULER, training, 3)[0]).isCloseTo(PICTURE[0], within(0.01f));
        assertThat(painted(Method.DDIM, training, 3)[0]).isCloseTo(PICTURE[0], within(0.01f));
    }

    @Test
    void otherCurvesGrowAsTheirNamesSay() {
        assertThat(Curve.of(Curve.Growth.LINEAR, 0.1, 0.3, 3).left(2)).isCloseTo(0.9 * 0.8 * 0.7, within(1e-9));
        Curve cosine = Curve.of(Curve.Growth.COSINE, 0, 0, 1000);
        assertThat(cosine.left(499)).isCloseTo(0.49, within(0.01));
        assertThat(Curve.of(new double[] {0.5, 0.5}).left(1)).isEqualTo(0.25);
    }

    private static Training training(Method method, Prediction prediction) {
        boolean far = method == Method.DDIM || method == Method.PNDM;
        return new Training("", CURVE, prediction, far ? Spacing.LEADING : Spacing.TRAILING, 1, true, 50);
    }

    private static Training spaced(Spacing spacing) {
        return new Training("", CURVE, Prediction.EPSILON, spacing, 0, true, 50);
    }

    private static float[] painted(Method method, Training training, int steps) {
        Sampler sampler = method.sampler(training, steps, 1, new Noise(3));
        float[] sample = sampler.begin(new Noise(4).of(PICTURE.length));
        for (int call = 0; call < sampler.calls(); call++) {
            sample = sampler.step(sample, said(training, sampler, sample, call), call);
        }
        return sample;
    }

    /** What a network says that knows the picture. */
    private static float[] said(Training training, Sampler sampler, float[] sample, int call) {
        double sigma = training.curve().sigma(sampler.moment(call));
        double a = 1 / Math.sqrt(sigma * sigma + 1);
        double s = sigma * a;
        float[] seen = sampler.seen(sample, call);
        float[] said = new float[seen.length];
        for (int i = 0; i < said.length; i++) {
            double noise = (seen[i] - a * PICTURE[i]) / s;
            said[i] = (float)
                    switch (training.prediction()) {
                        case EPSILON -> noise;
                        case V -> a * noise - s * PICTURE[i];
                        case SAMPLE -> PICTURE[i];
                    };
        }
        return said;
    }

    private static List<Double> moments(Method method, Training training, int steps) {
        Sampler sampler = method.sampler(training, steps, 1, new Noise(1));
        List<Double> moments = new ArrayList<>();
        for (int call = 0; call < sampler.calls(); call++) {
            moments.add(sampler.moment(call));
        }
        return moments;
    }
}
