package dev.atelier.engine.onnx.picture;

/** Gaussian blur of one plane; beyond the edge it goes on as it was at the edge. */
public final class Blur {
    private Blur() {}

    public static Planes of(Planes plane, double sigma) {
        float[] kernel = kernel(sigma);
        int width = plane.width();
        int height = plane.height();
        float[] across = new float[width * height];
        pass(plane.values(), across, width, height, 1, width, kernel);
        float[] down = new float[width * height];
        pass(across, down, height, width, width, 1, kernel);
        return new Planes(1, width, height, down);
    }

    /** Over all lines: so many values a line, this far apart, and lines that far apart. */
    private static void pass(float[] from, float[] to, int length, int lines, int step, int lineStep, float[] kernel) {
        int reach = kernel.length / 2;
        for (int line = 0; line < lines; line++) {
            int start = line * lineStep;
            for (int i = 0; i < length; i++) {
                float sum = 0;
                for (int k = -reach; k <= reach; k++) {
                    int near = Math.max(0, Math.min(length - 1, i + k));
                    sum += kernel[k + reach] * from[start + near * step];
                }
                to[start + i * step] = sum;
            }
        }
    }

    private static float[] kernel(double sigma) {
        int reach = (int) Math.ceil(3 * sigma);
        float[] kernel = new float[2 * reach + 1];
        double sum = 0;
        for (int i = 0; i < kernel.length; i++) {
            double value = Math.exp(-(i - reach) * (i - reach) / (2 * sigma * sigma));
            kernel[i] = (float) value;
            sum += value;
        }
        for (int i = 0; i < kernel.length; i++) {
            kernel[i] = (float) (kernel[i] / sum);
        }
        return kernel;
    }
}
