package dev.atelier.wire.internal;

import dev.atelier.wire.api.MalformedJson;
import dev.atelier.wire.api.StudioErrorCode;
import dev.atelier.wire.api.StudioFrame;
import dev.atelier.wire.api.StudioFrame.CompleteAck;
import dev.atelier.wire.api.StudioFrame.FailAck;
import dev.atelier.wire.api.StudioFrame.Failure;
import dev.atelier.wire.api.StudioFrame.HeartbeatAck;
import dev.atelier.wire.api.StudioFrame.Offer;
import dev.atelier.wire.api.StudioFrame.Welcome;

/** Frames of the studio: told apart by {@code type}. */
public final class StudioFrameJson {
    private static final StudioFrame.Cases<Writer> WRITE = new StudioFrame.Cases<>() {
        @Override
        public Writer welcome(Welcome frame) {
            return typed("welcome").text("workerId", frame.workerId()).text("serverTime", frame.serverTime());
        }

        @Override
        public Writer offer(Offer frame) {
            return typed("offer").object("claim", ClaimJson.write(frame.claim()));
        }

        @Override
        public Writer heartbeatAck(HeartbeatAck frame) {
            return typed("heartbeatAck");
        }

        @Override
        public Writer completeAck(CompleteAck frame) {
            return typed("completeAck").text("jobId", frame.jobId());
        }

        @Override
        public Writer failAck(FailAck frame) {
            return typed("failAck").text("jobId", frame.jobId());
        }

        @Override
        public Writer error(Failure frame) {
            return typed("error").text("code", frame.code().wireName()).text("message", frame.message());
        }
    };

    private StudioFrameJson() {}

    public static String write(StudioFrame frame) {
        return Numbers.text(frame.match(WRITE).done());
    }

    public static StudioFrame read(String text) throws MalformedJson {
        Fields frame = Fields.of(Numbers.received(text), "frame");
        return switch (frame.text("type")) {
            case "welcome" -> new Welcome(frame.text("workerId"), frame.text("serverTime"));
            case "offer" -> new Offer(ClaimJson.read(frame.object("claim")));
            case "heartbeatAck" -> new HeartbeatAck();
            case "completeAck" -> new CompleteAck(frame.text("jobId"));
            case "failAck" -> new FailAck(frame.text("jobId"));
            case "error" -> new Failure(code(frame), frame.text("message"));
            default -> throw frame.wrong("type", "is not a frame known here");
        };
    }

    private static StudioErrorCode code(Fields frame) throws MalformedJson {
        return frame.oneOf("code", frame.text("code"), StudioErrorCode.values(), StudioErrorCode::wireName);
    }

    private static Writer typed(String type) {
        return new Writer().text("type", type);
    }
}
