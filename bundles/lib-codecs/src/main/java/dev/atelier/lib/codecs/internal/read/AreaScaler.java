package dev.atelier.lib.codecs.internal.read;

import dev.atelier.lib.codecs.api.Picture;
import java.util.Arrays;

/** Makes a picture smaller: every new pixel is the mean of the area it covers, weighted by opacity. */
final class AreaScaler {
    private static final int CHANNELS = 4;

    private final int width;
    private final int toWidth;
    private final double[] line;
    private final double[] sums;

    private AreaScaler(int width, int toWidth) {
        this.width = width;
        this.toWidth = toWidth;
        this.line = new double[toWidth * CHANNELS];
        this.sums = new double[toWidth * CHANNELS];
    }

    static Picture scale(Rows rows, int width, int height, int toWidth, int toHeight) {
        AreaScaler scaler = new AreaScaler(width, toWidth);
        int[] argb = new int[toWidth * toHeight];
        int[] row = new int[width];
        double rowHeight = (double) height / toHeight;
        double area = rowHeight * width / toWidth;
        int read = -1;
        for (int to = 0; to < toHeight; to++) {
            double top = to * rowHeight;
            double bottom = to == toHeight - 1 ? height : top + rowHeight;
            Arrays.fill(scaler.sums, 0);
            for (int y = (int) top; y < Math.min(height, Math.ceil(bottom)); y++) {
                if (y != read) { // a row two new rows share is narrowed once
                    rows.read(y, row);
                    scaler.narrow(row);
                    read = y;
                }
                scaler.add(Math.min(y + 1, bottom) - Math.max(y, top));
            }
            scaler.emit(argb, to * toWidth, area);
        }
        return new Picture(toWidth, toHeight, argb);
    }

    private void narrow(int[] row) {
        double step = (double) width / toWidth;
        for (int to = 0; to < toWidth; to++) {
            double left = to * step;
            double right = to == toWidth - 1 ? width : left + step;
            double alpha = 0;
            double red = 0;
            double green = 0;
            double blue = 0;
            for (int x = (int) left; x < Math.min(width, Math.ceil(right)); x++) {
                double share = Math.min(x + 1, right) - Math.max(x, left);
                double weight = share * (row[x] >>> 24);
                alpha += weight;
                red += weight * (row[x] >> 16 & 255);
                green += weight * (row[x] >> 8 & 255);
                blue += weight * (row[x] & 255);
            }
            line[to * CHANNELS] = alpha;
            line[to * CHANNELS + 1] = red;
            line[to * CHANNELS + 2] = green;
            line[to * CHANNELS + 3] = blue;
        }
    }

    private void add(double share) {
        for (int i = 0; i < sums.length; i++) {
            sums[i] += share * line[i];
        }
    }

    private void emit(int[] argb, int at, double area) {
        for (int to = 0; to < toWidth; to++) {
            double alpha = sums[to * CHANNELS];
            if (alpha > 0) {
                argb[at + to] = level(alpha / area) << 24
                        | level(sums[to * CHANNELS + 1] / alpha) << 16
                        | level(sums[to * CHANNELS + 2] / alpha) << 8
                        | level(sums[to * CHANNELS + 3] / alpha);
            }
        }
    }

    private static int level(double mean) {
        return (int) Math.max(0, Math.min(255, Math.round(mean)));
    }
}
