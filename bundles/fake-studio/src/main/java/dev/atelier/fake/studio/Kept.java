package dev.atelier.fake.studio;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Predicate;

/** What was recorded, in order; the oldest go when there is too much. Guarded by the studio's monitor. */
final class Kept<T> {
    private static final int MANY = 20_000;

    private final int most;
    private final List<T> items = new ArrayList<>();
    private long dropped;

    Kept() {
        this(MANY);
    }

    Kept(int most) {
        this.most = most;
    }

    void add(T item) {
        if (items.size() == most) {
            items.subList(0, most / 2).clear();
            dropped += most / 2;
        }
        items.add(item);
    }

    List<T> all() {
        return List.copyOf(items);
    }

    /** The first from a position on that fits, moving the cursor behind it. */
    Optional<T> next(Cursor cursor, Predicate<? super T> wanted) {
        for (int i = (int) Math.max(0, cursor.position - dropped); i < items.size(); i++) {
            if (wanted.test(items.get(i))) {
                cursor.position = dropped + i + 1;
                return Optional.of(items.get(i));
            }
        }
        return Optional.empty();
    }

    /** How far somebody has read. */
    static final class Cursor {
        private long position;
    }
}
