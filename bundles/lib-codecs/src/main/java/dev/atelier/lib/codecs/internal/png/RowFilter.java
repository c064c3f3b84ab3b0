package dev.atelier.lib.codecs.internal.png;

/**
 * Picks the filter whose bytes are smallest in sum, read as signed: the heuristic the PNG specification suggests.
 * The returned array starts with the filter's number and is reused by the next call.
 */
final class RowFilter {
    private static final int FILTERS = 5;

    private final byte[][] tries;
    private final int step;

    RowFilter(int rowLength, int step) {
        this.tries = new byte[FILTERS][rowLength + 1];
        this.step = step;
        for (int filter = 0; filter < FILTERS; filter++) {
            tries[filter][0] = (byte) filter;
        }
    }

    byte[] best(byte[] row, byte[] above) {
        byte[] none = tries[0];
        byte[] sub = tries[1];
        byte[] up = tries[2];
        byte[] average = tries[3];
        byte[] paeth = tries[4];
        for (int i = 0; i < row.length; i++) {
            int value = row[i];
            int left = i >= step ? row[i - step] & 255 : 0;
            int top = above[i] & 255;
            int corner = i >= step ? above[i - step] & 255 : 0;
            none[i + 1] = (byte) value;
            sub[i + 1] = (byte) (value - left);
            up[i + 1] = (byte) (value - top);
            average[i + 1] = (byte) (value - ((left + top) >> 1));
            paeth[i + 1] = (byte) (value - paeth(left, top, corner));
        }
        return cheapest();
    }

    private byte[] cheapest() {
        byte[] best = tries[0];
        long lowest = Long.MAX_VALUE;
        for (byte[] filtered : tries) {
            long cost = 0;
            for (int i = 1; i < filtered.length; i++) {
                cost += Math.abs(filtered[i]);
            }
            if (cost < lowest) {
                lowest = cost;
                best = filtered;
            }
        }
        return best;
    }

    private static int paeth(int left, int top, int corner) {
        int byLeft = Math.abs(top - corner);
        int byTop = Math.abs(left - corner);
        int byCorner = Math.abs(left + top - 2 * corner);
        if (byLeft <= byTop && byLeft <= byCorner) {
            return left;
        }
        return byTop <= byCorner ? top : corner;
    }
}
