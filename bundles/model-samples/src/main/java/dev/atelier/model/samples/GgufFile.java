package dev.atelier.model.samples;

import static java.nio.file.StandardOpenOption.CREATE;
import static java.nio.file.StandardOpenOption.TRUNCATE_EXISTING;
import static java.nio.file.StandardOpenOption.WRITE;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.WritableByteChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;

/** Writes the GGUF format, version 3: keys with values, then tensors of 32-bit floats. */
final class GgufFile {
    private static final int UINT32 = 4;
    private static final int INT32 = 5;
    private static final int FLOAT32 = 6;
    private static final int BOOL = 7;
    private static final int STRING = 8;
    private static final int ARRAY = 9;
    private static final int ALIGNMENT = 32;

    private record Tensor(String name, List<Integer> shape, ByteBuffer values) {}

    private final ByteArrayOutputStream keys = new ByteArrayOutputStream();
    private final List<Tensor> tensors = new ArrayList<>();
    private int count;

    GgufFile put(String key, int value) {
        key(key, UINT32);
        int32(keys, value);
        return this;
    }

    GgufFile put(String key, float value) {
        key(key, FLOAT32);
        float32(keys, value);
        return this;
    }

    GgufFile put(String key, boolean value) {
        key(key, BOOL);
        keys.write(value ? 1 : 0);
        return this;
    }

    GgufFile put(String key, String value) {
        key(key, STRING);
        string(keys, value);
        return this;
    }

    GgufFile putStrings(String key, List<String> values) {
        array(key, STRING, values.size());
        values.forEach(value -> string(keys, value));
        return this;
    }

    GgufFile putFloats(String key, List<Float> values) {
        array(key, FLOAT32, values.size());
        values.forEach(value -> float32(keys, value));
        return this;
    }

    GgufFile putInts(String key, List<Integer> values) {
        array(key, INT32, values.size());
        values.forEach(value -> int32(keys, value));
        return this;
    }

    /** Adds a tensor; the first number of the shape is the one that varies fastest. */
    GgufFile tensor(String name, float[] values, int... shape) {
        ByteBuffer bytes = buffer((int) padded(4L * values.length));
        bytes.asFloatBuffer().put(values);
        tensors.add(new Tensor(name, IntStream.of(shape).boxed().toList(), bytes));
        return this;
    }

    void write(Path file) throws IOException {
        ByteArrayOutputStream head = new ByteArrayOutputStream();
        head.writeBytes("GGUF".getBytes(StandardCharsets.US_ASCII));
        int32(head, 3);
        int64(head, tensors.size());
        int64(head, count);
        head.writeBytes(keys.toByteArray());
        long offset = 0;
        for (Tensor tensor : tensors) {
            string(head, tensor.name());
            int32(head, tensor.shape().size());
            for (int side : tensor.shape()) {
                int64(head, side);
            }
            int32(head, 0); // 32-bit floats
            int64(head, offset);
            offset += tensor.values().capacity();
        }
        pad(head, head.size());
        try (WritableByteChannel out = Files.newByteChannel(file, CREATE, TRUNCATE_EXISTING, WRITE)) {
            out.write(ByteBuffer.wrap(head.toByteArray()));
            for (Tensor tensor : tensors) {
                out.write(tensor.values().rewind());
            }
        }
    }

    private void key(String key, int type) {
        string(keys, key);
        int32(keys, type);
        count++;
    }

    private void array(String key, int type, int length) {
        key(key, ARRAY);
        int32(keys, type);
        int64(keys, length);
    }

    private static long padded(long length) {
        return (length + ALIGNMENT - 1) / ALIGNMENT * ALIGNMENT;
    }

    private static void pad(ByteArrayOutputStream out, int length) {
        out.writeBytes(new byte[(int) (padded(length) - length)]);
    }

    private static void string(ByteArrayOutputStream out, String text) {
        byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
        int64(out, bytes.length);
        out.writeBytes(bytes);
    }

    private static void int32(ByteArrayOutputStream out, int value) {
        out.writeBytes(buffer(4).putInt(value).array());
    }

    private static void int64(ByteArrayOutputStream out, long value) {
        out.writeBytes(buffer(8).putLong(value).array());
    }

    private static void float32(ByteArrayOutputStream out, float value) {
        out.writeBytes(buffer(4).putFloat(value).array());
    }

    private static ByteBuffer buffer(int size) {
        return ByteBuffer.allocate(size).order(ByteOrder.LITTLE_ENDIAN);
    }
}
