package dev.atelier.engine.whisper;

import java.io.IOException;

/**
 * Turns samples of any rate into those the models hear. Between two samples it goes along the line that joins them; of
 * more samples than are wanted it takes the mean, so that high tones fade instead of turning into low ones.
 */
final class Resampler {
    /** Takes what comes out. */
    interface Sink {
        void accept(float sample) throws IOException;
    }

    private final double step;
    private final Sink sink;
    private double next;
    private double left;
    private double sum;
    private float last;
    private boolean begun;

    Resampler(int from, int to, Sink sink) {
        this.step = (double) from / to;
        this.sink = sink;
        this.left = step;
    }

    void accept(float sample) throws IOException {
        if (step > 1) {
            average(sample);
        } else {
            interpolate(sample);
        }
    }

    private void average(float sample) throws IOException {
        double width = 1;
        while (width >= left) {
            sink.accept((float) ((sum + sample * left) / step));
            width -= left;
            left = step;
            sum = 0;
        }
        sum += sample * width;
        left -= width;
    }

    private void interpolate(float sample) throws IOException {
        if (!begun) {
            begun = true;
            last = sample;
            return;
        }
        for (; next < 1; next += step) {
            sink.accept((float) (last + (sample - last) * next));
        }
        next -= 1;
        last = sample;
    }

    /** The last sample lasts as long as the others. */
    void end() throws IOException {
        for (; begun && next < 1; next += step) {
            sink.accept(last);
        }
    }
}
