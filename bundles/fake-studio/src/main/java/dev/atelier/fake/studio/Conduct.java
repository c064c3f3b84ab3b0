package dev.atelier.fake.studio;

import dev.atelier.wire.api.Capabilities;
import dev.atelier.wire.api.StudioErrorCode;
import dev.atelier.wire.api.StudioFrame;
import dev.atelier.wire.api.WorkerFrame;
import dev.atelier.wire.api.WorkerFrame.Accept;
import dev.atelier.wire.api.WorkerFrame.CompleteJson;
import dev.atelier.wire.api.WorkerFrame.Fail;
import dev.atelier.wire.api.WorkerFrame.Heartbeat;
import dev.atelier.wire.api.WorkerFrame.Hello;
import dev.atelier.wire.api.WorkerFrame.LogBatch;
import dev.atelier.wire.api.WorkerFrame.ReadyForMore;
import dev.atelier.wire.api.WorkerFrame.Reject;
import java.util.function.Function;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** What the studio does about each frame of one session; only the session's reader calls it. */
final class Conduct implements WorkerFrame.Cases<Boolean> {
    private final FakeStudio studio;
    private final FakeSession session;
    private boolean greeted;

    Conduct(FakeStudio studio, FakeSession session) {
        this.studio = studio;
        this.session = session;
    }

    /** A frame may come only when the greeting was exchanged. */
    void frame(WorkerFrame frame) {
        String type = frame.getClass().getSimpleName();
        if (!(frame instanceof Hello) && !greeted) {
            violation(type + " before hello");
            enforce(StudioErrorCode.PROTOCOL_VIOLATION, "session not authenticated");
            return;
        }
        if (!(frame instanceof Hello) && !session.welcomed()) {
            violation(type + " before welcome");
        }
        frame.match(this);
    }

    void unreadable(String why) {
        violation(why);
        enforce(StudioErrorCode.PROTOCOL_VIOLATION, "session not authenticated");
    }

    @Override
    public Boolean hello(Hello frame) {
        if (greeted) {
            violation("hello twice");
            return enforce(StudioErrorCode.PROTOCOL_VIOLATION, "hello twice");
        }
        greeted = true;
        session.advertised(frame.capabilities());
        if (!studio.knows(session.workerId(), frame.authToken().value())) {
            violation("hello with a wrong token");
            return enforce(StudioErrorCode.AUTH_FAILED, "wrong token");
        }
        if (studio.welcomes()) {
            session.welcome();
        }
        return true;
    }

    @Override
    public Boolean heartbeat(Heartbeat frame) {
        Capabilities capabilities = frame.capabilities();
        session.advertised(capabilities);
        acknowledge(new StudioFrame.HeartbeatAck());
        if (session.welcomed()) {
            studio.watcher().alive(session);
        }
        return true;
    }

    @Override
    public Boolean accept(Accept frame) {
        JobBook.Job job = judged(book -> book.accept(frame.jobId(), session));
        if (job != null && job.accepted.complete(session)) {
            studio.watcher().accepted(frame.jobId());
        }
        return job != null;
    }

    @Override
    public Boolean reject(Reject frame) {
        JobBook.Job job = judged(book -> book.reject(frame.jobId(), session));
        return settle(job, frame.jobId(), () -> new Outcome.Rejected(frame.reason(), frame.code()), null);
    }

    @Override
    public Boolean completeJson(CompleteJson frame) {
        JobBook.Job job = judged(book -> book.end(frame.jobId(), session, true));
        return settle(
                job,
                frame.jobId(),
                () -> new Outcome.Json(frame.result(), frame.prompt()),
                new StudioFrame.CompleteAck(frame.jobId()));
    }

    @Override
    public Boolean fail(Fail frame) {
        JobBook.Job job = judged(book -> book.end(frame.jobId(), session, frame.retryable()));
        return settle(
                job,
                frame.jobId(),
                () -> new Outcome.Failed(frame.error(), frame.retryable()),
                new StudioFrame.FailAck(frame.jobId()));
    }

    @Override
    public Boolean logBatch(LogBatch frame) {
        studio.logged(frame.entries());
        return true;
    }

    @Override
    public Boolean readyForMore(ReadyForMore frame) {
        violation("readyForMore, which modern workers never send");
        return false;
    }

    private JobBook.@Nullable Job judged(Function<JobBook, JobBook.Verdict> judge) {
        JobBook.Verdict verdict = studio.inBook(judge);
        String problem = verdict.problem();
        if (problem != null) {
            violation(problem);
        }
        if (verdict.job() == null) {
            enforce(StudioErrorCode.PROTOCOL_VIOLATION, "the job is not held by this session");
        }
        return verdict.job();
    }

    private boolean settle(
            JobBook.@Nullable Job job, String jobId, Supplier<Outcome> outcome, @Nullable StudioFrame acknowledgement) {
        if (job == null) {
            studio.watcher().refused(jobId);
            return false;
        }
        if (acknowledgement != null) {
            acknowledge(acknowledgement);
        }
        Outcome settled = outcome.get();
        job.outcome.complete(settled);
        studio.watcher().settled(jobId, settled);
        return true;
    }

    private void acknowledge(StudioFrame frame) {
        if (studio.acknowledges()) {
            session.send(frame);
        }
    }

    private boolean enforce(StudioErrorCode code, String message) {
        if (studio.enforces()) {
            session.error(code, message);
        }
        return false;
    }

    private void violation(String what) {
        studio.violation("session " + session.number() + ": " + what);
    }
}
