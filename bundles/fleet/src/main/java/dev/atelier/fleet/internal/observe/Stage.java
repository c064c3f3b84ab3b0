package dev.atelier.fleet.internal.observe;

import com.fasterxml.jackson.databind.JsonNode;
import dev.atelier.fleet.internal.shape.Feed;
import dev.atelier.fleet.internal.shape.Feed.Code;
import dev.atelier.fleet.internal.shape.Feed.Trouble;
import java.time.Duration;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/**
 * One Worker and all who look on: one observation of the Worker, its last events, and a place in them for each. Whoever
 * comes without a cursor gets a snapshot of their own and then what happened after it. Everything below
 * {@code mailbox.execute} runs one at a time.
 */
final class Stage implements SharedLine.Taker, SnapshotFetch.Wanted {
    static final List<Duration> PAUSES = List.of(Duration.ofMillis(200), Duration.ofSeconds(1), Duration.ofSeconds(3));

    /** What all stages of a process share. */
    record Means(LongSupplier numbers, Policy policy, ScheduledExecutorService timer, List<Duration> pauses) {}

    private final String runtimeId;
    private final String workerId;
    private final Means means;
    private final Mailbox mailbox;
    private final History history = new History();
    private final Set<Watcher> watchers = new LinkedHashSet<>();
    private @Nullable SharedLine shared;
    private @Nullable SnapshotFetch fetch;
    private @Nullable ScheduledFuture<?> again;
    private int attempts;
    private @Nullable Feed feed;

    Stage(String runtimeId, String workerId, Means means, Mailbox mailbox) {
        this.runtimeId = runtimeId;
        this.workerId = workerId;
        this.means = means;
        this.mailbox = mailbox;
    }

    /** @param cursor null for a snapshot of now; zero for everything that is kept */
    Watcher join(Feed from, @Nullable Long cursor, Outlet outlet) {
        Watcher watcher = new Watcher(outlet, mailbox, history);
        mailbox.execute(() -> enter(from, cursor, watcher));
        return watcher;
    }

    void leave(Watcher watcher) {
        mailbox.execute(() -> {
            watcher.leave();
            watchers.remove(watcher);
            if (watchers.isEmpty()) {
                rest();
            }
        });
    }

    /** The runtime is no longer one of ours. */
    void end() {
        mailbox.execute(() -> {
            history.clear();
            finish(Code.RUNTIME_UNAVAILABLE);
        });
    }

    private void enter(Feed from, @Nullable Long cursor, Watcher watcher) {
        feed = from;
        boolean resting = shared == null && again == null;
        if (cursor == null || (cursor == 0 && history.isEmpty())) {
            watcher.await();
            watchers.add(watcher);
            if (resting) {
                observe(null);
            } else if (shared == null || !shared.isFresh()) {
                fetch();
            }
            return;
        }
        long at = cursor == 0 ? history.first() - 1 : history.find(cursor);
        if (at < 0 && cursor != 0) {
            watcher.finish(Code.CURSOR_UNKNOWN_OR_EXPIRED);
            watcher.leave();
            return;
        }
        watchers.add(watcher);
        watcher.begin(at + 1);
        if (resting) {
            resume();
        }
    }

    private void resume() {
        History.Entry last = history.last();
        String cursor = last == null ? null : last.upstream();
        if (cursor == null) {
            // The runtime cannot tell what was missed; a snapshot makes up for it.
            watchers.forEach(Watcher::await);
        }
        observe(cursor);
    }

    private void observe(@Nullable String cursor) {
        Feed from = feed;
        if (from != null) {
            SharedLine next = new SharedLine(cursor == null, mailbox, this);
            shared = next;
            next.open(from, cursor);
        }
    }

    /** Nobody looks on any more. What is known stays, for those who come back. */
    private void rest() {
        SharedLine ending = shared;
        shared = null;
        attempts = 0;
        if (ending != null) {
            ending.close();
        }
        endFetch();
        if (again != null) {
            again.cancel(false);
            again = null;
        }
    }

    private void finish(Code code) {
        List<Watcher> all = List.copyOf(watchers);
        watchers.clear();
        rest();
        all.forEach(watcher -> watcher.finish(code));
    }

    @Override
    public boolean takes(SharedLine from) {
        return shared == from;
    }

