package dev.atelier.jobs.internal;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.Iterator;
import java.util.List;
import java.util.Map;

/**
 * The places jobs run in, shared by everybody, and the line in front of them. A job needs a place and a slot of its
 * engine; one whose engine is full does not hold up those behind it. Whoever gets jobs back from a method starts them.
 */
final class Gate {
    private final ArrayDeque<LiveJob> waiting = new ArrayDeque<>();
    private final Map<String, Integer> engineSlots = new HashMap<>();
    private final Map<String, Integer> engineTaken = new HashMap<>();
    private int places;
    private int taken;
    private boolean closed;

    Gate(int places) {
        this.places = places;
    }

    /** Takes a place at once, or does not. */
    synchronized boolean tryTake(LiveJob job) {
        learn(job);
        if (closed || !fits(job)) {
            return false;
        }
        take(job);
        return true;
    }

    /** Joins the line; empty when the line is full or the gate closed. */
    synchronized boolean join(LiveJob job, int longest) {
        learn(job);
        // A job that starts at once does not count as waiting.
        if (closed || (waiting.size() >= longest && !fits(job))) {
            return false;
        }
        waiting.addLast(job);
        return true;
    }

    /** @return whether the job was waiting */
    synchronized boolean leave(LiveJob job) {
        return waiting.remove(job);
    }

    synchronized List<LiveJob> release(LiveJob job) {
        taken--;
        engineTaken.merge(job.engineId(), -1, (a, b) -> a + b == 0 ? null : a + b);
        return next();
    }

    synchronized List<LiveJob> resize(int newPlaces) {
        places = newPlaces;
        return next();
    }

    /** The jobs whose turn it is; they have their places. */
    synchronized List<LiveJob> next() {
        List<LiveJob> ready = new ArrayList<>();
        for (Iterator<LiveJob> line = waiting.iterator(); line.hasNext() && taken < places; ) {
            LiveJob job = line.next();
            if (fits(job)) {
                line.remove();
                take(job);
                ready.add(job);
            }
        }
        return ready;
    }

    /** Lets nobody in any more and sends away those who wait. */
    synchronized List<LiveJob> close() {
        closed = true;
        List<LiveJob> sentAway = List.copyOf(waiting);
        waiting.clear();
        return sentAway;
    }

    synchronized boolean closed() {
        return closed;
    }

    synchronized boolean busy() {
        return taken >= places;
    }

    synchronized int running() {
        return taken;
    }

    synchronized int queued() {
        return waiting.size();
    }

    private boolean fits(LiveJob job) {
        return taken < places
                && engineTaken.getOrDefault(job.engineId(), 0) < engineSlots.getOrDefault(job.engineId(), 1);
    }

    private void take(LiveJob job) {
        taken++;
        engineTaken.merge(job.engineId(), 1, Integer::sum);
    }

    /** A new version may have more or fewer slots: the newest that was seen counts, for those who wait as well. */
    private void learn(LiveJob job) {
        engineSlots.put(job.engineId(), job.engineSlots());
    }
}
