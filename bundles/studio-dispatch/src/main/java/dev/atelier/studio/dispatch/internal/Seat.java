package dev.atelier.studio.dispatch.internal;

import dev.atelier.studio.dispatch.api.Sessions;
import dev.atelier.wire.api.Frames;
import dev.atelier.wire.api.MalformedJson;
import dev.atelier.wire.api.WorkerFrame;

/** Reads what arrives where it arrives, and posts it to the loop. */
final class Seat implements Sessions.Seat {
    private static final int GREETING = 64 * 1024;
    private static final int MOST = 16 * 1024 * 1024;
    /** Frames, of which a long one counts as many: some tens of megabytes in all. */
    private static final int MOST_UNREAD = 8_192;

    private static final int ONE = 8 * 1024;

    private final Loop loop;
    private final Session session;
    private final Reception reception;
    private boolean greeted;

    Seat(Loop loop, Session session, Reception reception) {
        this.loop = loop;
        this.session = session;
        this.reception = reception;
    }

    @Override
    public void text(String message) {
        int bound = greeted ? MOST : GREETING;
        greeted = true;
        if (message.length() > bound) {
            loop.post(() -> reception.tooLong(session));
            return;
        }
        int weight = 1 + message.length() / ONE;
        if (session.unread.addAndGet(weight) > MOST_UNREAD) {
            // The loop is far behind this one worker; what it sends on top of that is let go unread.
            loop.post(() -> reception.offence(session, "too many frames at once"));
            return;
        }
        Runnable read = read(message);
        loop.post(() -> {
            session.unread.addAndGet(-weight);
            read.run();
        });
    }

    private Runnable read(String message) {
        try {
            WorkerFrame frame = Frames.fromWorker(message);
            return () -> reception.frame(session, frame);
        } catch (MalformedJson e) {
            String problem = "cannot be read: " + e.getMessage();
            return () -> reception.offence(session, problem);
        } catch (RuntimeException e) {
            return () -> reception.offence(session, "cannot be read");
        }
    }

    @Override
    public void binary() {
        loop.post(() -> reception.offence(session, "a binary message"));
    }

    @Override
    public void closed() {
        loop.post(() -> reception.gone(session));
    }
}
