package dev.atelier.engine.whisper;

import java.io.IOException;
import java.nio.ShortBuffer;

/**
 * Cuts a recording into what is heard at once. A long one is cut where it is quietest within the last ten seconds of a
 * window, between two words rather than within one.
 */
final class Windows {
    /** What the models hear at once; a back end may take more, and cuts that itself. */
    static final int LONGEST = 30 * Recording.RATE;

    /** Before the end of a window, so much is looked through for a place to cut. */
    private static final int SEARCHED = 10 * Recording.RATE;

    private static final int LOOK = Recording.RATE / 10;

    /** Below it a 16-bit sample is as good as silence. */
    private static final int SILENT = 33;

    private final Recording recording;
    private long at;

    /** A part of a recording, at the sample it begins with. */
    static final class Window {
        private final long from;
        private final byte[] bytes;

        Window(long from, byte[] bytes) {
            this.from = from;
            this.bytes = bytes;
        }

        /** Not copied. */
        byte[] bytes() {
            return bytes;
        }

        double start() {
            return (double) from / Recording.RATE;
        }

        double seconds() {
            return (double) bytes.length / Short.BYTES / Recording.RATE;
        }

        boolean silent() {
            ShortBuffer samples = Recording.samples(bytes);
            while (samples.hasRemaining()) {
                if (Math.abs(samples.get()) >= SILENT) {
                    return false;
                }
            }
            return true;
        }
    }

    Windows(Recording recording) {
        this.recording = recording;
    }

    boolean hasNext() {
        return at < recording.samples();
    }

    /** @param longest how many samples it may have */
    Window next(int longest) throws IOException {
        long rest = recording.samples() - at;
        int count = rest <= longest ? (int) rest : quietest(longest);
        Window window = new Window(at, recording.bytes(at, count));
        at += count;
        return window;
    }

    /** So that it comes again, maybe of another length. */
    void back(Window window) {
        at = window.from;
    }

    /** The middle of the quietest look; of equal ones the last, so that windows are long. */
    private int quietest(int longest) throws IOException {
        int shortest = longest - SEARCHED;
        ShortBuffer samples = Recording.samples(recording.bytes(at + shortest, SEARCHED));
        double least = Double.MAX_VALUE;
        int where = longest;
        for (int from = 0; from + LOOK <= samples.capacity(); from += LOOK) {
            double energy = 0;
            for (int i = from; i < from + LOOK; i++) {
                energy += (double) samples.get(i) * samples.get(i);
            }
            if (energy <= least) {
                least = energy;
                where = shortest + from + LOOK / 2;
            }
        }
        return where;
    }
}
