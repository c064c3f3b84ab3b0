package dev.atelier.session.internal;

import dev.atelier.jobs.api.JobRecord;
import dev.atelier.jobs.api.Jobs;
import dev.atelier.registration.api.Credentials;
import dev.atelier.session.api.StudioLinks;
import dev.atelier.wire.api.Frames;
import dev.atelier.wire.api.LinkFrame;
import dev.atelier.wire.api.MalformedJson;
import java.time.Duration;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The link: a second socket to a studio that offers one, for what the session's protocol has no words for. It is there
 * only while a session is, and nothing depends on it.
 */
final class SideChannel {
    static final String PROTOCOL = "atelier-link-v1";
    private static final Duration FIRST_PAUSE = Duration.ofSeconds(1);
    /** Well below the silence after which studios, and what stands before them, drop a connection. */
    private static final Duration SIGN_OF_LIFE = Duration.ofMinutes(1);

    private static final Duration LONGEST_PAUSE = Duration.ofMinutes(1);
    private static final Logger LOG = LoggerFactory.getLogger(SideChannel.class);

    private final Jobs jobs;
    private final Listeners others;
    private final Socket.Factory sockets;
    private final ScheduledExecutorService timer;
    private @Nullable Attempt present;
    private @Nullable ScheduledFuture<?> next;
    private Duration pause = FIRST_PAUSE;
    private volatile boolean open;

    /** @param others hear what is not of jobs */
    SideChannel(Jobs jobs, Listeners others, Socket.Factory sockets, ScheduledExecutorService timer) {
        this.jobs = jobs;
        this.others = others;
        this.sockets = sockets;
        this.timer = timer;
    }

    boolean open() {
        return open;
    }

    synchronized void begin(Credentials credentials) {
        end();
        pause = FIRST_PAUSE;
        connect(credentials);
    }

    synchronized void end() {
        if (next != null) {
            next.cancel(false);
            next = null;
        }
        Attempt ending = present;
        present = null;
        if (ending != null) {
            ending.close();
        }
    }

    private void connect(Credentials credentials) {
        Attempt attempt = new Attempt(credentials);
        present = attempt;
        attempt.socket =
                sockets.open(credentials.studio().link(credentials.workerId()), credentials.authToken(), attempt);
    }

    private synchronized void ended(Attempt attempt, Socket.End how) {
        if (present != attempt) {
            return;
        }
        present = null;
        open = false;
        if (how.code() == Socket.End.REFUSED) {
            // No links after all. A studio that changes its mind comes back with a new session.
            LOG.atDebug().addKeyValue("status", how.status()).log("the studio offers no link");
            return;
        }
        LOG.atDebug().addKeyValue("reason", how.reason()).log("link lost");
        try {
            next = timer.schedule(() -> again(attempt.credentials), pause.toMillis(), TimeUnit.MILLISECONDS);
            pause = pause.multipliedBy(2).compareTo(LONGEST_PAUSE) < 0 ? pause.multipliedBy(2) : LONGEST_PAUSE;
        } catch (RejectedExecutionException e) {
            LOG.debug("no link any more: the room is closed");
        }
    }

    private synchronized void again(Credentials credentials) {
        if (next != null && present == null) {
            next = null;
            connect(credentials);
        }
    }

    /** One socket, from the attempt to connect to its end. */
    private final class Attempt implements Socket.Events, StudioLinks.Line {
        private final Credentials credentials;
        private volatile @Nullable Socket socket;
        private @Nullable SideTexts texts;
        private volatile @Nullable ScheduledFuture<?> signs;

        private Attempt(Credentials credentials) {
            this.credentials = credentials;
        }

        @Override
        public void opened() {
            synchronized (SideChannel.this) {
                if (present != this || socket == null) {
                    return;
                }
                texts = new SideTexts(jobs, socket);
                pause = FIRST_PAUSE;
                open = true;
                beat(socket);
            }
            others.opened(this);
        }

        @Override
        public void send(String text) {
            Socket live = socket;
            if (live != null) {
                live.send(text);
            }
        }

        @Override
        public void text(String message) {
            SideTexts told = texts;
            if (told == null) {
                return;
            }
            try {
                Frames.fromLink(message)
                        .ifPresentOrElse(frame -> frame.match(new Heard(told)), () -> others.text(this, message));
            } catch (MalformedJson e) {
                LOG.atDebug().addKeyValue("problem", e.getMessage()).log("frame of the link ignored");
            }
        }

        @Override
        public void binary() {
            LOG.debug("frame of the link ignored: it is no text");
        }

        private void ping(Socket live) {
            var unused = live.received();
        }

        private void beat(Socket live) {
            try {
                signs = timer.scheduleAtFixedRate(
                        () -> ping(live), SIGN_OF_LIFE.toSeconds(), SIGN_OF_LIFE.toSeconds(), TimeUnit.SECONDS);
            } catch (RejectedExecutionException e) {
                LOG.debug("the room is closed");
            }
        }

        @Override
        public void ended(Socket.End end) {
            ScheduledFuture<?> beating = signs;
            if (beating != null) {
                beating.cancel(false);
            }
            SideTexts told = texts;
            if (told != null) {
                told.close();
                others.closed(this);
            }
            SideChannel.this.ended(this, end);
        }

        private void close() {
            open = false;
            if (socket != null) {
                socket.close(Ending.SESSION_ENDED);
            }
        }
    }

    /** What a studio asks for. */
    private final class Heard implements LinkFrame.Cases<Boolean> {
        private final SideTexts texts;

        private Heard(SideTexts texts) {
            this.texts = texts;
        }

        @Override
        public Boolean follow(LinkFrame.Follow frame) {
            texts.follow(frame.jobId());
            return true;
        }

        /** A studio ends the jobs it gave, and no others. */
        @Override
        public Boolean cancel(LinkFrame.Cancel frame) {
            return jobs.find(frame.jobId())
                            .filter(job -> job.source() == JobRecord.Source.STUDIO)
                            .isPresent()
                    && jobs.cancel(frame.jobId());
        }

        @Override
        public Boolean text(LinkFrame.Text frame) {
            return false; // ours to say
        }
    }
}
