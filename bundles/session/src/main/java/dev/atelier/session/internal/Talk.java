package dev.atelier.session.internal;

import dev.atelier.jobs.api.WorkerLog;
import dev.atelier.registration.api.CapabilitySource;
import dev.atelier.registration.api.Credentials;
import dev.atelier.wire.api.Capabilities;
import dev.atelier.wire.api.Claim;
import dev.atelier.wire.api.Frames;
import dev.atelier.wire.api.WorkerFrame;
import java.time.Duration;
import java.util.Locale;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * One session, from the first attempt to connect to its end. All of it happens one after the other, in the turns of the
 * session's inbox; the socket's events only hand over.
 */
final class Talk implements Conversation.Script {
    private static final String CATEGORY = "ws";

    private final Credentials identity;
    private final CapabilitySource capabilities;
    private final Pumps pumps;
    private final Board board;
    private final WorkerLog log;
    private final SessionSettings settings;
    private final Inlet inlet;
    private final Conversation conversation = new Conversation();
    private @Nullable Socket socket;
    private @Nullable Link link;
    private @Nullable Ending ending;
    private boolean unnoticed;
    private long deadline;

    Talk(
            Credentials identity,
            CapabilitySource capabilities,
            Pumps pumps,
            Board board,
            WorkerLog log,
            SessionSettings settings,
            Consumer<Runnable> post) {
        this.identity = identity;
        this.capabilities = capabilities;
        this.pumps = pumps;
        this.board = board;
        this.log = log;
        this.settings = settings;
        this.inlet = new Inlet(post);
    }

    void open(Socket.Factory sockets) {
        // The socket keeps its own, shorter limit; this is for one that does not.
        wait(WsSocket.CONNECT.plusSeconds(2));
        socket = sockets.open(identity.studio().connect(identity.workerId()), identity.authToken(), inlet);
    }

    @Nullable
    Ending ending() {
        return ending;
    }

    boolean welcomed() {
        return conversation.welcomed();
    }

    /** Whether it ended before the welcome without the studio's doing, so that the studio may still take it up. */
    boolean unnoticed() {
        return unnoticed;
    }

    /** The nanosecond at which the studio has been silent for too long. */
    long deadline() {
        return deadline;
    }

    void silent() {
        abandoned();
        end(conversation.silent());
    }

    /** Closes what is open; waits for the other side's goodbye no longer than asked for. */
    void over(Ending how, Duration patience) throws InterruptedException {
        inlet.close();
        if (link != null) {
            link.over();
            pumps.end();
            board.lost(how.reason());
        }
        if (socket != null) {
            socket.close(how.goodbye() == null ? Ending.SESSION_ENDED : how.goodbye());
            if (!patience.isZero()) {
                awaitGone(socket, patience);
            }
        }
    }

    @Override
    public void welcomed(String workerId, String serverTime) {
        Link made = new Link(identity, java.util.Objects.requireNonNull(socket));
        link = made;
        say(WorkerLog.Level.INFO, "server welcomed " + workerId + " server_time=" + serverTime);
        advertise(capabilities.now());
        board.state(SessionState.CONNECTED);
        pumps.begin(made, settings);
    }

    @Override
    public void offered(Claim claim) {
        if (link != null) {
            pumps.offered(claim, link);
        }
    }

    @Override
    public void unusable(String jobId, String why) {
        if (link != null) {
            pumps.unusable(jobId, why, link);
        }
    }

    @Override
    public void heartbeatAcknowledged() {
        board.beatAcknowledged();
    }

    @Override
    public void completionConfirmed(String jobId) {
        log.append(WorkerLog.Level.INFO, CATEGORY, "studio confirmed completion of job " + jobId, jobId);
    }

    @Override
    public void failureConfirmed(String jobId) {
        log.append(WorkerLog.Level.INFO, CATEGORY, "studio confirmed failure of job " + jobId, jobId);
    }

    @Override
    public void ignored(String what) {
        say(WorkerLog.Level.WARN, "ignored: " + what);
    }

    private void opened() {
        wait(settings.readIdle());
        if (!sockets().send(Frames.write(new WorkerFrame.Hello(identity.authToken(), capabilities.now())))) {
            end(Ending.disconnected("the connection ended before the greeting", null));
        }
    }

    private void heard(String message) {
        wait(settings.readIdle());
        conversation.text(message, this).ifPresent(this::end);
    }

    private Socket sockets() {
        return java.util.Objects.requireNonNull(socket);
    }

    private void abandoned() {
        unnoticed |= ending == null && !conversation.welcomed();
    }

    private void end(Ending how) {
        if (ending == null) {
            ending = how.without(identity.authToken());
        }
    }

    private void wait(Duration time) {
        deadline = System.nanoTime() + time.toNanos();
    }

    private void advertise(Capabilities now) {
        say(
                WorkerLog.Level.INFO,
                String.format(
                        Locale.ROOT,
                        "advertising engine=%s, vram=%.1f/%.1fGB threshold, auto_enabled=%s, kinds=%s, %d model(s)=%s",
                        now.engine(),
                        now.vramTotalGb(),
                        now.vramThresholdGb(),
                        now.autoEnabled(),
                        now.taskKinds().stream().map(kind -> kind.wireName()).toList(),
                        now.supportedModels().size(),
                        now.supportedModels()));
        if (now.vramTotalGb() > 0 && now.vramThresholdGb() > now.vramTotalGb()) {
            say(
                    WorkerLog.Level.WARN,
                    String.format(
                            Locale.ROOT,
                            "the memory threshold of %.1f GB is more than the %.1f GB that were found",
                            now.vramThresholdGb(),
                            now.vramTotalGb()));
        }
    }

    private void say(WorkerLog.Level level, String message) {
        log.append(level, CATEGORY, message, null);
    }

    private static void awaitGone(Socket socket, Duration patience) throws InterruptedException {
        try {
            socket.gone().get(patience.toMillis(), TimeUnit.MILLISECONDS);
        } catch (ExecutionException | TimeoutException e) {
            socket.abort();
        }
    }

    /** Where the socket's thread leaves what it heard. A studio that talks faster than we listen is made to wait. */
    private final class Inlet implements Socket.Events {
        private static final int AHEAD = 64;

        private final Consumer<Runnable> post;
        private final Semaphore room = new Semaphore(AHEAD);
        private volatile boolean closed;

        Inlet(Consumer<Runnable> post) {
            this.post = post;
        }

        @Override
        public void opened() {
            hand(Talk.this::opened);
        }

        @Override
        public void text(String message) {
            hand(() -> heard(message));
        }

        @Override
        public void binary() {
            hand(() -> conversation.binary().ifPresent(Talk.this::end));
        }

        @Override
        public void ended(Socket.End how) {
            post.accept(() -> {
                if (how.code() == Socket.End.LOST) {
                    abandoned();
                }
                end(conversation.ended(how));
            });
        }

        void close() {
            closed = true;
            room.release(AHEAD);
        }

        private void hand(Runnable event) {
            room.acquireUninterruptibly();
            post.accept(() -> {
                room.release();
                if (!closed && ending == null) {
                    event.run();
                }
            });
        }
    }
}
