package dev.atelier.wire.api;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.util.Random;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class FramesPropertyTest {
    private static final int ROUNDS = 300;

    @ParameterizedTest
    @ValueSource(longs = {1, 20261121, 987654321})
    void readsWhatItWrites(long seed) throws Exception {
        RandomFrames frames = new RandomFrames(new Random(seed));
        for (int round = 0; round < ROUNDS; round++) {
            WorkerFrame worker = frames.worker();
            StudioFrame studio = frames.studio();

            assertThat(Frames.fromWorker(sent(Frames.write(worker)))).isEqualTo(worker);
            assertThat(Frames.fromStudio(sent(Frames.write(studio)))).isEqualTo(studio);
        }
    }

    @ParameterizedTest
    @ValueSource(longs = {2, 77})
    void writesTheSameTwice(long seed) throws Exception {
        RandomFrames frames = new RandomFrames(new Random(seed));
        for (int round = 0; round < ROUNDS; round++) {
            String worker = Frames.write(frames.worker());
            String studio = Frames.write(frames.studio());

            assertThat(Frames.write(Frames.fromWorker(worker))).isEqualTo(worker);
            assertThat(Frames.write(Frames.fromStudio(studio))).isEqualTo(studio);
            assertThat(worker).doesNotContain("\n");
        }
    }

    private static String sent(String text) {
        return new String(text.getBytes(StandardCharsets.UTF_8), StandardCharsets.UTF_8);
    }
}
