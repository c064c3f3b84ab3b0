package dev.atelier.engine.agent.run;

import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.concurrent.locks.ReentrantLock;

/** That no image is built twice at once. */
public final class ImageBuilds {
    private final ConcurrentMap<String, ReentrantLock> building = new ConcurrentHashMap<>();

    ReentrantLock of(String tag) {
        return building.computeIfAbsent(tag, each -> new ReentrantLock());
    }
}
