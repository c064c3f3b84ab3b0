package dev.atelier.session.internal;

import dev.atelier.wire.api.Claim;
import dev.atelier.wire.api.Frames;
import dev.atelier.wire.api.MalformedJson;
import dev.atelier.wire.api.StudioFrame;
import dev.atelier.wire.api.UnusableOffer;
import java.util.Optional;

/** What the studio may say when, and what it means. Knows neither sockets nor clocks. */
final class Conversation {
    private boolean welcomed;

    /** What is to be done about something the studio said. */
    interface Script {
        void welcomed(String workerId, String serverTime);

        void offered(Claim claim);

        /** An offer that can only be turned down for good. */
        void unusable(String jobId, String why);

        void heartbeatAcknowledged();

        void completionConfirmed(String jobId);

        void failureConfirmed(String jobId);

        /** Something that has no place here and changes nothing. */
        void ignored(String what);
    }

    boolean welcomed() {
        return welcomed;
    }

    /** @return how the session ends by this, empty when it goes on */
    Optional<Ending> text(String message, Script script) {
        try {
            StudioFrame frame = Frames.fromStudio(message);
            return frame.match(welcomed ? new Ready(script) : new Gate(script));
        } catch (UnusableOffer e) {
            unusable(e, script);
            return Optional.empty();
        } catch (MalformedJson e) {
            return violation("the studio sent a frame that cannot be read: " + Texts.cut(Texts.reason(e), 300));
        }
    }

    Optional<Ending> binary() {
        return violation("the studio sent a binary message");
    }

    Ending silent() {
        return Ending.disconnected("no frame from the studio in time", Ending.SESSION_ENDED);
    }

    Ending ended(Socket.End end) {
        return switch (end.code()) {
            case Socket.End.REFUSED ->
                new Ending(
                        end.status() == 401 ? Ending.Kind.AUTH_FAILED : Ending.Kind.DISCONNECTED,
                        "the studio answered the upgrade with " + end.status() + said(end.reason()),
                        null);
            case Socket.End.LOST, Socket.End.UNREACHED -> Ending.disconnected(end.reason(), null);
            case 4001 -> new Ending(Ending.Kind.AUTH_FAILED, "the studio closed with 4001" + said(end.reason()), null);
            case 4003 -> new Ending(Ending.Kind.REPLACED, "the studio closed with 4003" + said(end.reason()), null);
            case 4004 -> new Ending(Ending.Kind.FATAL, "the studio closed with 4004" + said(end.reason()), null);
            default -> Ending.disconnected("the studio closed with " + end.code() + said(end.reason()), null);
        };
    }

    private void unusable(UnusableOffer offer, Script script) {
        if (welcomed) {
            script.unusable(offer.jobId(), Texts.cut(Texts.reason(offer), 300));
        } else {
            script.ignored("an offer before the welcome");
        }
    }

    private static Optional<Ending> violation(String reason) {
        return Optional.of(Ending.disconnected(reason, Ending.PROTOCOL_VIOLATION));
    }

    private static Optional<Ending> failure(StudioFrame.Failure frame) {
        String reason = frame.code().wireName() + said(frame.message());
        return Optional.of(
                switch (frame.code()) {
                    case AUTH_FAILED -> new Ending(Ending.Kind.AUTH_FAILED, reason, Ending.AUTH_FAILED);
                    case DUPLICATE_WORKER -> new Ending(Ending.Kind.REPLACED, reason, Ending.SESSION_ENDED);
                    default -> new Ending(Ending.Kind.FATAL, reason, Ending.SESSION_ENDED);
                });
    }

    private static String said(String words) {
        return words.isBlank() ? "" : ": " + Texts.cut(words.strip(), 300);
    }

    /** Until the welcome nothing counts but it, and refusal. */
    private final class Gate implements StudioFrame.Cases<Optional<Ending>> {
        private final Script script;

        Gate(Script script) {
            this.script = script;
        }

        @Override
        public Optional<Ending> welcome(StudioFrame.Welcome frame) {
            welcomed = true;
            script.welcomed(frame.workerId(), frame.serverTime());
            return Optional.empty();
        }

        @Override
        public Optional<Ending> offer(StudioFrame.Offer frame) {
            return discard("an offer before the welcome");
        }

        @Override
        public Optional<Ending> heartbeatAck(StudioFrame.HeartbeatAck frame) {
            return discard("a heartbeatAck before the welcome");
        }

        @Override
        public Optional<Ending> completeAck(StudioFrame.CompleteAck frame) {
            return discard("a completeAck before the welcome");
        }

        @Override
        public Optional<Ending> failAck(StudioFrame.FailAck frame) {
            return discard("a failAck before the welcome");
        }

        @Override
        public Optional<Ending> error(StudioFrame.Failure frame) {
            return failure(frame);
        }

        private Optional<Ending> discard(String what) {
            script.ignored(what);
            return Optional.empty();
        }
    }

    /** The session proper. */
    private static final class Ready implements StudioFrame.Cases<Optional<Ending>> {
        private final Script script;

        Ready(Script script) {
            this.script = script;
        }

        @Override
        public Optional<Ending> welcome(StudioFrame.Welcome frame) {
            script.ignored("a second welcome");
            return Optional.empty();
        }

        @Override
        public Optional<Ending> offer(StudioFrame.Offer frame) {
            script.offered(frame.claim());
            return Optional.empty();
        }

        @Override
        public Optional<Ending> heartbeatAck(StudioFrame.HeartbeatAck frame) {
            script.heartbeatAcknowledged();
            return Optional.empty();
        }

        @Override
        public Optional<Ending> completeAck(StudioFrame.CompleteAck frame) {
            script.completionConfirmed(frame.jobId());
            return Optional.empty();
        }

        @Override
        public Optional<Ending> failAck(StudioFrame.FailAck frame) {
            script.failureConfirmed(frame.jobId());
            return Optional.empty();
        }

        @Override
        public Optional<Ending> error(StudioFrame.Failure frame) {
            return failure(frame);
        }
    }
}
