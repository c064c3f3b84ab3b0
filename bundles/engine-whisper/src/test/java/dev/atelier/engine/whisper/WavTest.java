package dev.atelier.engine.whisper;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class WavTest {
    @TempDir
    @SuppressWarnings("NullAway.Init") // set by the test engine
    Path folder;

    @ParameterizedTest
    @CsvSource({"1,8", "1,16", "1,24", "1,32", "3,32", "3,64"})
    void readsEverySizeOfSample(int format, int bits) throws Exception {
        byte[] wav = Tones.head(format, 1, 8_000, bits, 3 * bits / 8);
        ByteBuffer file = Tones.samples(wav);
        for (double value : new double[] {0, 0.5, -0.5}) {
            put(file, format, bits, value);
        }

        float[] samples = samples(wav);

        assertThat(samples).hasSize(3);
        assertThat(samples[0]).isCloseTo(0, within(0.001f));
        assertThat(samples[1]).isCloseTo(0.5f, within(0.001f));
        assertThat(samples[2]).isCloseTo(-0.5f, within(0.001f));
    }

    private static void put(ByteBuffer file, int format, int bits, double value) {
        if (format == 3) {
            var unused = bits == 64 ? file.putDouble(value) : file.putFloat((float) value);
            return;
        }
        switch (bits) {
            case 8 -> file.put((byte) (128 + value * 128));
            case 16 -> file.putShort((short) (value * 32_768));
            case 24 -> {
                int whole = (int) (value * 8_388_608);
                file.put((byte) whole).put((byte) (whole >> 8)).put((byte) (whole >> 16));
            }
            default -> file.putInt((int) (value * 2_147_483_648.0));
        }
    }

    @Test
    void takesTheMeanOfItsChannels() throws Exception {
        byte[] wav = Tones.head(1, 2, 8_000, 16, 8);
        Tones.samples(wav)
                .putShort((short) 16_384)
                .putShort((short) 0)
                .putShort((short) 8_192)
                .putShort((short) -8_192);

        assertThat(samples(wav)).containsExactly(0.25f, 0f);
    }

    @Test
    void whatWasCutStillHasABeginning() throws Exception {
        byte[] whole = Tones.wav(1);

        assertThat(samples(Arrays.copyOf(whole, 44 + 3_001))).hasSize(1_500);
    }

    @Test
    void whatIsStillGrowingGoesOnToTheEnd() throws Exception {
        byte[] growing = Tones.wav(1);
        Arrays.fill(growing, 4, 8, (byte) 0xff);
        Arrays.fill(growing, 40, 44, (byte) 0xff);

        assertThat(samples(growing)).hasSize(16_000);
    }

    @Test
    void whatIsPackedOrNoWavIsLeftToOthers() throws Exception {
        assertThat(open(Tones.head(7, 1, 8_000, 8, 4))).isEmpty(); // mu-law
        assertThat(open(Tones.head(1, 0, 8_000, 16, 4))).isEmpty();
        assertThat(open(new byte[0])).isEmpty();
        assertThat(open(new byte[100])).isEmpty();
    }

    private float[] samples(byte[] bytes) throws IOException {
        float[] all = new float[0];
        try (Wav wav = open(bytes).orElseThrow()) {
            for (float[] some = wav.next(); some.length > 0; some = wav.next()) {
                int before = all.length;
                all = Arrays.copyOf(all, before + some.length);
                System.arraycopy(some, 0, all, before, some.length);
            }
        }
        return all;
    }

    private Optional<Wav> open(byte[] bytes) throws IOException {
        return Wav.open(Files.write(folder.resolve("sound.wav"), bytes));
    }
}
