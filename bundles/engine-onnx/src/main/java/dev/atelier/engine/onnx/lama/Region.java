package dev.atelier.engine.onnx.lama;

import dev.atelier.engine.onnx.picture.Mask;
import dev.atelier.engine.onnx.picture.Mask.Box;

/** How much of a picture the network has to see to fill a hole: all of it, or a square around the hole. */
final class Region {
    private static final double MARGIN = 0.25;
    private static final int LEAST_MARGIN = 32;
    private static final int LEAST_SIDE = 256;

    private Region() {}

    static Box of(Mask mask) {
        Box whole = new Box(0, 0, mask.width(), mask.height());
        Box hole = mask.box().orElse(whole);
        int longer = Math.max(hole.width(), hole.height());
        int shortest = Math.min(mask.width(), mask.height());
        if (hole.equals(whole) || longer > shortest) {
            return whole; // there is no more to see, or no square in the picture holds it
        }
        int asked = longer + 2 * ((int) Math.round(MARGIN * longer) + LEAST_MARGIN);
        int side = Math.min(Math.max(asked, LEAST_SIDE), shortest);
        return new Box(
                begin(hole.left(), hole.width(), side, mask.width()),
                begin(hole.top(), hole.height(), side, mask.height()),
                side,
                side);
    }

    private static int begin(int hole, int length, int side, int all) {
        return Math.max(0, Math.min(all - side, hole + length / 2 - side / 2));
    }
}
