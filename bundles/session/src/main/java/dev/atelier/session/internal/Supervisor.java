package dev.atelier.session.internal;

import dev.atelier.common.api.Threads;
import dev.atelier.jobs.api.WorkerLog;
import dev.atelier.registration.api.CapabilitySource;
import dev.atelier.registration.api.Credentials;
import dev.atelier.registration.api.Registration;
import dev.atelier.wire.api.StudioAddress;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.function.Consumer;
import java.util.function.IntSupplier;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Keeps a session open while this worker has an identity: connects, listens, tries again, gives up. Everything that
 * happens goes through its inbox, one after the other, so that nothing here needs a lock.
 */
final class Supervisor {
    private static final Logger LOG = LoggerFactory.getLogger(Supervisor.class);
    private static final Duration STOP = Duration.ofSeconds(3);
    private static final Duration GOODBYE = Duration.ofSeconds(2);
    private static final Duration FOR_EVER = Duration.ofDays(1);

    private final Registration registration;
    private final Socket.Factory sockets;
    private final CapabilitySource capabilities;
    private final Pumps pumps;
    private final Board board;
    private final WorkerLog log;
    private final Supplier<SessionSettings> settings;
    private final IntSupplier cap;
    private final Consumer<Optional<String>> verdict;
    private final Tally tally;

    private final ExecutorService thread = Executors.newSingleThreadExecutor(Threads.named("session"));
    private final Inbox inbox = new Inbox(this::news);
    private final Reconnect reconnect = new Reconnect();
    private final Doubt doubt = new Doubt(System::nanoTime);
    private volatile boolean stopping;

    // Of whose turn it is.
    private @Nullable Talk talk;
    private long until;
    private boolean changed;
    private @Nullable Credentials doomed;
    private @Nullable StudioAddress last;

    /** @param verdict hears why the process should end, or that there is no such reason any more */
    Supervisor(
            Registration registration,
            Socket.Factory sockets,
            CapabilitySource capabilities,
            Pumps pumps,
            Board board,
            WorkerLog log,
            Supplier<SessionSettings> settings,
            IntSupplier cap,
            Consumer<Optional<String>> verdict,
            Tally tally) {
        this.registration = registration;
        this.sockets = sockets;
        this.capabilities = capabilities;
        this.pumps = pumps;
        this.board = board;
        this.log = log;
        this.settings = settings;
        this.cap = cap;
        this.verdict = verdict;
        this.tally = tally;
    }

    void start() {
        thread.execute(this::run);
    }

    /** The identity or the studio is another. Never blocks. */
    void changed() {
        inbox.leave(() -> changed = true);
    }

    /** Does something as soon as nothing else is being done for the session, here or on the thread that does. */
    void post(Runnable action) {
        inbox.post(action);
    }

    boolean stop() {
        stopping = true;
        inbox.leave(() -> {});
        return Threads.stop(thread, STOP);
    }

