package dev.atelier.lib.codecs.internal.webp;

/** One entropy-coded picture: its five prefix codes, then the pixels and copies written with them. */
final class EntropyCoder {
    private static final int BYTES = 256;
    private static final int LENGTH_PREFIXES = 24;
    private static final int DISTANCE_PREFIXES = 40;

    private final int[] pixels;
    private final Repetitions repetitions;

    EntropyCoder(int[] pixels, int width) {
        this.pixels = pixels;
        this.repetitions = Repetitions.find(pixels, width);
    }

    void writeTo(BitWriter bits) {
        int[] greens = new int[BYTES + LENGTH_PREFIXES];
        int[] reds = new int[BYTES];
        int[] blues = new int[BYTES];
        int[] alphas = new int[BYTES];
        int[] distances = new int[DISTANCE_PREFIXES];
        repetitions.visit(
                at -> {
                    int pixel = pixels[at];
                    greens[pixel >> 8 & 255]++;
                    reds[pixel >> 16 & 255]++;
                    blues[pixel & 255]++;
                    alphas[pixel >>> 24]++;
                },
                (length, distance) -> {
                    greens[BYTES + Prefix.of(length)]++;
                    distances[Prefix.of(distance)]++;
                });
        HuffmanCode green = HuffmanCode.describe(greens, bits);
        HuffmanCode red = HuffmanCode.describe(reds, bits);
        HuffmanCode blue = HuffmanCode.describe(blues, bits);
        HuffmanCode alpha = HuffmanCode.describe(alphas, bits);
        HuffmanCode distanceCode = HuffmanCode.describe(distances, bits);
        repetitions.visit(
                at -> {
                    int pixel = pixels[at];
                    green.put(pixel >> 8 & 255, bits);
                    red.put(pixel >> 16 & 255, bits);
                    blue.put(pixel & 255, bits);
                    alpha.put(pixel >>> 24, bits);
                },
                (length, distance) -> {
                    green.put(BYTES + Prefix.of(length), bits);
                    Prefix.putExtra(length, bits);
                    distanceCode.put(Prefix.of(distance), bits);
                    Prefix.putExtra(distance, bits);
                });
    }
}
