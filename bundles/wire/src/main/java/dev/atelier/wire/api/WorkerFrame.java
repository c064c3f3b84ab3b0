package dev.atelier.wire.api;

import dev.atelier.common.api.Secret;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** What a worker says on the session's socket. */
public sealed interface WorkerFrame {
    <R> R match(Cases<R> cases);

    /** One answer for each frame there is. */
    interface Cases<R> {
        R hello(Hello frame);

        R heartbeat(Heartbeat frame);

        R accept(Accept frame);

        R reject(Reject frame);

        R completeJson(CompleteJson frame);

        R fail(Fail frame);

        R logBatch(LogBatch frame);

        R readyForMore(ReadyForMore frame);
    }

    /** The first frame of a session. */
    record Hello(Secret authToken, Capabilities capabilities) implements WorkerFrame {
        @Override
        public <R> R match(Cases<R> cases) {
            return cases.hello(this);
        }
    }

    /** @param currentJobId null when idle */
    record Heartbeat(Capabilities capabilities, @Nullable String currentJobId) implements WorkerFrame {
        @Override
        public <R> R match(Cases<R> cases) {
            return cases.heartbeat(this);
        }
    }

    /** The job is taken on. */
    record Accept(String jobId) implements WorkerFrame {
        @Override
        public <R> R match(Cases<R> cases) {
            return cases.accept(this);
        }
    }

    /** @param code null from workers that do not know codes */
    record Reject(String jobId, String reason, @Nullable RejectCode code) implements WorkerFrame {
        @Override
        public <R> R match(Cases<R> cases) {
            return cases.reject(this);
        }
    }

    /**
     * @param result a JSON document, as its text
     * @param prompt in full
     */
    record CompleteJson(
            String jobId, String result, @Nullable String prompt) implements WorkerFrame {
        @Override
        public <R> R match(Cases<R> cases) {
            return cases.completeJson(this);
        }
    }

    /** The job did not work out. */
    record Fail(String jobId, String error, boolean retryable) implements WorkerFrame {
        @Override
        public <R> R match(Cases<R> cases) {
            return cases.fail(this);
        }
    }

    /** Lines of the worker's log. */
    record LogBatch(List<LogEntry> entries) implements WorkerFrame {
        public LogBatch {
            entries = List.copyOf(entries);
        }

        @Override
        public <R> R match(Cases<R> cases) {
            return cases.logBatch(this);
        }
    }

    /** Said by old workers after an upload. */
    record ReadyForMore() implements WorkerFrame {
        @Override
        public <R> R match(Cases<R> cases) {
            return cases.readyForMore(this);
        }
    }
}