    private void run() {
        inbox.own();
        try {
            while (!stopping) {
                try {
                    pass();
                } catch (RuntimeException e) {
                    LOG.atError().setCause(e).log("session failed");
                    await(settings.get().backoffMax());
                }
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } finally {
            board.state(SessionState.STOPPED);
            inbox.disown();
        }
    }

    private void pass() throws InterruptedException {
        Optional<Credentials> identity = registration.credentials();
        changed = false;
        if (doomed != null && !identity.equals(Optional.of(doomed))) {
            doomed = null;
            verdict.accept(Optional.empty());
        }
        if (identity.isEmpty()) {
            idle();
        } else if (doomed == null) {
            attempt(identity.get());
        } else {
            await(FOR_EVER);
        }
    }

    private void idle() throws InterruptedException {
        reconnect.forget();
        boolean configured = registration.studio().isPresent();
        boolean news = board.state(configured ? SessionState.WAITING : SessionState.STOPPED);
        if (configured && news) {
            say(WorkerLog.Level.INFO, "waiting for operator approval before opening the session");
        }
        await(FOR_EVER);
    }

    private void attempt(Credentials identity) throws InterruptedException {
        if (last == null || !identity.studio().equals(last)) {
            pumps.anotherStudio();
            reconnect.forget();
            last = identity.studio();
        }
        board.state(
                reconnect.attempt() == 0 ? SessionState.CONNECTING : SessionState.reconnecting(reconnect.attempt()));
        Talk now = new Talk(identity, capabilities, pumps, board, log, settings.get(), this::post);
        talk = now;
        Ending ending;
        try {
            ending = listen(now, identity);
        } catch (RuntimeException e) {
            // Else the socket would go on beating and taking offers beside the next one.
            now.over(Ending.disconnected("the session failed", Ending.SESSION_ENDED), Duration.ZERO);
            throw e;
        } finally {
            talk = null;
        }
        now.over(ending, stopping ? GOODBYE : Duration.ZERO);
        if (!stopping) {
            if (now.unnoticed()) {
                doubt.lost();
            }
            conclude(identity, ending, now.welcomed());
        }
    }

    /**
     * Whether the thread has to see to something: of what comes from the studio only the end of the session, and what
     * lets us be patient for a shorter time than it waits already.
     */
    private boolean news() {
        Talk now = talk;
        return stopping || changed || (now != null && (now.ending() != null || now.deadline() - until < 0));
    }

    private Ending listen(Talk now, Credentials identity) throws InterruptedException {
        now.open(sockets);
        while (now.ending() == null) {
            if (stopping) {
                return new Ending(Ending.Kind.STOPPED, "the worker stops", Ending.SESSION_ENDED);
            }
            if (changed && !registration.credentials().equals(Optional.of(identity))) {
                return new Ending(Ending.Kind.STOPPED, "the worker's identity changed", Ending.SESSION_ENDED);
            }
            changed = false;
            until = now.deadline();
            inbox.await(until - System.nanoTime());
            if (now.deadline() - System.nanoTime() <= 0) {
                now.silent();
            }
        }
        return now.ending();
    }

    private void conclude(Credentials identity, Ending ending, boolean welcomed) throws InterruptedException {
        switch (ending.kind()) {
            case DISCONNECTED -> again(identity, ending, welcomed);
            case AUTH_FAILED -> {
                say(
                        WorkerLog.Level.ERROR,
                        "the studio does not accept this worker's key (" + ending.reason()
                                + "); forget it with `atelier register --reset` and have the worker approved again");
                giveUp(
                        identity,
                        SessionState.authFailed(ending.reason()),
                        "ws auth failed: " + ending.reason()
                                + "; run `atelier register --reset` and have the worker approved again");
            }
            case REPLACED -> {
                if (doubt.take()) {
                    say(
                            WorkerLog.Level.WARN,
                            "the studio speaks of a newer session, which may be a connection this worker lost a moment ago");
                    again(identity, ending, welcomed);
                } else {
                    // Two workers of one name would evict each other for ever.
                    fatal(identity, ending);
                }
            }
            case FATAL -> fatal(identity, ending);
            case STOPPED -> say(WorkerLog.Level.INFO, "session ended: " + ending.reason());
        }
    }

    private void fatal(Credentials identity, Ending ending) {
        say(WorkerLog.Level.ERROR, "the studio ended the session for good: " + ending.reason());
        giveUp(identity, SessionState.fatal(ending.reason()), "ws fatal: " + ending.reason());
    }

    private void again(Credentials identity, Ending ending, boolean welcomed) throws InterruptedException {
        tally.reconnect();
        SessionSettings now = settings.get();
        int most = cap.getAsInt();
        Optional<Duration> pause = reconnect.failed(welcomed, now.backoffBase(), now.backoffMax(), most);
        if (pause.isEmpty()) {
            say(WorkerLog.Level.ERROR, "giving up after " + most + " reconnect attempts");
            giveUp(identity, SessionState.fatal("ws reconnect cap reached"), "ws reconnect cap reached");
            return;
        }
        board.state(SessionState.reconnecting(reconnect.attempt()));
        if (reconnect.attempt() == 1) {
            // The following attempts say nothing new; the welcome ends the story.
            say(WorkerLog.Level.WARN, "studio connection lost, reconnecting: " + ending.reason());
        }
        LOG.atDebug()
                .addKeyValue("attempt", reconnect.attempt())
                .addKeyValue("pauseMs", pause.get().toMillis())
                .addKeyValue("reason", ending.reason())
                .log("studio connection lost");
        await(pause.get());
    }

    private void giveUp(Credentials identity, SessionState state, String reason) {
        doomed = identity;
        board.state(state);
        verdict.accept(Optional.of(reason));
    }

    /** Until the time is over, or something changed about the identity, or the end. */
    private void await(Duration time) throws InterruptedException {
        long end = System.nanoTime() + time.toNanos();
        for (long left = time.toNanos(); left > 0 && !changed && !stopping; left = end - System.nanoTime()) {
            inbox.await(left);
        }
    }

    private void say(WorkerLog.Level level, String message) {
        log.append(level, "ws", message, null);
    }
}
