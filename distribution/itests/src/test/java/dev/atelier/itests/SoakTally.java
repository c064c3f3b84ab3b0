package dev.atelier.itests;

import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.LongAdder;

/** What happened in a soak. */
final class SoakTally {
    private final Map<String, LongAdder> counts = new ConcurrentHashMap<>();
    private final ConcurrentLinkedQueue<String> troubles = new ConcurrentLinkedQueue<>();

    void accepted() {
        count("accepted");
    }

    void refused(String code) {
        count("refused " + code);
    }

    void ended(String status) {
        count("ended " + status);
    }

    /** By a kill; nobody can hold the program to it. */
    void cutOff() {
        count("cut off by a kill");
    }

    void changed() {
        count("engine changes");
    }

    void killed() {
        count("kills");
    }

    void trouble(String what) {
        troubles.add(what);
    }

    private void count(String what) {
        counts.computeIfAbsent(what, w -> new LongAdder()).increment();
    }

    long ended() {
        return counts.entrySet().stream()
                .filter(e -> e.getKey().startsWith("ended "))
                .mapToLong(e -> e.getValue().sum())
                .sum();
    }

    List<String> troubles() {
        return List.copyOf(troubles);
    }

    @Override
    public String toString() {
        return new TreeMap<>(counts) + (troubles.isEmpty() ? "" : ", troubles " + troubles.size());
    }
}
