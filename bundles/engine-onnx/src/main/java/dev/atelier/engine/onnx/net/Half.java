package dev.atelier.engine.onnx.net;

/** Floats of sixteen bits. */
final class Half {
    private static final int MOST = 0x477fe000; // 65504, the largest there is
    private static final int LEAST = 0x38800000; // below it they have no exponent of their own

    private Half() {}

    /** The nearest one; what is too large becomes the largest, since an infinity would spoil a whole picture. */
    static short of(float value) {
        int bits = Float.floatToRawIntBits(value);
        int sign = (bits >>> 16) & 0x8000;
        int size = bits & 0x7fffffff;
        if (size > 0x7f800000) {
            return (short) (sign | 0x7e00); // not a number
        }
        if (size > MOST) {
            return (short) (sign | 0x7bff);
        }
        if (size < LEAST) {
            // The float adder rounds to the unit of half a float, and to the even one when in the middle.
            float unit = Float.intBitsToFloat(size) + 0.5f;
            return (short) (sign | (Float.floatToRawIntBits(unit) - 0x3f000000));
        }
        int odd = (size >>> 13) & 1;
        return (short) (sign | ((size - 0x38000000 + 0xfff + odd) >>> 13));
    }
}
