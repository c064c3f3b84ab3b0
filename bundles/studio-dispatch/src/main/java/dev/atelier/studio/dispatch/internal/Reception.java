package dev.atelier.studio.dispatch.internal;

import dev.atelier.studio.dispatch.api.Sessions;
import dev.atelier.studio.store.api.WorkerStore;
import dev.atelier.studio.store.api.WorkerStore.Worker;
import dev.atelier.wire.api.StudioErrorCode;
import dev.atelier.wire.api.StudioFrame;
import dev.atelier.wire.api.WorkerFrame;
import java.time.Duration;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Sessions from the upgrade to their end. Lives on the loop, but for its service methods. */
final class Reception implements Sessions {
    private static final Logger LOG = LoggerFactory.getLogger(Reception.class);
    private static final Duration GREETING = Duration.ofSeconds(15);
    private static final int MOST_EARLY = 64;
    private static final int LOG_BYTES = 8 * 1024;
    private static final int NORMAL = 1000;
    private static final int TOO_LONG = 1009;

    private final AtomicLong serials = new AtomicLong();
    private final Loop loop;
    private final Supplier<DispatchSettings> settings;
    private final WorkerStore workers;
    private final Aside aside;
    private final Fleet fleet;
    private final Reports reports;
    private final Offers offers;
    private final Notices notices;
    private final Tally tally;
    private final Onlookers onlookers;
    private final Welcomes welcomes;
    private final Silence silence;
    private boolean closing;

    Reception(
            Loop loop,
            Supplier<DispatchSettings> settings,
            WorkerStore workers,
            Aside aside,
            Fleet fleet,
            Reports reports,
            Offers offers,
            Notices notices,
            Tally tally,
            Onlookers onlookers) {
        this.loop = loop;
        this.settings = settings;
        this.workers = workers;
        this.aside = aside;
        this.fleet = fleet;
        this.reports = reports;
        this.offers = offers;
        this.notices = notices;
        this.tally = tally;
        this.onlookers = onlookers;
        this.welcomes = new Welcomes(loop);
        this.silence = new Silence(loop, settings, this::silent);
    }

    void start() {
        silence.start();
    }

    // -- the service, from any thread --------------------------------------------------------------------------------

    @Override
    public Sessions.Seat open(String workerId, String origin, Channel channel) {
        Session session = new Session(workerId, serials.incrementAndGet(), origin, channel, loop.now());
        loop.post(() -> opened(session));
        return new dev.atelier.studio.dispatch.internal.Seat(loop, session, this);
    }

    @Override
    public void removed(String workerId) {
        loop.post(() -> {
            Session session = fleet.of(workerId);
            if (session != null) {
                removed(session);
            }
            onlookers.removed(workerId);
            notices.worker(workerId);
        });
    }

    @Override
    public void changed(String workerId) {
        loop.post(() -> {
            notices.worker(workerId);
            loop.when(aside.ask(() -> workers.worker(workerId)), (row, failure) -> {
                Session session = fleet.of(workerId);
                if (failure == null && session != null && row.isPresent()) {
                    enabled(session, row.get().enabled());
                }
            });
        });
    }

    @Override
    public Watching watch(Hands hands) {
        return onlookers.add(hands);
    }

    @Override
    public List<View> all() {
        return fleet.shown().stream().map(Fleet.Shown::view).toList();
    }

    @Override
    public Optional<View> find(String workerId) {
        return fleet.shown(workerId).map(Fleet.Shown::view);
    }

    // -- on the loop -------------------------------------------------------------------------------------------------

    private void opened(Session session) {
        if (closing) {
            session.close(NORMAL, "the studio stops");
            return;
        }
        Session older = fleet.of(session.workerId);
        if (older != null) {
            end(older, StudioErrorCode.DUPLICATE_WORKER, "this worker has connected again");
        }
        tally.count("session_opened");
        fleet.add(session);
        loop.after(GREETING, () -> {
            if (session.state == Session.State.SILENT) {
                // Slow is no offence, which would end the worker for good.
                close(session, NORMAL, "no greeting");
            }
        });
    }

    void frame(Session session, WorkerFrame frame) {
        switch (session.state) {
            case SILENT -> greeting(session, frame);
            case GREETING -> early(session, frame);
            case READY -> frame.match(new Hearing(session));
            case GONE -> {}
        }
    }

    private void greeting(Session session, WorkerFrame frame) {
        if (!(frame instanceof WorkerFrame.Hello hello)) {
            offence(session, "session not authenticated");
            return;
        }
        session.state = Session.State.GREETING;
        loop.when(aside.ask(() -> checked(session.workerId, hello)), (check, failure) -> {
            if (session.state != Session.State.GONE) {
                greeted(session, hello, check, failure);
            }
        });
    }

    private record Check(Optional<Worker> worker, boolean matches) {}

    /** May wait for the database. */
    private Check checked(String workerId, WorkerFrame.Hello hello) {
        return new Check(
                workers.worker(workerId),
                workers.tokenMatches(workerId, hello.authToken().value()));
    }

    private void greeted(Session session, WorkerFrame.Hello hello, Check check, @Nullable Throwable failure) {
        if (failure != null) {
            // An error frame would end the worker for good; a plain close makes it come back.
            LOG.atWarn().addKeyValue("reason", failure.getMessage()).log("a greeting could not be checked");
            close(session, NORMAL, "try again");
        } else if (check.worker().isEmpty()) {
            end(session, StudioErrorCode.WORKER_DELETED, "there is no such worker");
        } else if (!check.matches()) {
            tally.count("auth_failed");
            end(session, StudioErrorCode.AUTH_FAILED, "the token is not valid");
        } else {
            session.enabled = check.worker().get().enabled();
            welcomes.admit(() -> welcome(session, hello));
        }
    }

