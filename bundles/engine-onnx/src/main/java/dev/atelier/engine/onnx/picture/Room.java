package dev.atelier.engine.onnx.picture;

import dev.atelier.engine.api.EngineException;
import java.util.Locale;

/** How large pictures may be for their numbers to fit into the memory of this process. */
public final class Room {
    /** What a picture takes at most while it is worked on: it, its mask, and two sets of planes with a share to spare. */
    private static final int BYTES_A_PIXEL = 64;

    private static final long MOST = 16_777_216;

    private Room() {}

    public static long pixels() {
        return pixels(Runtime.getRuntime().maxMemory());
    }

    static long pixels(long memory) {
        return Math.min(MOST, memory / BYTES_A_PIXEL);
    }

    /** @param most pixels besides, whatever the memory */
    public static void check(int width, int height, long most) throws EngineException {
        long limit = Math.min(most, pixels());
        if ((long) width * height > limit) {
            throw PictureFiles.refused("a picture may have " + megapixels(limit)
                    + " megapixels with the memory there is here, not " + width + " x " + height);
        }
    }

    private static String megapixels(long pixels) {
        return String.format(Locale.ROOT, "%.1f", Math.floor(pixels / 100_000.0) / 10);
    }

    /** The longer side of the largest picture there is room for, of the shape of one that long and that wide. */
    static int side(int width, int height) {
        double ratio = (double) Math.max(width, height) / Math.min(width, height);
        return (int) Math.sqrt(pixels() * ratio);
    }
}
