package dev.atelier.engine.video;

/** A soft copy of a mask: twice the mean of neighbours, along rows and along columns. */
final class Blur {
    private Blur() {}

    static byte[] of(byte[] mask, int width, int height, int radius) {
        byte[] soft = mask;
        for (int pass = 0; pass < 2; pass++) {
            soft = along(soft, height, width, width, 1, radius);
            soft = along(soft, width, height, 1, width, radius);
        }
        return soft;
    }

    private static byte[] along(byte[] mask, int lines, int length, int lineStep, int step, int radius) {
        byte[] out = new byte[mask.length];
        for (int line = 0; line < lines; line++) {
            int from = line * lineStep;
            int sum = 0;
            for (int i = -radius; i < length + radius; i++) {
                sum += i + radius < length ? mask[from + (i + radius) * step] & 0xff : 0;
                sum -= i - radius - 1 >= 0 && i - radius - 1 < length ? mask[from + (i - radius - 1) * step] & 0xff : 0;
                if (i >= 0 && i < length) {
                    out[from + i * step] = (byte) Math.min(255, sum / (radius + 1));
                }
            }
        }
        return out;
    }
}
