package dev.atelier.engine.synthetic;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;

/** One second of a sine whose pitch comes from the text: WAV, 16 bits, mono. */
final class Tone {
    private static final int RATE = 22_050;
    private static final int SAMPLES = RATE;
    private static final int HEADER = 44;
    private static final int PCM = 1;
    private static final double AMPLITUDE = 0.4;
    private static final int LOWEST_HZ = 220;
    private static final int RANGE_HZ = 660;

    private Tone() {}

    static byte[] wav(String text) {
        int dataBytes = SAMPLES * Short.BYTES;
        ByteBuffer wav = ByteBuffer.allocate(HEADER + dataBytes).order(ByteOrder.LITTLE_ENDIAN);
        wav.put(ascii("RIFF")).putInt(HEADER - 8 + dataBytes).put(ascii("WAVE"));
        wav.put(ascii("fmt ")).putInt(16);
        wav.putShort((short) PCM).putShort((short) 1);
        wav.putInt(RATE).putInt(RATE * Short.BYTES);
        wav.putShort((short) Short.BYTES).putShort((short) Short.SIZE);
        wav.put(ascii("data")).putInt(dataBytes);
        double step = 2 * Math.PI * hertz(text) / RATE;
        for (int i = 0; i < SAMPLES; i++) {
            wav.putShort((short) (AMPLITUDE * Short.MAX_VALUE * StrictMath.sin(step * i)));
        }
        return wav.array();
    }

    static double hertz(String text) {
        return LOWEST_HZ + Digest.of(text).at(0) * RANGE_HZ / 255.0;
    }

    private static byte[] ascii(String text) {
        return text.getBytes(StandardCharsets.US_ASCII);
    }
}
