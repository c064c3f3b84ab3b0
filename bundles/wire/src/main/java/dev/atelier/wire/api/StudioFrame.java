package dev.atelier.wire.api;

/** What a studio says on the session's socket. */
public sealed interface StudioFrame {
    <R> R match(Cases<R> cases);

    /** One answer for each frame there is. */
    interface Cases<R> {
        R welcome(Welcome frame);

        R offer(Offer frame);

        R heartbeatAck(HeartbeatAck frame);

        R completeAck(CompleteAck frame);

        R failAck(FailAck frame);

        R error(Failure frame);
    }

    /** @param serverTime as the studio wrote it */
    record Welcome(String workerId, String serverTime) implements StudioFrame {
        @Override
        public <R> R match(Cases<R> cases) {
            return cases.welcome(this);
        }
    }

    /** A job to take or to turn down. */
    record Offer(Claim claim) implements StudioFrame {
        @Override
        public <R> R match(Cases<R> cases) {
            return cases.offer(this);
        }
    }

    /** One for each heartbeat. */
    record HeartbeatAck() implements StudioFrame {
        @Override
        public <R> R match(Cases<R> cases) {
            return cases.heartbeatAck(this);
        }
    }

    /** The result is stored. */
    record CompleteAck(String jobId) implements StudioFrame {
        @Override
        public <R> R match(Cases<R> cases) {
            return cases.completeAck(this);
        }
    }

    /** The failure is recorded. */
    record FailAck(String jobId) implements StudioFrame {
        @Override
        public <R> R match(Cases<R> cases) {
            return cases.failAck(this);
        }
    }

    /** The last frame before the studio closes. */
    record Failure(StudioErrorCode code, String message) implements StudioFrame {
        @Override
        public <R> R match(Cases<R> cases) {
            return cases.error(this);
        }
    }
}
