package dev.atelier.engine.onnx.schedule;

import java.util.Arrays;

/** Which of the moments a network was trained for are visited, the noisiest first. */
public enum Spacing {
    LEADING {
        @Override
        double at(int step, int steps, int trained, int offset) {
            int every = Math.max(1, trained / steps); // whole, as it was when models were trained
            return every * (steps - 1.0 - step) + offset;
        }
    },
    TRAILING {
        @Override
        double at(int step, int steps, int trained, int offset) {
            return Math.rint(trained - (double) step * trained / steps) - 1;
        }
    },
    LINSPACE {
        @Override
        double at(int step, int steps, int trained, int offset) {
            return steps == 1 ? trained - 1 : (double) (trained - 1) * (steps - 1 - step) / (steps - 1);
        }
    };

    abstract double at(int step, int steps, int trained, int offset);

    double[] moments(int steps, int trained, int offset) {
        double[] moments = new double[steps];
        for (int i = 0; i < steps; i++) {
            moments[i] = Math.max(0, Math.min(trained - 1, at(i, steps, trained, offset)));
        }
        return moments;
    }

    /** The same for schedules that count the picture itself among their moments, and visit whole ones only. */
    double[] momentsBeforeThePicture(int steps, int trained, int offset) {
        return Arrays.stream(moments(this == TRAILING ? steps : steps + 1, trained, offset))
                .limit(steps)
                .map(Math::rint)
                .toArray();
    }
}
