package dev.atelier.engine.speech;

import com.sun.speech.freetts.audio.AudioPlayer;
import dev.atelier.engine.api.JobContext;
import java.nio.ByteBuffer;
import java.util.Arrays;
import javax.sound.sampled.AudioFormat;
import org.jspecify.annotations.Nullable;

/** Where FreeTTS plays into: no sound card, but the samples. Plays no further once the job is cancelled. */
final class Capture implements AudioPlayer {
    private static final int FIRST_SECONDS = 4;
    private static final int RATE = 16_000;

    private final JobContext context;
    private short[] samples = new short[FIRST_SECONDS * RATE];
    private int count;
    private float volume = 1;
    private @Nullable AudioFormat format;

    Capture(JobContext context) {
        this.context = context;
    }

    short[] samples() {
        return Arrays.copyOf(samples, count);
    }

    @Override
    public boolean write(byte[] bytes) {
        return write(bytes, 0, bytes.length);
    }

    /** Samples of 16 bits, the high byte first. */
    @Override
    public boolean write(byte[] bytes, int offset, int size) {
        int more = size / Short.BYTES;
        if (count + more > samples.length) {
            samples = Arrays.copyOf(samples, Math.max(count + more, samples.length * 2));
        }
        ByteBuffer.wrap(bytes, offset, size).asShortBuffer().get(samples, count, more);
        count += more;
        return !context.cancelled();
    }

    @Override
    public void setAudioFormat(AudioFormat format) {
        this.format = format;
    }

    @Override
    public @Nullable AudioFormat getAudioFormat() {
        return format;
    }

    @Override
    public void setVolume(float volume) {
        this.volume = volume;
    }

    @Override
    public float getVolume() {
        return volume;
    }

    @Override
    public boolean drain() {
        return true;
    }

    @Override
    public boolean end() {
        return true;
    }

    @Override
    public void begin(int size) {}

    @Override
    public void cancel() {}

    @Override
    public void close() {}

    @Override
    public void pause() {}

    @Override
    public void reset() {}

    @Override
    public void resume() {}

    @Override
    public long getTime() {
        return -1;
    }

    @Override
    public void resetTime() {}

    @Override
    public void startFirstSampleTimer() {}

    @Override
    public void showMetrics() {}
}
