package dev.atelier.studio.dispatch.internal;

import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Queue;

/**
 * Lets workers in at a bounded rate. After a restart a thousand of them come at once; welcomed together they would beat
 * together for ever after. The first ones do not wait, and nobody waits so long that it would give up.
 */
final class Welcomes {
    static final int AT_ONCE = 50;
    static final int A_SECOND = 200;
    private static final Duration TICK = Duration.ofMillis(20);
    private static final long LONGEST_TICKS = Duration.ofSeconds(8).dividedBy(TICK);

    private final Loop loop;
    private final Queue<Runnable> waiting = new ArrayDeque<>();
    private double room = AT_ONCE;
    private long last;
    private boolean ticking;
    /** The longest the queue has been since it was empty. */
    private int peak;

    Welcomes(Loop loop) {
        this.loop = loop;
        this.last = loop.nanos();
    }

    void admit(Runnable welcome) {
        refill();
        if (waiting.isEmpty() && room >= 1) {
            room--;
            welcome.run();
            return;
        }
        waiting.add(welcome);
        peak = Math.max(peak, waiting.size());
        if (!ticking) {
            ticking = true;
            loop.after(TICK, this::tick);
        }
    }

    private void tick() {
        refill();
        long share = peak / LONGEST_TICKS;
        for (; !waiting.isEmpty() && (room >= 1 || share > 0); share--) {
            room = Math.max(0, room - 1);
            waiting.remove().run();
        }
        ticking = !waiting.isEmpty();
        if (ticking) {
            loop.after(TICK, this::tick);
        } else {
            peak = 0;
        }
    }

    private void refill() {
        long now = loop.nanos();
        room = Math.min(AT_ONCE, room + (now - last) / 1e9 * A_SECOND);
        last = now;
    }
}
