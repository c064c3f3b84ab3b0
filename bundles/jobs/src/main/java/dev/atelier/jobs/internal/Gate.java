package dev.atelier.jobs.internal;

import dev.atelier.engine.api.EngineDescriptor;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

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

    /**
     * What is taken: one of the places, and one slot of an engine.
     *
     * @param engine null when no engine serves: then it is the place alone
     */
    record Claim(@Nullable String engine, int slots) {
        static final Claim PLACE_ALONE = new Claim(null, 1);

        static Claim of(EngineDescriptor engine) {
            return new Claim(engine.id(), engine.slots());
        }
    }

    Gate(int places) {
        this.places = places;
    }

    /** Takes a place at once, or does not. */
    synchronized boolean tryTake(Claim claim) {
        learn(claim);
        if (closed || !fits(claim)) {
            return false;
        }
        take(claim);
        return true;
    }

    /** Keeps the place but takes a slot of another engine for it; when that has none nothing changes. */
    synchronized boolean trade(Claim held, Claim wanted) {
        learn(wanted);
        if (!Objects.equals(held.engine(), wanted.engine())) {
            if (!slotFree(wanted)) {
                return false;
            }
            giveSlot(held);
            takeSlot(wanted);
        }
        return true;
    }

    /** Joins the line; empty when the line is full or the gate closed. */
    synchronized boolean join(LiveJob job, int longest) {
        learn(job.claim());
        // A job that starts at once does not count as waiting.
        if (closed || (waiting.size() >= longest && !fits(job.claim()))) {
            return false;
        }
        waiting.addLast(job);
        return true;
    }

    /** @return whether the job was waiting */
    synchronized boolean leave(LiveJob job) {
        return waiting.remove(job);
    }

    synchronized List<LiveJob> release(Claim claim) {
        taken--;
        giveSlot(claim);
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
            if (fits(job.claim())) {
                line.remove();
                take(job.claim());
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

    private boolean fits(Claim claim) {
        return taken < places && slotFree(claim);
    }

    private boolean slotFree(Claim claim) {
        return claim.engine() == null
                || engineTaken.getOrDefault(claim.engine(), 0) < engineSlots.getOrDefault(claim.engine(), 1);
    }

    private void take(Claim claim) {
        taken++;
        takeSlot(claim);
    }

    private void takeSlot(Claim claim) {
        if (claim.engine() != null) {
            engineTaken.merge(claim.engine(), 1, Integer::sum);
        }
    }

    private void giveSlot(Claim claim) {
        if (claim.engine() != null) {
            engineTaken.merge(claim.engine(), -1, (a, b) -> a + b == 0 ? null : a + b);
        }
    }

    /** A new version may have more or fewer slots: the newest that was seen counts, for those who wait as well. */
    private void learn(Claim claim) {
        if (claim.engine() != null) {
            engineSlots.put(claim.engine(), claim.slots());
        }
    }
}
