package dev.atelier.engine.whisper;

import java.io.EOFException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.util.Map;

/**
 * What the head of a whisper model's file says, once all of the file was found to hang together. Read before any native
 * code sees it: that trusts the numbers in it, and takes the process down over a wrong one.
 *
 * @param vocabulary how many tokens it has, which tells what it understands
 */
record Ggml(int vocabulary) {
    static final int MAGIC = 0x67676d6c;

    /** The first size that knows more than English, and the tokens that are no languages. */
    private static final int MULTILINGUAL = 51_865;

    private static final int NO_LANGUAGES = 51_766;

    /** Frequencies of the filters: half of the 400 samples one look takes, and the one in the middle. */
    private static final int FREQUENCIES = 201;

    private static final int MOST_WORD = 4096;
    private static final int MOST_TENSORS = 10_000;
    private static final int MOST_NAME = 256;
    private static final int MOST_DIMENSIONS = 4;

    /** Bytes of a block of numbers and how many it holds, by their type; what is missing here nobody writes any more. */
    private static final Map<Integer, int[]> BLOCKS = Map.ofEntries(
            Map.entry(0, new int[] {4, 1}),
            Map.entry(1, new int[] {2, 1}),
            Map.entry(2, new int[] {18, 32}),
            Map.entry(3, new int[] {20, 32}),
            Map.entry(6, new int[] {22, 32}),
            Map.entry(7, new int[] {24, 32}),
            Map.entry(8, new int[] {34, 32}),
            Map.entry(10, new int[] {84, 256}),
            Map.entry(11, new int[] {110, 256}),
            Map.entry(12, new int[] {144, 256}),
            Map.entry(13, new int[] {176, 256}),
            Map.entry(14, new int[] {210, 256}));

    /** The first token that is no text. */
    int end() {
        return multilingual() ? 50_257 : 50_256;
    }

    boolean multilingual() {
        return vocabulary >= MULTILINGUAL;
    }

    int languages() {
        return multilingual() ? vocabulary - NO_LANGUAGES : 1;
    }

    static Ggml read(Path file) throws IOException {
        try (Reader in = new Reader(file)) {
            if (in.size < Integer.BYTES || in.number() != MAGIC) {
                throw new IOException("it is no whisper model (ggml)");
            }
            int vocabulary = in.within("vocabulary", 1_000, 1_000_000);
            in.within("audio context", 1, 100_000);
            int state = in.within("audio state", 1, 65_536);
            heads(in, state);
            in.within("audio layers", 1, 1_000);
            in.within("text context", 1, 100_000);
            int textState = in.within("text state", 1, 65_536);
            heads(in, textState);
            in.within("text layers", 1, 1_000);
            int mels = in.within("mels", 1, 1_000);
            in.within("number type", 0, 100_000);
            if (state != textState) {
                throw nonsense("text state is " + textState + ", audio state " + state);
            }
            filters(in, mels);
            words(in, vocabulary);
            tensors(in);
            return new Ggml(vocabulary);
        } catch (EOFException e) {
            throw new IOException("it ends too early; was it copied or downloaded whole?", e);
        }
    }

    private static void heads(Reader in, int state) throws IOException {
        int heads = in.within("heads", 1, state);
        if (state % heads != 0) {
            throw nonsense(heads + " heads do not divide " + state);
        }
    }

    private static void filters(Reader in, int mels) throws IOException {
        int count = in.number();
        int frequencies = in.number();
        if (count != mels || frequencies != FREQUENCIES) {
            throw nonsense("its filters are " + count + " x " + frequencies);
        }
        in.skip(4L * count * frequencies);
    }

    private static void words(Reader in, int vocabulary) throws IOException {
        int words = in.within("words", 0, vocabulary);
        for (int i = 0; i < words; i++) {
            in.skip(in.within("length of a word", 0, MOST_WORD));
        }
    }

    private static void tensors(Reader in) throws IOException {
        int count = 0;
        while (in.left() > 0) {
            if (++count > MOST_TENSORS) {
                throw nonsense("more than " + MOST_TENSORS + " tensors");
            }
            int dimensions = in.within("dimensions of a tensor", 1, MOST_DIMENSIONS);
            int name = in.within("length of a name", 1, MOST_NAME);
            int type = in.number();
            int[] block = BLOCKS.get(type);
            if (block == null) {
                throw nonsense("a tensor of number type " + type);
            }
            long elements = 1;
            for (int i = 0; i < dimensions; i++) {
                int side = in.within("side of a tensor", 1, 1 << 24);
                if (elements > in.size * 32 / side) {
                    throw new EOFException(); // before it gets too large to be counted
                }
                elements *= side;
            }
            in.skip(name);
            in.skip(elements / block[1] * block[0]);
        }
        if (count == 0) {
            throw new EOFException(); // the library would take it for a model all the same
        }
    }

    private static IOException nonsense(String what) {
        return new IOException("its head makes no sense: " + what);
    }

    /** Little-endian numbers, and how much is left. What is skipped is not read: it is nearly all of the file. */
    private static final class Reader implements AutoCloseable {
        private final FileChannel file;
        private final long size;
        private final ByteBuffer buffer =
                ByteBuffer.allocate(1 << 14).order(ByteOrder.LITTLE_ENDIAN).limit(0);

        Reader(Path file) throws IOException {
            this.file = FileChannel.open(file);
            this.size = this.file.size();
        }

        long left() throws IOException {
            return size - file.position() + buffer.remaining();
        }

        int number() throws IOException {
            if (buffer.remaining() < Integer.BYTES) {
                buffer.compact();
                while (buffer.position() < Integer.BYTES) {
                    if (file.read(buffer) < 0) {
                        throw new EOFException();
                    }
                }
                buffer.flip();
            }
            return buffer.getInt();
        }

        int within(String what, int least, int most) throws IOException {
            int number = number();
            if (number < least || number > most) {
                throw nonsense(what + " is " + number);
            }
            return number;
        }

        void skip(long length) throws IOException {
            if (length > left()) {
                throw new EOFException();
            }
            if (length <= buffer.remaining()) {
                buffer.position(buffer.position() + (int) length);
            } else {
                file.position(file.position() + length - buffer.remaining());
                buffer.limit(0);
            }
        }

        @Override
        public void close() throws IOException {
            file.close();
        }
    }
}
