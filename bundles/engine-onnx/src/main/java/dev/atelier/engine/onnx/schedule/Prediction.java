package dev.atelier.engine.onnx.schedule;

/** What a network tells of a noisy sample {@code a * picture + s * noise}, and how picture and noise follow from it. */
public enum Prediction {
    EPSILON {
        @Override
        double picture(double sample, double output, double a, double s) {
            return (sample - s * output) / a;
        }

        @Override
        double noise(double sample, double output, double a, double s) {
            return output;
        }
    },
    V {
        @Override
        double picture(double sample, double output, double a, double s) {
            return a * sample - s * output;
        }

        @Override
        double noise(double sample, double output, double a, double s) {
            return a * output + s * sample;
        }
    },
    SAMPLE {
        @Override
        double picture(double sample, double output, double a, double s) {
            return output;
        }

        @Override
        double noise(double sample, double output, double a, double s) {
            return (sample - a * output) / s;
        }
    };

    abstract double picture(double sample, double output, double a, double s);

    abstract double noise(double sample, double output, double a, double s);
}
