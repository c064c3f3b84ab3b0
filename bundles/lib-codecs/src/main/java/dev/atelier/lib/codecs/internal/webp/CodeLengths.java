package dev.atelier.lib.codecs.internal.webp;

import java.util.PriorityQueue;
import org.jspecify.annotations.Nullable;

/** How long the code of each symbol is: found from the frequencies, and written run-length coded. */
final class CodeLengths {
    /** The order in which the lengths of the length code stand in the stream. */
    private static final int[] ORDER = {17, 18, 0, 1, 2, 3, 4, 5, 16, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15};

    private static final int REPEAT = 16;
    private static final int FEW_ZEROS = 17;
    private static final int MANY_ZEROS = 18;
    private static final int MAX_LENGTH = 7;

    private CodeLengths() {}

    /** A node of the tree while it is built, a leaf or a pair; ties go to the older one, so that nothing varies. */
    private record Node(
            long weight,
            int age,
            @Nullable Node left,
            @Nullable Node right) implements Comparable<Node> {
        static Node pair(Node left, Node right, int age) {
            return new Node(left.weight + right.weight, age, left, right);
        }

        /** Writes the depth of every leaf below and answers the greatest. */
        int measure(int depth, int[] lengths) {
            if (left == null || right == null) {
                lengths[age] = depth;
                return depth;
            }
            return Math.max(left.measure(depth + 1, lengths), right.measure(depth + 1, lengths));
        }

        @Override
        public int compareTo(Node other) {
            int byWeight = Long.compare(weight, other.weight);
            return byWeight != 0 ? byWeight : Integer.compare(age, other.age);
        }
    }

    /** Huffman's lengths; when one is over the limit, rare symbols are made less rare until none is. */
    static int[] of(int[] frequencies, int limit) {
        for (long floor = 1; ; floor *= 2) {
            int[] lengths = new int[frequencies.length];
            if (tree(frequencies, floor, lengths) <= limit) {
                return lengths;
            }
        }
    }

    private static int tree(int[] frequencies, long floor, int[] lengths) {
        PriorityQueue<Node> queue = new PriorityQueue<>();
        int age = 0;
        for (int frequency : frequencies) {
            if (frequency > 0) { // a leaf's age is its symbol
                queue.add(new Node(Math.max(floor, frequency), age, null, null));
            }
            age++;
        }
        int leafDepth = queue.size() == 1 ? 1 : 0;
        Node root = queue.remove();
        while (!queue.isEmpty()) {
            queue.add(Node.pair(root, queue.remove(), age++));
            root = queue.remove();
        }
        return root.measure(leafDepth, lengths);
    }

    static void write(int[] lengths, BitWriter bits) {
        int[] frequencies = new int[ORDER.length];
        runs(lengths, (symbol, extra, extraBits) -> frequencies[symbol]++);
        int[] ofLengths = of(frequencies, MAX_LENGTH);
        int count = ORDER.length;
        while (count > 4 && ofLengths[ORDER[count - 1]] == 0) {
            count--;
        }
        bits.flag(false);
        bits.put(count - 4, 4);
        for (int i = 0; i < count; i++) {
            bits.put(ofLengths[ORDER[i]], 3);
        }
        bits.flag(false); // the lengths of all symbols follow
        HuffmanCode code = HuffmanCode.of(onlyOne(frequencies) ? new int[ORDER.length] : ofLengths);
        runs(lengths, (symbol, extra, extraBits) -> {
            code.put(symbol, bits);
            bits.put(extra, extraBits);
        });
    }

    /** A code with a single symbol takes no bits, though its length is written as one. */
    private static boolean onlyOne(int[] frequencies) {
        int used = 0;
        for (int frequency : frequencies) {
            used += frequency > 0 ? 1 : 0;
        }
        return used == 1;
    }

    private interface Run {
        void of(int symbol, int extra, int extraBits);
    }

    private static void runs(int[] lengths, Run run) {
        int i = 0;
        while (i < lengths.length) {
            int length = lengths[i];
            int same = 1;
            while (i + same < lengths.length && lengths[i + same] == length) {
                same++;
            }
            i += same;
            if (length == 0) {
                zeros(same, run);
            } else {
                run.of(length, 0, 0);
                repeats(same - 1, length, run);
            }
        }
    }

    private static void zeros(int count, Run run) {
        int left = count;
        while (left >= 11) {
            int part = Math.min(left, 138);
            run.of(MANY_ZEROS, part - 11, 7);
            left -= part;
        }
        if (left >= 3) {
            run.of(FEW_ZEROS, left - 3, 3);
            left = 0;
        }
        for (; left > 0; left--) {
            run.of(0, 0, 0);
        }
    }

    private static void repeats(int count, int length, Run run) {
        int left = count;
        while (left >= 3) {
            int part = Math.min(left, 6);
            run.of(REPEAT, part - 3, 2);
            left -= part;
        }
        for (; left > 0; left--) {
            run.of(length, 0, 0);
        }
    }
}
