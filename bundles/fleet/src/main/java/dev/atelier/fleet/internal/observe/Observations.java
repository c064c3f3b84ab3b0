package dev.atelier.fleet.internal.observe;

import dev.atelier.common.api.Threads;
import dev.atelier.fleet.internal.shape.Feed;
import java.time.Duration;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;

/** Everybody who looks on anywhere. */
public final class Observations implements AutoCloseable {
    /** Workers nobody looks on at, but whose last events are kept. */
    private static final int RESTING = 64;

    private final ExecutorService threads = Executors.newFixedThreadPool(2, Threads.named("fleet-observe"));
    private final ScheduledExecutorService timer =
            Executors.newSingleThreadScheduledExecutor(Threads.named("fleet-observe-timer"));
    private final AtomicLong numbers = new AtomicLong();
    private final Stage.Means means;
    /** The one used last at the end. */
    private final LinkedHashMap<Key, Place> places = new LinkedHashMap<>(16, 0.75f, true);

    private record Key(String runtimeId, String workerId) {}

    private static final class Place {
        private final Stage stage;
        private int watchers;

        private Place(Stage stage) {
            this.stage = stage;
        }
    }

    public Observations() {
        this(Policy.DEFAULT, Stage.PAUSES);
    }

    Observations(Policy policy, List<Duration> pauses) {
        this.means = new Stage.Means(numbers::incrementAndGet, policy, timer, pauses);
    }

    /** Somebody who looks on; to be closed when they leave. */
    @FunctionalInterface
    public interface Seat extends AutoCloseable {
        @Override
        void close();
    }

    /**
     * @param cursor the number of the last event that was seen; zero for all that is kept, null for a snapshot of now
     */
    public Seat watch(String runtimeId, String workerId, Feed feed, @Nullable Long cursor, Outlet outlet) {
        Place place;
        synchronized (places) {
            place = places.computeIfAbsent(
                    new Key(runtimeId, workerId),
                    key -> new Place(new Stage(runtimeId, workerId, means, new Mailbox(threads))));
            place.watchers++;
            trim();
        }
        Watcher watcher = place.stage.join(feed, cursor, outlet);
        AtomicBoolean left = new AtomicBoolean();
        return () -> {
            if (left.compareAndSet(false, true)) {
                place.stage.leave(watcher);
                synchronized (places) {
                    place.watchers--;
                }
            }
        };
    }

    private void trim() {
        int resting = (int)
                places.values().stream().filter(place -> place.watchers == 0).count();
        Iterator<Place> oldest = places.values().iterator();
        while (resting > RESTING && oldest.hasNext()) {
            if (oldest.next().watchers == 0) {
                oldest.remove();
                resting--;
            }
        }
    }

    /** How many look on. */
    public int watchers() {
        synchronized (places) {
            return places.values().stream().mapToInt(place -> place.watchers).sum();
        }
    }

    /** A runtime has gone: nothing of its Workers is kept. */
    public void forget(String runtimeId) {
        List<Place> gone;
        synchronized (places) {
            gone = places.entrySet().stream()
                    .filter(each -> each.getKey().runtimeId().equals(runtimeId))
                    .map(Map.Entry::getValue)
                    .toList();
            places.keySet().removeIf(key -> key.runtimeId().equals(runtimeId));
        }
        gone.forEach(place -> place.stage.end());
    }

    @Override
    public void close() {
        timer.shutdownNow();
        var unused = Threads.stop(threads, Duration.ofSeconds(1)) && Threads.stop(timer, Duration.ofSeconds(1));
    }
}
