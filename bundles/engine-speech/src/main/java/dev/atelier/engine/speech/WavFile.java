package dev.atelier.engine.speech;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;

/** A WAV file that grows: mono, 16 bits. Its head is right once it is closed. */
final class WavFile implements AutoCloseable {
    static final int HEADER = 44;

    private static final int FORMAT_BYTES = 16;
    private static final short PCM = 1;

    private final FileChannel file;
    private final int rate;
    private long samples;

    WavFile(Path path, int rate) throws IOException {
        this.file = FileChannel.open(path, StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE);
        this.rate = rate;
        file.position(HEADER);
    }

    void append(short[] more) throws IOException {
        ByteBuffer bytes = ByteBuffer.allocate(more.length * Short.BYTES).order(ByteOrder.LITTLE_ENDIAN);
        bytes.asShortBuffer().put(more);
        write(bytes);
        samples += more.length;
    }

    long samples() {
        return samples;
    }

    double seconds() {
        return (double) samples / rate;
    }

    @Override
    public void close() throws IOException {
        try (file) {
            int data = Math.toIntExact(samples * Short.BYTES);
            ByteBuffer head = ByteBuffer.allocate(HEADER).order(ByteOrder.LITTLE_ENDIAN);
            head.put(ascii("RIFF")).putInt(HEADER - 8 + data).put(ascii("WAVE"));
            head.put(ascii("fmt ")).putInt(FORMAT_BYTES).putShort(PCM).putShort((short) 1);
            head.putInt(rate).putInt(rate * Short.BYTES);
            head.putShort((short) Short.BYTES).putShort((short) Short.SIZE);
            head.put(ascii("data")).putInt(data).flip();
            file.position(0);
            write(head);
        }
    }

    private void write(ByteBuffer bytes) throws IOException {
        while (bytes.hasRemaining()) {
            file.write(bytes);
        }
    }

    private static byte[] ascii(String text) {
        return text.getBytes(StandardCharsets.US_ASCII);
    }
}
