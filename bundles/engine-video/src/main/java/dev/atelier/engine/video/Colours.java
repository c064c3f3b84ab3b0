package dev.atelier.engine.video;

/** Sums with colours packed {@code 0xRRGGBB}. */
final class Colours {
    private Colours() {}

    /** @param share of the second colour, 0 to 1 */
    static int mix(int first, int second, double share) {
        int of256 = (int) (256 * Math.max(0, Math.min(1, share)));
        return mix256(first, second, of256);
    }

    /** For the inner loops: red and blue at once, then green. */
    static int mix256(int first, int second, int of256) {
        int keep = 256 - of256;
        int redBlue = ((first & 0xff00ff) * keep + (second & 0xff00ff) * of256) >>> 8 & 0xff00ff;
        int green = ((first & 0xff00) * keep + (second & 0xff00) * of256) >>> 8 & 0xff00;
        return redBlue | green;
    }

    static int rgb(double red, double green, double blue) {
        return clamp(red) << 16 | clamp(green) << 8 | clamp(blue);
    }

    /** A colour by its angle on the wheel, 0 to 1, its strength and its light. */
    static int hsl(double hue, double strength, double light) {
        double span = strength * Math.min(light, 1 - light);
        return rgb(
                255 * channel(0, hue, span, light),
                255 * channel(8, hue, span, light),
                255 * channel(4, hue, span, light));
    }

    private static double channel(int turn, double hue, double span, double light) {
        double k = (turn + hue * 12) % 12;
        return light - span * Math.max(-1, Math.min(1, Math.min(k - 3, 9 - k)));
    }

    static int clamp(double value) {
        return value < 0 ? 0 : value > 255 ? 255 : (int) value;
    }
}
