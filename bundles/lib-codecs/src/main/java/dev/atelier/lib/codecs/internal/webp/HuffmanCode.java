package dev.atelier.lib.codecs.internal.webp;

/** A canonical prefix code over one alphabet, described to the stream before its first use. */
final class HuffmanCode {
    private static final int MAX_LENGTH = 15;

    private final int[] lengths;
    private final int[] codes;

    private HuffmanCode(int[] lengths) {
        this.lengths = lengths;
        this.codes = canonical(lengths);
    }

    /** Builds the best code for the frequencies and writes its description. */
    static HuffmanCode describe(int[] frequencies, BitWriter bits) {
        int first = next(frequencies, 0);
        int second = first < 0 ? -1 : next(frequencies, first + 1);
        boolean two = second >= 0;
        boolean simple = !two || (next(frequencies, second + 1) < 0 && second < 256);
        if (!simple) {
            int[] lengths = CodeLengths.of(frequencies, MAX_LENGTH);
            CodeLengths.write(lengths, bits);
            return new HuffmanCode(lengths);
        }
        int symbol = Math.max(0, first); // an alphabet nobody uses still needs one symbol
        bits.flag(true);
        bits.flag(two);
        bits.flag(symbol > 1);
        bits.put(symbol, symbol > 1 ? 8 : 1);
        int[] lengths = new int[frequencies.length];
        if (two) {
            bits.put(second, 8);
            lengths[first] = 1;
            lengths[second] = 1;
        }
        return new HuffmanCode(lengths);
    }

    static HuffmanCode of(int[] lengths) {
        return new HuffmanCode(lengths);
    }

    /** Writes nothing when the symbol is the only one of its alphabet. */
    void put(int symbol, BitWriter bits) {
        bits.put(codes[symbol], lengths[symbol]);
    }

    private static int next(int[] frequencies, int from) {
        for (int i = from; i < frequencies.length; i++) {
            if (frequencies[i] > 0) {
                return i;
            }
        }
        return -1;
    }

    /** Codes of one length count upwards; the stream wants the highest bit first, so each is turned around. */
    private static int[] canonical(int[] lengths) {
        int[] perLength = new int[MAX_LENGTH + 1];
        for (int length : lengths) {
            perLength[length]++;
        }
        perLength[0] = 0;
        int[] nextCode = new int[MAX_LENGTH + 1];
        for (int length = 1; length <= MAX_LENGTH; length++) {
            nextCode[length] = (nextCode[length - 1] + perLength[length - 1]) << 1;
        }
        int[] codes = new int[lengths.length];
        for (int symbol = 0; symbol < lengths.length; symbol++) {
            int length = lengths[symbol];
            if (length > 0) {
                codes[symbol] = Integer.reverse(nextCode[length]++) >>> (Integer.SIZE - length);
            }
        }
        return codes;
    }
}
