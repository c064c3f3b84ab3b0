package dev.atelier.engine.whisper;

import java.io.BufferedInputStream;
import java.io.DataInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;

/** A WAV file of plain samples: whole numbers or floating ones, of any size and number of channels. */
final class Wav implements AutoCloseable {
    private static final int RIFF = 0x52494646;
    private static final int WAVE = 0x57415645;
    private static final int FORMAT = 0x666d7420;
    private static final int DATA = 0x64617461;

    private static final int WHOLE = 1;
    private static final int FLOATING = 3;
    private static final int EXTENSIBLE = 0xfffe;
    private static final int SHORTEST_FORMAT = 16;
    private static final int LONGEST_FORMAT = 4096;
    private static final int REAL_FORMAT = 24;

    private static final long MAX_LENGTH = 0xffff_ffffL;
    private static final int MOST_CHANNELS = 64;
    private static final int MOST_RATE = 1_000_000;
    private static final int FRAMES = 4096;

    /** How samples lie in the file. */
    private record Layout(boolean floating, int channels, int rate, int bytes) {
        boolean known() {
            boolean size = floating ? bytes == 4 || bytes == 8 : bytes >= 1 && bytes <= 4;
            return size && channels >= 1 && channels <= MOST_CHANNELS && rate >= 1 && rate <= MOST_RATE;
        }
    }

    private static final int HEADER = 44;

    private final DataInputStream in;
    private final Layout layout;
    private long left;

    private Wav(DataInputStream in, Layout layout, long length) {
        this.in = in;
        this.layout = layout;
        this.left = length;
    }

    /** A file of samples as a recording has them. */
    static byte[] of(byte[] samples) {
        ByteBuffer bytes = ByteBuffer.allocate(HEADER + samples.length).order(ByteOrder.BIG_ENDIAN);
        bytes.putInt(RIFF).putInt(Integer.reverseBytes(HEADER - 8 + samples.length));
        bytes.putInt(WAVE).putInt(FORMAT).order(ByteOrder.LITTLE_ENDIAN).putInt(SHORTEST_FORMAT);
        bytes.putShort((short) WHOLE).putShort((short) 1).putInt(Recording.RATE);
        bytes.putInt(Recording.RATE * Short.BYTES).putShort((short) Short.BYTES).putShort((short) Short.SIZE);
        bytes.putInt(Integer.reverseBytes(DATA)).putInt(samples.length);
        return bytes.put(samples).array();
    }

    /** Empty when it is no such file: another format, or one that is packed. */
    static Optional<Wav> open(Path file) throws IOException {
        DataInputStream in = new DataInputStream(new BufferedInputStream(Files.newInputStream(file), 1 << 16));
        Optional<Wav> wav = Optional.empty();
        try {
            wav = read(in);
        } catch (EOFException e) {
            wav = Optional.empty(); // too short to be one
        } finally {
            if (wav.isEmpty()) {
                in.close();
            }
        }
        return wav;
    }

    private static Optional<Wav> read(DataInputStream in) throws IOException {
        if (in.readInt() != RIFF) {
            return Optional.empty();
        }
        boolean growing = unknown(Integer.toUnsignedLong(in.readInt()));
        if (in.readInt() != WAVE) {
            return Optional.empty();
        }
        Layout layout = null;
        while (true) {
            int kind = in.readInt();
            long length = Integer.toUnsignedLong(Integer.reverseBytes(in.readInt()));
            if (kind == DATA) {
                boolean toTheEnd = length == MAX_LENGTH || (growing && length == 0);
                return layout == null || !layout.known()
                        ? Optional.empty()
                        : Optional.of(new Wav(in, layout, toTheEnd ? Long.MAX_VALUE : length));
            }
            if (kind == FORMAT && length >= SHORTEST_FORMAT && length <= LONGEST_FORMAT) {
                layout = layout(in.readNBytes((int) length));
                in.skipNBytes(length % 2);
            } else {
                in.skipNBytes(length + length % 2);
            }
        }
    }

    /** Who writes while it records does not know the length. */
    private static boolean unknown(long length) {
        return length == 0 || length == MAX_LENGTH;
    }

    private static Layout layout(byte[] bytes) throws EOFException {
        if (bytes.length < SHORTEST_FORMAT) {
            throw new EOFException();
        }
        ByteBuffer format = ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN);
        int tag = format.getShort(0) & 0xffff;
        if (tag == EXTENSIBLE && bytes.length >= REAL_FORMAT + 2) {
            tag = format.getShort(REAL_FORMAT) & 0xffff;
        }
        int bits = format.getShort(14) & 0xffff;
        boolean known = (tag == WHOLE || tag == FLOATING) && bits % 8 == 0;
        return new Layout(tag == FLOATING, format.getShort(2) & 0xffff, format.getInt(4), known ? bits / 8 : 0);
    }

    int rate() {
        return layout.rate();
    }

    /** The next samples, from -1 to 1, of all channels together; none at the end. */
    float[] next() throws IOException {
        int frame = layout.channels() * layout.bytes();
        int wanted = (int) Math.min((long) frame * FRAMES, left / frame * frame);
        ByteBuffer bytes = ByteBuffer.wrap(in.readNBytes(wanted)).order(ByteOrder.LITTLE_ENDIAN);
        left = bytes.capacity() < wanted ? 0 : left - wanted; // a file that was cut still has a beginning
        float[] samples = new float[bytes.capacity() / frame];
        for (int i = 0; i < samples.length; i++) {
            double sum = 0;
            for (int channel = 0; channel < layout.channels(); channel++) {
                sum += sample(bytes);
            }
            samples[i] = (float) (sum / layout.channels());
        }
        return samples;
    }

    private double sample(ByteBuffer bytes) {
        if (layout.floating()) {
            double value = layout.bytes() == 8 ? bytes.getDouble() : bytes.getFloat();
            return Double.isFinite(value) ? value : 0;
        }
        return switch (layout.bytes()) {
            case 1 -> ((bytes.get() & 0xff) - 128) / 128.0; // the only size without a sign
            case 2 -> bytes.getShort() / 32_768.0;
            case 3 -> ((bytes.get() & 0xff) | ((bytes.get() & 0xff) << 8) | (bytes.get() << 16)) / 8_388_608.0;
            default -> bytes.getInt() / 2_147_483_648.0;
        };
    }

    @Override
    public void close() throws IOException {
        in.close();
    }
}
