package dev.atelier.session.internal;

import dev.atelier.jobs.api.Jobs;
import dev.atelier.wire.api.Frames;
import dev.atelier.wire.api.LinkFrame;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Texts of jobs on their way to the studio: told as they come, gathered while the studio is behind. Its lock is taken
 * below that of a job's text, so nothing of jobs is called with it held.
 */
final class SideTexts {
    /** Characters that are sent before the studio has to show that it reads. */
    static final int AHEAD = 64 * 1024;

    static final int MOST_GATHERED = 1024 * 1024;
    static final int MOST_FOLLOWED = 64;
    private static final int MOST_AT_ONCE = 16 * 1024;

    private final Jobs jobs;
    private final Socket socket;
    private final Map<String, Told> followed = new LinkedHashMap<>();
    private int ahead;
    private int gathered;
    private boolean waiting;
    private boolean closed;

    SideTexts(Jobs jobs, Socket socket) {
        this.jobs = jobs;
        this.socket = socket;
    }

    /** One job's text. */
    private final class Told implements Jobs.TextReader {
        private final String jobId;
        private final StringBuilder next = new StringBuilder();
        private long at;
        /** Too much was gathered: the studio gets the whole answer in the end, as it always does. */
        private boolean given;

        private boolean over;

        private Jobs.@Nullable Reading reading;

        private Told(String jobId) {
            this.jobId = jobId;
        }

        @Override
        public void text(long from, String piece) {
            synchronized (SideTexts.this) {
                if (given || closed) {
                    return;
                }
                if (gathered + piece.length() > MOST_GATHERED) {
                    given = true;
                    gathered -= next.length();
                    next.setLength(0);
                    return;
                }
                if (next.length() == 0) {
                    at = from;
                }
                next.append(piece);
                gathered += piece.length();
                send();
            }
        }

        @Override
        public void ended() {
            synchronized (SideTexts.this) {
                if (next.length() == 0) {
                    followed.remove(jobId, this);
                } // else it goes with its last piece
                over = true;
            }
        }

        /** Half a character waits for its other half. */
        private int whole() {
            int length = Math.min(next.length(), MOST_AT_ONCE);
            return length > 0 && Character.isHighSurrogate(next.charAt(length - 1)) ? length - 1 : length;
        }
    }

    void follow(String jobId) {
        Told told = new Told(jobId);
        Told eldest = null;
        synchronized (this) {
            if (closed || followed.containsKey(jobId)) {
                return;
            }
            if (followed.size() >= MOST_FOLLOWED) {
                eldest = followed.remove(followed.keySet().iterator().next());
            }
            followed.put(jobId, told);
        }
        leave(eldest);
        Jobs.Reading reading = jobs.follow(jobId, told);
        synchronized (this) {
            told.reading = reading;
            if (followed.get(jobId) == told) {
                return;
            }
        }
        reading.close(); // left, or over, before it had begun
    }

    void close() {
        List<Told> left;
        synchronized (this) {
            closed = true;
            left = new ArrayList<>(followed.values());
            followed.clear();
        }
        left.forEach(SideTexts::leave);
    }

    private static void leave(@Nullable Told told) {
        Jobs.Reading reading = told == null ? null : told.reading;
        if (reading != null) {
            reading.close();
        }
    }

    private void send() {
        for (Told told : List.copyOf(followed.values())) {
            for (int length = told.whole(); length > 0 && !waiting && !closed; length = told.whole()) {
                send(told, length);
            }
            if (told.over && told.next.length() == 0) {
                followed.remove(told.jobId, told);
            }
        }
    }

    private void send(Told told, int length) {
        String text = told.next.substring(0, length);
        told.next.delete(0, length);
        gathered -= length;
        socket.send(Frames.write(new LinkFrame.Text(told.jobId, told.at, text)));
        told.at += length;
        ahead += length;
        if (ahead >= AHEAD) {
            waiting = true;
            var unused = socket.received().thenRun(this::received);
        }
    }

    private synchronized void received() {
        ahead = 0;
        waiting = false;
        send();
    }
}
