package dev.atelier.jobs.internal;

import dev.atelier.jobs.api.Jobs;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** The texts that jobs are making, for those who read along. A reader may come before its job does. */
final class TextFeeds {
    /** Of a longer text, who comes late reads the rest only. */
    static final int KEPT_CHARS = 256 * 1024;

    private final Map<String, Feed> feeds = new HashMap<>();

    /** One job's text. Its lock is held while readers are told, so that they hear everything in order and once. */
    private final class Feed {
        private final String jobId;
        private final List<Jobs.TextReader> readers = new ArrayList<>();
        private @Nullable StringBuilder kept;
        private long length;
        private boolean running;
        private boolean over;

        private Feed(String jobId) {
            this.jobId = jobId;
        }

        private synchronized void add(String piece) {
            StringBuilder all = kept == null && length == 0 ? new StringBuilder() : kept;
            kept = all != null && all.length() + piece.length() <= KEPT_CHARS ? all.append(piece) : null;
            long at = length;
            length += piece.length();
            readers.forEach(reader -> reader.text(at, piece));
        }

        private synchronized void join(Jobs.TextReader reader) {
            if (kept != null && kept.length() > 0) {
                reader.text(0, kept.toString());
            }
            if (over) {
                reader.ended();
            } else {
                readers.add(reader);
            }
        }

        private synchronized void leave(Jobs.TextReader reader) {
            readers.remove(reader);
            synchronized (feeds) {
                if (!running && readers.isEmpty()) {
                    feeds.remove(jobId, this);
                }
            }
        }

        private synchronized void end() {
            over = true;
            List.copyOf(readers).forEach(Jobs.TextReader::ended);
            readers.clear();
        }
    }

    void began(String jobId) {
        synchronized (feeds) {
            feeds.computeIfAbsent(jobId, Feed::new).running = true;
        }
    }

    /** Of a job that has begun; what is made after its end reaches nobody. */
    void text(String jobId, String piece) {
        Feed feed = find(jobId);
        if (feed != null && !piece.isEmpty()) {
            feed.add(piece);
        }
    }

    void ended(String jobId) {
        Feed feed;
        synchronized (feeds) {
            feed = feeds.remove(jobId);
        }
        if (feed != null) {
            feed.end();
        }
    }

    Jobs.Reading follow(String jobId, Jobs.TextReader reader) {
        Feed feed;
        synchronized (feeds) {
            feed = feeds.computeIfAbsent(jobId, Feed::new);
        }
        feed.join(reader);
        return () -> feed.leave(reader);
    }

    private @Nullable Feed find(String jobId) {
        synchronized (feeds) {
            return feeds.get(jobId);
        }
    }
}
