package dev.atelier.engine.whisper;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class WindowsTest {
    @TempDir
    @SuppressWarnings("NullAway.Init") // set by the test engine
    Path folder;

    @Test
    void takesAShortRecordingWhole() throws Exception {
        assertThat(lengths(30)).containsExactly(30.0);
    }

    @Test
    void cutsWhereItIsQuietest() throws Exception {
        List<Double> lengths = lengths(75, 22, 50);

        assertThat(lengths).hasSize(3);
        assertThat(lengths.get(0)).isBetween(22.0, 23.0);
        assertThat(lengths.get(0) + lengths.get(1)).isBetween(50.0, 51.0);
        assertThat(lengths.stream().mapToDouble(length -> length).sum()).isEqualTo(75);
    }

    @Test
    void doesNotLookForSilenceTooEarly() throws Exception {
        assertThat(lengths(60, 5).get(0)).isBetween(20.0, 30.0);
    }

    @Test
    void areAsLongAsTheyMayBe() throws Exception {
        List<Double> lengths = lengths(60 * Recording.RATE, 100, new int[] {22, 52});

        assertThat(lengths).hasSize(2);
        assertThat(lengths.get(0)).isBetween(52.0, 53.0);
    }

    @Test
    void comeAgainInAnotherLength() throws Exception {
        Windows windows = new Windows(recording(50));
        windows.next(15 * Recording.RATE);
        Windows.Window second = windows.next(Windows.LONGEST);

        windows.back(second);

        Windows.Window shorter = windows.next(12 * Recording.RATE);
        assertThat(shorter.start()).isEqualTo(second.start());
        assertThat(shorter.seconds()).isLessThan(second.seconds());
    }

    @Test
    void knowsSilence() throws Exception {
        assertThat(new Windows(recording(1, 0)).next(Windows.LONGEST).silent()).isTrue();
        assertThat(new Windows(recording(1)).next(Windows.LONGEST).silent()).isFalse();
    }

    private List<Double> lengths(int seconds, int... gaps) throws IOException {
        return lengths(Windows.LONGEST, seconds, gaps);
    }

    private List<Double> lengths(int longest, int seconds, int[] gaps) throws IOException {
        List<Double> lengths = new ArrayList<>();
        double at = 0;
        for (Windows windows = new Windows(recording(seconds, gaps)); windows.hasNext(); ) {
            Windows.Window window = windows.next(longest);
            assertThat(window.start()).isEqualTo(at);
            at += window.seconds();
            lengths.add(window.seconds());
        }
        return lengths;
    }

    private Recording recording(int seconds, int... gaps) throws IOException {
        byte[] bytes = new byte[seconds * Recording.RATE * Short.BYTES];
        ByteBuffer buffer = ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN);
        for (int i = 0; i < seconds * Recording.RATE; i++) {
            buffer.putShort((short) (i % 2 == 0 ? 9_000 : -9_000));
        }
        for (int gap : gaps) {
            Arrays.fill(
                    bytes, gap * Recording.RATE * 2, Math.min(bytes.length, (gap + 1) * Recording.RATE * 2), (byte) 0);
        }
        return Recording.of(Files.write(folder.resolve("sound.pcm"), bytes));
    }
}
