package dev.atelier.session.internal;

import dev.atelier.jobs.api.WorkerLog;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** A worker's log in memory. */
final class FakeLog implements WorkerLog {
    private final List<Entry> entries = new ArrayList<>();
    private final List<Consumer<Entry>> followers = new ArrayList<>();

    @Override
    public synchronized void append(Level level, String category, String message, @Nullable String jobId) {
        Entry entry = new Entry(entries.size() + 1L, Instant.now(), level, category, message, jobId);
        entries.add(entry);
        followers.forEach(follower -> follower.accept(entry));
    }

    synchronized List<String> messages() {
        return entries.stream().map(Entry::message).toList();
    }

    @Override
    public synchronized Page after(long seq) {
        return new Page(entries.stream().filter(e -> e.seq() > seq).toList(), seq());
    }

    @Override
    public synchronized long seq() {
        return entries.size();
    }

    @Override
    public synchronized Following follow(Consumer<Entry> follower) {
        entries.forEach(follower);
        followers.add(follower);
        return () -> {
            synchronized (this) {
                followers.remove(follower);
            }
        };
    }
}
