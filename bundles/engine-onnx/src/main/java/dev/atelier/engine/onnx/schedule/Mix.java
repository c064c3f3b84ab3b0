package dev.atelier.engine.onnx.schedule;

/** Sums of weighted arrays. */
final class Mix {
    private Mix() {}

    static float[] of(double a, float[] x, double b, float[] y) {
        float[] sum = new float[x.length];
        for (int i = 0; i < x.length; i++) {
            sum[i] = (float) (a * x[i] + b * y[i]);
        }
        return sum;
    }

    /** A share of a picture and the noise that makes it whole. */
    static float[] noisy(double left, float[] picture, float[] noise) {
        return of(Math.sqrt(left), picture, Math.sqrt(1 - left), noise);
    }

    static float[] scaled(double a, float[] x) {
        float[] product = new float[x.length];
        for (int i = 0; i < x.length; i++) {
            product[i] = (float) (a * x[i]);
        }
        return product;
    }
}
