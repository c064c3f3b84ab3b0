package dev.atelier.engine.onnx.schedule;

/**
 * How noisy a sample is at each moment of the training. At moment {@code t} it is
 * {@code sqrt(left(t)) * picture + sqrt(1 - left(t)) * noise}.
 */
public final class Curve {
    private static final double ALMOST_NOTHING = Math.pow(2, -24);

    private final double[] left;

    private Curve(double[] left) {
        this.left = left;
    }

    /** How the noise that is added grows from the first moment to the last. */
    public enum Growth {
        LINEAR,
        SCALED_LINEAR,
        COSINE
    }

    public static Curve of(Growth growth, double start, double end, int moments) {
        double[] betas = new double[moments];
        for (int i = 0; i < moments; i++) {
            double share = moments == 1 ? 0 : (double) i / (moments - 1);
            betas[i] = switch (growth) {
                case LINEAR -> start + (end - start) * share;
                case SCALED_LINEAR -> {
                    double root = Math.sqrt(start) + (Math.sqrt(end) - Math.sqrt(start)) * share;
                    yield root * root;
                }
                case COSINE -> Math.min(1 - bar((i + 1.0) / moments) / bar((double) i / moments), 0.999);
            };
        }
        return of(betas);
    }

    private static double bar(double time) {
        double cos = Math.cos((time + 0.008) / 1.008 * Math.PI / 2);
        return cos * cos;
    }

    /** @param betas how much noise each moment adds */
    public static Curve of(double[] betas) {
        double[] left = new double[betas.length];
        double product = 1;
        for (int i = 0; i < betas.length; i++) {
            product *= 1 - betas[i];
            left[i] = product;
        }
        return new Curve(left);
    }

    /** Stretched so that nothing of the picture is left at the end, as some models were trained. */
    public Curve toTheEnd() {
        double first = Math.sqrt(left[0]);
        double last = Math.sqrt(left[left.length - 1]);
        double[] stretched = new double[left.length];
        for (int i = 0; i < left.length; i++) {
            double root = (Math.sqrt(left[i]) - last) * first / (first - last);
            stretched[i] = Math.max(ALMOST_NOTHING, root * root);
        }
        return new Curve(stretched);
    }

    public int moments() {
        return left.length;
    }

    double left(int moment) {
        return left[moment];
    }

    /** Noise in proportion to the picture; between moments it grows evenly. */
    double sigma(double moment) {
        int before = (int) moment;
        double sigma = whole(before);
        double part = moment - before;
        return part == 0 ? sigma : sigma + (whole(before + 1) - sigma) * part;
    }

    private double whole(int moment) {
        return Math.sqrt((1 - left[moment]) / left[moment]);
    }
}
