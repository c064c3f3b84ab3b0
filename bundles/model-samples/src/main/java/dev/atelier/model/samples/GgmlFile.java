package dev.atelier.model.samples;

import java.io.BufferedOutputStream;
import java.io.Closeable;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.IntStream;

/** Writes what whisper.cpp reads: little-endian numbers, words, and tensors of 32-bit or 16-bit floats. */
final class GgmlFile implements Closeable {
    private final OutputStream out;

    GgmlFile(Path file) throws IOException {
        out = new BufferedOutputStream(Files.newOutputStream(file), 1 << 16);
    }

    void numbers(int... numbers) throws IOException {
        byte[] bytes = new byte[Integer.BYTES * numbers.length];
        little(bytes).asIntBuffer().put(numbers);
        out.write(bytes);
    }

    void floats(float[] numbers) throws IOException {
        byte[] bytes = new byte[Float.BYTES * numbers.length];
        little(bytes).asFloatBuffer().put(numbers);
        out.write(bytes);
    }

    void word(byte[] word) throws IOException {
        numbers(word.length);
        out.write(word);
    }

    /** The first number of the shape is the one that varies fastest. */
    void whole(String name, float[] values, int... shape) throws IOException {
        head(name, 0, shape);
        floats(values);
    }

    /** With half the bits. */
    void half(String name, float[] values, int... shape) throws IOException {
        head(name, 1, shape);
        byte[] bytes = new byte[Short.BYTES * values.length];
        ByteBuffer buffer = little(bytes);
        for (float value : values) {
            buffer.putShort(half(value));
        }
        out.write(bytes);
    }

    void zeros(String name, int... shape) throws IOException {
        whole(name, new float[count(shape)], shape);
    }

    void halfZeros(String name, int... shape) throws IOException {
        half(name, new float[count(shape)], shape);
    }

    private static int count(int... shape) {
        return IntStream.of(shape).reduce(1, Math::multiplyExact);
    }

    private void head(String name, int type, int... shape) throws IOException {
        byte[] bytes = name.getBytes(StandardCharsets.UTF_8);
        numbers(shape.length, bytes.length, type);
        numbers(shape);
        out.write(bytes);
    }

    /** Of numbers that are neither tiny nor huge, and not rounded. */
    private static short half(float value) {
        int bits = Float.floatToIntBits(value);
        int exponent = ((bits >>> 23) & 0xff) - 112;
        return (short) (exponent <= 0 ? 0 : ((bits >>> 16) & 0x8000) | (exponent << 10) | ((bits >>> 13) & 0x3ff));
    }

    private static ByteBuffer little(byte[] bytes) {
        return ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN);
    }

    @Override
    public void close() throws IOException {
        out.close();
    }
}