    @Override
    public void begun(@Nullable String cursor, @Nullable JsonNode snapshot) {
        History.Entry last = history.last();
        boolean goesOn = last != null && cursor != null && cursor.equals(last.upstream());
        if (!goesOn) {
            history.clear(); // between what is kept and this, something may be missing
            long number = means.numbers().getAsLong();
            history.add(new History.Entry(number, cursor, "mark:" + number, null));
        }
        if (snapshot == null) {
            watchers.stream().filter(Watcher::waits).forEach(watcher -> fetch());
        } else {
            welcome(snapshot, history.next());
        }
        List.copyOf(watchers).forEach(Watcher::pump);
    }

    /** Those who wait get the snapshot, and then what follows the place. */
    private void welcome(JsonNode snapshot, long place) {
        long at = Math.min(Math.max(place - 1, history.first()), history.next() - 1);
        String cursor = Cursors.of(history.at(at).number());
        JsonNode shown = means.policy().pass(snapshot);
        String frame = shown == null ? null : Frames.event(runtimeId, workerId, cursor, "snapshot:" + cursor, shown);
        for (Watcher watcher : List.copyOf(watchers)) {
            if (watcher.waits()) {
                if (frame == null) {
                    watcher.beginWithout(place);
                } else {
                    watcher.begin(frame, place);
                }
            }
        }
    }

    @Override
    public void happened(@Nullable String cursor, String eventId, JsonNode payload) {
        if (history.has(eventId)) {
            return; // told again after an interruption
        }
        attempts = 0;
        JsonNode shown = means.policy().pass(payload);
        long number = means.numbers().getAsLong();
        String name = Cursors.of(number);
        // What browsers may not see is a mark all the same: the place is needed to go on from.
        String frame = shown == null ? null : Frames.event(runtimeId, workerId, name, name, shown);
        history.add(new History.Entry(number, cursor, eventId, frame));
        if (fetch != null) {
            fetch.caughtUp(cursor);
        }
        watchers.forEach(Watcher::pump);
    }

    @Override
    public void ended(SharedLine from, Trouble trouble) {
        if (shared != from) {
            return;
        }
        shared = null;
        boolean forgets = trouble.code() == Code.CURSOR_UNKNOWN_OR_EXPIRED || trouble.code() == Code.CURSOR_MALFORMED;
        if (!from.isFresh() && trouble.passing() && attempts < means.pauses().size()) {
            try {
                again = means.timer()
                        .schedule(
                                () -> mailbox.execute(this::tryAgain),
                                means.pauses().get(attempts).toMillis(),
                                TimeUnit.MILLISECONDS);
                attempts++;
                return;
            } catch (RejectedExecutionException e) {
                finish(Code.RUNTIME_UNAVAILABLE);
                return;
            }
        }
        if (forgets) {
            history.clear(); // the next one starts clean
        }
        finish(from.isFresh() || !trouble.passing() || forgets ? trouble.code() : Code.UPSTREAM_DISCONNECT);
    }

    private void tryAgain() {
        if (again == null) {
            return; // everybody left meanwhile
        }
        again = null;
        resume();
    }

    private void fetch() {
        Feed from = feed;
        if (fetch == null && from != null) {
            SnapshotFetch next = new SnapshotFetch(history, mailbox, means.timer(), this);
            fetch = next;
            next.open(from);
        }
    }

    @Override
    public void fetched(JsonNode snapshot, @Nullable String place, long at) {
        fetch = null;
        if (history.isEmpty()) {
            long number = means.numbers().getAsLong();
            history.add(new History.Entry(number, place, "mark:" + number, null));
            welcome(snapshot, history.next());
        } else {
            welcome(snapshot, at);
        }
    }

    @Override
    public void failed(Trouble why) {
        fetch = null;
        List<Watcher> disappointed = watchers.stream().filter(Watcher::waits).toList();
        disappointed.forEach(watcher -> watcher.finish(why.code()));
        disappointed.forEach(watchers::remove);
        if (watchers.isEmpty()) {
            rest();
        }
    }

    private void endFetch() {
        SnapshotFetch ending = fetch;
        fetch = null;
        if (ending != null) {
            ending.cancel();
        }
    }
}