    private void welcome(Session session, WorkerFrame.Hello hello) {
        if (session.state == Session.State.GONE) {
            return;
        }
        session.advertises(hello.capabilities());
        session.state = Session.State.READY;
        silence.beat(session);
        silence.watch(session);
        workers.seen(session.workerId, hello.capabilities(), session.heartbeatAt);
        // Before it knows: whoever hears from the worker that it is connected, finds it connected.
        fleet.changed(session);
        session.send(new StudioFrame.Welcome(
                session.workerId, loop.now().truncatedTo(ChronoUnit.MILLIS).toString()));
        LOG.atInfo().addKeyValue("workerId", session.workerId).log("a worker is connected");
        notices.worker(session.workerId);
        offers.serve(session);
        List<WorkerFrame> early = List.copyOf(session.early);
        session.early.clear();
        early.forEach(frame -> frame(session, frame));
    }

    /** Sent without waiting for the welcome: heard once there is one. */
    private void early(Session session, WorkerFrame frame) {
        if (frame instanceof WorkerFrame.Hello || session.early.size() >= MOST_EARLY) {
            offence(session, "session not authenticated");
        } else {
            session.early.add(frame);
        }
    }

    /** What a welcomed worker says. */
    private final class Hearing implements WorkerFrame.Cases<Void> {
        private final Session session;

        private Hearing(Session session) {
            this.session = session;
        }

        @Override
        public Void hello(WorkerFrame.Hello frame) {
            offence(session, "a second greeting");
            return done();
        }

        @Override
        public Void heartbeat(WorkerFrame.Heartbeat frame) {
            beat(session, frame);
            return done();
        }

        @Override
        public Void accept(WorkerFrame.Accept frame) {
            return held(reports.accept(session, frame), frame.jobId());
        }

        @Override
        public Void reject(WorkerFrame.Reject frame) {
            reports.reject(session, frame);
            return done();
        }

        @Override
        public Void completeJson(WorkerFrame.CompleteJson frame) {
            return held(reports.completeJson(session, frame), frame.jobId());
        }

        @Override
        public Void fail(WorkerFrame.Fail frame) {
            return held(reports.fail(session, frame), frame.jobId());
        }

        @Override
        public Void logBatch(WorkerFrame.LogBatch frame) {
            if (!frame.entries().isEmpty()) {
                int most = settings.get().logBatchMax();
                workers.log(session.workerId, Texts.cut(frame.entries(), most, LOG_BYTES));
            }
            return done();
        }

        @Override
        public Void readyForMore(WorkerFrame.ReadyForMore frame) {
            offers.serve(session);
            return done();
        }

        private Void held(boolean ever, String jobId) {
            if (!ever) {
                tally.count("never_held");
                offence(session, "this session does not hold job " + Texts.cut(jobId, 200));
            }
            return done();
        }

        @SuppressWarnings("NullAway") // the only value of Void
        private Void done() {
            return null;
        }
    }

    private void beat(Session session, WorkerFrame.Heartbeat frame) {
        silence.beat(session);
        session.advertises(frame.capabilities());
        String current = frame.currentJobId();
        boolean foreign = current != null && !current.equals(session.busyWith()) && !session.hadBefore(current);
        // What it took on in an earlier session it still works on; an offer now would only be turned down.
        session.foreign = current != null && (foreign || current.equals(session.foreign)) ? current : null;
        workers.seen(session.workerId, frame.capabilities(), session.heartbeatAt);
        session.send(new StudioFrame.HeartbeatAck());
        fleet.changed(session);
        notices.worker(session.workerId);
        offers.serve(session);
    }

    void removed(Session session) {
        end(session, StudioErrorCode.WORKER_DELETED, "the operator removed this worker");
    }

    void enabled(Session session, boolean enabled) {
        if (session.enabled != enabled) {
            session.enabled = enabled;
            fleet.changed(session);
            offers.serve(session);
        }
    }

    void offence(Session session, String what) {
        if (session.state != Session.State.GONE) {
            LOG.atWarn()
                    .addKeyValue("workerId", session.workerId)
                    .addKeyValue("what", what)
                    .log("a worker broke the protocol");
            tally.count("protocol_violation");
            end(session, StudioErrorCode.PROTOCOL_VIOLATION, what);
        }
    }

    void tooLong(Session session) {
        close(session, TOO_LONG, "the message is too long");
    }

    private void silent(Session session) {
        LOG.atWarn().addKeyValue("workerId", session.workerId).log("a worker fell silent");
        tally.count("session_silent");
        close(session, NORMAL, "no heartbeat");
    }

    private void end(Session session, StudioErrorCode code, String message) {
        if (session.state != Session.State.GONE) {
            session.end(code, message);
            gone(session);
        }
    }

    private void close(Session session, int code, String reason) {
        if (session.state != Session.State.GONE) {
            session.close(code, reason);
            gone(session);
        }
    }

    void gone(Session session) {
        if (session.state == Session.State.GONE) {
            return;
        }
        session.state = Session.State.GONE;
        session.early.clear();
        fleet.remove(session);
        tally.count("session_closed");
        notices.worker(session.workerId);
        if (!closing) {
            reports.lost(session);
        }
    }

    /** The jobs stay with their workers: results that are uploaded after a restart still count. */
    void close() {
        closing = true;
        List.copyOf(fleet.all()).forEach(session -> close(session, NORMAL, "the studio stops"));
    }
}
