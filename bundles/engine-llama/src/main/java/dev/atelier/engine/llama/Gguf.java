package dev.atelier.engine.llama;

import java.io.BufferedInputStream;
import java.io.DataInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What the head of a GGUF file says. Read before any native code sees the file: that does not always survive what is
 * no model.
 *
 * @param architecture such as {@code llama}
 * @param contextLength it was trained for; 0 when it does not say
 * @param template of its chats, if it has one
 * @param addBos whether a mark belongs before every prompt
 * @param bos the token of that mark
 */
record Gguf(
        String architecture, int contextLength, @Nullable String template, boolean addBos, int bos) {
    private static final int MOST_KEYS = 100_000;
    private static final int MOST_TEXT = 16 * 1024 * 1024;

    /** Bytes of a value of each type; 0 for those without a fixed size. */
    private static final int[] SIZES = {1, 1, 2, 2, 4, 4, 4, 1, 0, 0, 8, 8, 8};

    /** Bytes of one element of a tensor, by its type: plain numbers, then the older and the newer packed ones. */
    private static final Map<Integer, Double> BYTES = Map.ofEntries(
            Map.entry(0, 4.0),
            Map.entry(1, 2.0),
            Map.entry(30, 2.0),
            Map.entry(2, 18 / 32.0),
            Map.entry(3, 20 / 32.0),
            Map.entry(6, 22 / 32.0),
            Map.entry(7, 24 / 32.0),
            Map.entry(8, 34 / 32.0),
            Map.entry(10, 84 / 256.0),
            Map.entry(11, 110 / 256.0),
            Map.entry(12, 144 / 256.0),
            Map.entry(13, 176 / 256.0),
            Map.entry(14, 210 / 256.0));

    private static final int BOOL = 7;
    private static final int STRING = 8;
    private static final int ARRAY = 9;

    static Gguf read(Path file) throws IOException {
        try (Reader in = new Reader(file)) {
            if (in.size < 24 || !in.magic().equals("GGUF")) {
                throw new IOException("it is no GGUF file");
            }
            long version = in.int32();
            if (version < 2 || version > 3) {
                throw new IOException("it is GGUF version " + version + ", which is not known here");
            }
            long tensors = in.int64();
            long keys = in.int64();
            if (tensors < 1 || tensors > MOST_KEYS || keys < 0 || keys > MOST_KEYS) {
                throw new IOException("its head makes no sense");
            }
            Map<String, Object> values = new HashMap<>();
            for (long i = 0; i < keys; i++) {
                String key = in.text();
                Object value = in.value((int) in.int32(), wanted(key));
                if (value != null) {
                    values.put(key, value);
                }
            }
            in.checkTensors(tensors, values);
            return of(values);
        } catch (EOFException e) {
            throw new IOException("it ends too early; was it copied or downloaded whole?", e);
        }
    }

    private static boolean wanted(String key) {
        return key.equals("general.architecture")
                || key.equals("general.alignment")
                || key.endsWith(".context_length")
                || key.equals("tokenizer.ggml.model")
                || key.equals("tokenizer.ggml.add_bos_token")
                || key.equals("tokenizer.ggml.bos_token_id")
                || key.equals("tokenizer.chat_template");
    }

    private static Gguf of(Map<String, Object> values) {
        String architecture = values.get("general.architecture") instanceof String text ? text : "";
        Object context = values.get(architecture + ".context_length");
        boolean addBos = values.get("tokenizer.ggml.add_bos_token") instanceof Boolean told
                ? told
                : "llama".equals(values.get("tokenizer.ggml.model"));
        return new Gguf(
                architecture,
                context instanceof Long length && length <= Integer.MAX_VALUE ? length.intValue() : 0,
                values.get("tokenizer.chat_template") instanceof String text ? text : null,
                addBos,
                values.get("tokenizer.ggml.bos_token_id") instanceof Long token ? token.intValue() : 1);
    }

    /** Little-endian numbers, and how far it has come. */
    private static final class Reader implements AutoCloseable {
        private final DataInputStream in;
        private final long size;
        private long at;

        Reader(Path file) throws IOException {
            this.size = Files.size(file);
            this.in = new DataInputStream(new BufferedInputStream(Files.newInputStream(file), 1 << 16));
        }

        String magic() throws IOException {
            return new String(bytes(4), StandardCharsets.US_ASCII);
        }

        byte[] bytes(long length) throws IOException {
            if (length < 0 || length > MOST_TEXT || length > size - at) {
                throw new EOFException();
            }
            byte[] bytes = in.readNBytes((int) length);
            at += bytes.length;
            if (bytes.length < length) {
                throw new EOFException();
            }
            return bytes;
        }

        void skip(long length) throws IOException {
            if (length < 0 || length > size - at) {
                throw new EOFException();
            }
            in.skipNBytes(length);
            at += length;
        }

        long int32() throws IOException {
            at += 4;
            return Integer.toUnsignedLong(Integer.reverseBytes(in.readInt()));
        }

        long int64() throws IOException {
            at += 8;
            return Long.reverseBytes(in.readLong());
        }

        String text() throws IOException {
            return new String(bytes(int64()), StandardCharsets.UTF_8);
        }

        @Nullable
        Object value(int type, boolean wanted) throws IOException {
            if (type == STRING) {
                if (wanted) {
                    return text();
                }
                skip(int64());
                return null;
            }
            if (type == ARRAY) {
                skipArray();
                return null;
            }
            int bytes = sizeOf(type);
            if (!wanted || (bytes < 4 && type != BOOL)) {
                skip(bytes);
                return null;
            }
            if (type == BOOL) {
                return bytes(1)[0] != 0;
            }
            return bytes == 8 ? int64() : int32();
        }

        private void skipArray() throws IOException {
            int type = (int) int32();
            long length = int64();
            if (type == STRING) {
                for (long i = 0; i < length; i++) {
                    skip(int64());
                }
            } else {
                if (length < 0 || length > size) {
                    throw new EOFException();
                }
                skip(length * sizeOf(type));
            }
        }

        private static int sizeOf(int type) throws IOException {
            if (type < 0 || type >= SIZES.length || SIZES[type] == 0) {
                throw new IOException("its head makes no sense");
            }
            return SIZES[type];
        }

        /** Each lies within the file, as far as the size of its type is known. */
        void checkTensors(long count, Map<String, Object> values) throws IOException {
            double furthest = 0;
            for (long i = 0; i < count; i++) {
                skip(int64());
                long dimensions = int32();
                if (dimensions > 8) {
                    throw new IOException("its head makes no sense");
                }
                double elements = 1;
                for (long side = 0; side < dimensions; side++) {
                    elements *= int64();
                }
                double bytes = elements * BYTES.getOrDefault((int) int32(), 0.0);
                furthest = Math.max(furthest, int64() + Math.max(1, bytes));
            }
            long alignment = values.get("general.alignment") instanceof Long told && told > 0 ? told : 32;
            long data = (at + alignment - 1) / alignment * alignment;
            if (data + furthest > size) {
                throw new EOFException();
            }
        }

        @Override
        public void close() throws IOException {
            in.close();
        }
    }
}
