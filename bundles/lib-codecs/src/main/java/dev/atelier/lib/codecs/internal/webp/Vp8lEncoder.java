package dev.atelier.lib.codecs.internal.webp;

import dev.atelier.lib.codecs.api.Picture;

/**
 * Lossless WebP (RFC 9649, section 3): green taken out of red and blue, each block predicted from its neighbours,
 * repetitions copied, the rest Huffman coded with one set of codes. No colour cache, no palette.
 */
final class Vp8lEncoder {
    private static final int SIGNATURE = 0x2f;
    private static final int MAX_SIDE = 1 << 14;
    private static final int PREDICTOR = 0;
    private static final int SUBTRACT_GREEN = 2;

    private Vp8lEncoder() {}

    static BitWriter encode(Picture picture) {
        int width = picture.width();
        int height = picture.height();
        if (width > MAX_SIDE || height > MAX_SIDE) {
            throw new IllegalArgumentException("too large for WebP: " + width + " x " + height);
        }
        BitWriter bits = new BitWriter(width * height / 2);
        bits.put(SIGNATURE, 8);
        bits.put(width - 1, 14);
        bits.put(height - 1, 14);
        bits.flag(!picture.opaque());
        bits.put(0, 3); // version

        int[] pixels = picture.argb().clone();
        transform(bits, SUBTRACT_GREEN);
        Argb.subtractGreen(pixels);

        transform(bits, PREDICTOR);
        Prediction prediction = Prediction.of(pixels, width, height);
        bits.put(Prediction.BLOCK_BITS - 2, 3);
        bits.flag(false); // no colour cache
        new EntropyCoder(prediction.modes(), prediction.blocksAcross()).writeTo(bits);

        bits.flag(false); // no more transforms
        bits.flag(false); // no colour cache
        bits.flag(false); // one set of codes for the whole picture
        new EntropyCoder(prediction.residuals(), width).writeTo(bits);
        return bits;
    }

    private static void transform(BitWriter bits, int type) {
        bits.flag(true);
        bits.put(type, 2);
    }
}
