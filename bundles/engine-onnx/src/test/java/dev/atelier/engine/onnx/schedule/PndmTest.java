package dev.atelier.engine.onnx.schedule;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Against the published sums, written down once more, on a network whose answer is never the same twice. */
class PndmTest {
    private static final int MOMENTS = 1000;
    private static final double BEGIN = 0.7;

    @ParameterizedTest
    @ValueSource(ints = {2, 3, 4, 10})
    void guessesFromTheSameAnswersAsTheOriginal(int steps) {
        Curve curve = Curve.of(Curve.Growth.SCALED_LINEAR, 0.00085, 0.012, MOMENTS);
        Training training = new Training("", curve, Prediction.EPSILON, Spacing.LEADING, 1, false, 50);
        Sampler sampler = Method.PNDM.sampler(training, steps, 1, new Noise(1));
        float[] sample = sampler.begin(new float[] {(float) BEGIN});
        for (int call = 0; call < sampler.calls(); call++) {
            sample = sampler.step(sample, new float[] {(float) said(sample[0], sampler.moment(call))}, call);
        }

        assertThat((double) sample[0]).isCloseTo(original(steps), within(1e-4));
    }

    private static double said(double sample, double moment) {
        return Math.sin(sample) + moment / MOMENTS;
    }

    /** Pseudo linear multi-steps without a Runge-Kutta start; the second call is at the end of the first step. */
    private static double original(int steps) {
        int ratio = MOMENTS / steps;
        List<Integer> moments = new ArrayList<>();
        for (int i = steps - 1; i >= 0; i--) {
            moments.add(i * ratio + 1);
        }
        moments.add(1, moments.get(1));
        List<Double> ets = new ArrayList<>();
        double sample = BEGIN;
        double first = 0;
        for (int counter = 0; counter < moments.size(); counter++) {
            int from = moments.get(counter);
            int to = from - ratio;
            double e = said(sample, from);
            if (counter == 1) {
                to = from;
                from += ratio;
            } else {
                ets.add(e);
            }
            int n = ets.size();
            if (counter == 0) {
                first = sample;
            } else if (counter == 1) {
                e = (e + ets.get(0)) / 2;
                sample = first;
            } else if (n == 2) {
                e = (3 * ets.get(1) - ets.get(0)) / 2;
            } else if (n == 3) {
                e = (23 * ets.get(2) - 16 * ets.get(1) + 5 * ets.get(0)) / 12;
            } else {
                e = (55 * ets.get(n - 1) - 59 * ets.get(n - 2) + 37 * ets.get(n - 3) - 9 * ets.get(n - 4)) / 24;
            }
            double a = left(from);
            double b = left(Math.max(0, to));
            double below = a * Math.sqrt(1 - b) + Math.sqrt(a * (1 - a) * b);
            sample = Math.sqrt(b / a) * sample - (b - a) * e / below;
        }
        return sample;
    }

    private static double left(int moment) {
        double left = 1;
        for (int i = 0; i <= moment; i++) {
            double root = Math.sqrt(0.00085) + (Math.sqrt(0.012) - Math.sqrt(0.00085)) * i / (MOMENTS - 1);
            left *= 1 - root * root;
        }
        return left;
    }
}
