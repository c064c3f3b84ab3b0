package dev.atelier.studio.http.internal;

import java.util.HashMap;
import java.util.Map;

/**
 * Who has taken how much of the room for inputs. Nobody may have more than is still free, so one who takes all they can
 * leaves as much to the others, and many who do still leave some.
 */
final class InputRoom {
    private final Map<String, Long> byOwner = new HashMap<>();
    private long used;

    /** False, and nothing is taken, when there is not so much for this owner. */
    synchronized boolean take(String owner, long bytes, long most) {
        long own = byOwner.getOrDefault(owner, 0L) + bytes;
        if (own > most - used - bytes) {
            return false;
        }
        put(owner, own, used + bytes);
        return true;
    }

    /** Of what was there before. */
    synchronized void count(String owner, long bytes) {
        put(owner, byOwner.getOrDefault(owner, 0L) + bytes, used + bytes);
    }

    synchronized void give(String owner, long bytes) {
        put(owner, byOwner.getOrDefault(owner, 0L) - bytes, used - bytes);
    }

    private void put(String owner, long own, long all) {
        used = all;
        if (own > 0) {
            byOwner.put(owner, own);
        } else {
            byOwner.remove(owner);
        }
    }
}
