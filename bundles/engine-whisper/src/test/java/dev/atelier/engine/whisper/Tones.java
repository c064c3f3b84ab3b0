package dev.atelier.engine.whisper;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Base64;

/** WAV files with a tone in them, and silence where it is wanted. */
final class Tones {
    private static final int HEAD = 44;
    private static final double PITCH = 440;

    private Tones() {}

    /** At the rate the models hear. */
    static byte[] wav(double seconds, double... gaps) {
        return wav(16_000, 1, seconds, gaps);
    }

    /** @param gaps times at which a second of silence begins */
    static byte[] wav(int rate, int channels, double seconds, double... gaps) {
        int frames = (int) Math.round(seconds * rate);
        byte[] wav = head(1, channels, rate, 16, frames * channels * Short.BYTES);
        ByteBuffer bytes = samples(wav);
        for (int i = 0; i < frames; i++) {
            short sample = silent((double) i / rate, gaps)
                    ? 0
                    : (short) Math.round(9_000 * Math.sin(2 * Math.PI * PITCH * i / rate));
            for (int channel = 0; channel < channels; channel++) {
                bytes.putShort(sample);
            }
        }
        return wav;
    }

    /** Where its samples begin. */
    static ByteBuffer samples(byte[] wav) {
        return ByteBuffer.wrap(wav).order(ByteOrder.LITTLE_ENDIAN).position(HEAD);
    }

    /** A file of silence. */
    static byte[] head(int format, int channels, int rate, int bits, int length) {
        byte[] wav = new byte[HEAD + length];
        ByteBuffer bytes = ByteBuffer.wrap(wav).order(ByteOrder.LITTLE_ENDIAN);
        int frame = channels * bits / 8;
        bytes.put(ascii("RIFF"))
                .putInt(HEAD - 8 + length)
                .put(ascii("WAVEfmt "))
                .putInt(16);
        bytes.putShort((short) format).putShort((short) channels).putInt(rate).putInt(rate * frame);
        bytes.putShort((short) frame).putShort((short) bits).put(ascii("data")).putInt(length);
        return wav;
    }

    static String url(byte[] wav) {
        return "data:audio/wav;base64," + Base64.getEncoder().encodeToString(wav);
    }

    static String url(Path file, byte[] wav) throws IOException {
        return Files.write(file, wav).toUri().toString();
    }

    private static boolean silent(double time, double... gaps) {
        for (double gap : gaps) {
            if (time >= gap && time < gap + 1) {
                return true;
            }
        }
        return false;
    }

    private static byte[] ascii(String text) {
        return text.getBytes(StandardCharsets.US_ASCII);
    }
}
