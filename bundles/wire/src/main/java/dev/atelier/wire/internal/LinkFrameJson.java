package dev.atelier.wire.internal;

import dev.atelier.wire.api.LinkFrame;
import dev.atelier.wire.api.LinkFrame.Cancel;
import dev.atelier.wire.api.LinkFrame.Follow;
import dev.atelier.wire.api.LinkFrame.Text;
import dev.atelier.wire.api.MalformedJson;
import java.util.Optional;

/** Frames of the link: told apart by {@code type}. */
public final class LinkFrameJson {
    private static final LinkFrame.Cases<Writer> WRITE = new LinkFrame.Cases<>() {
        @Override
        public Writer follow(Follow frame) {
            return typed("follow", frame.jobId());
        }

        @Override
        public Writer cancel(Cancel frame) {
            return typed("cancel", frame.jobId());
        }

        @Override
        public Writer text(Text frame) {
            return typed("text", frame.jobId()).uint64("at", frame.at()).text("text", frame.text());
        }
    };

    private LinkFrameJson() {}

    public static String write(LinkFrame frame) {
        return Numbers.text(frame.match(WRITE).done());
    }

    public static Optional<LinkFrame> read(String text) throws MalformedJson {
        Fields frame = Fields.of(Numbers.received(text), "frame");
        return switch (frame.text("type")) {
            case "follow" -> Optional.of(new Follow(frame.id("jobId")));
            case "cancel" -> Optional.of(new Cancel(frame.id("jobId")));
            case "text" -> Optional.of(new Text(frame.id("jobId"), at(frame), frame.text("text")));
            default -> Optional.empty();
        };
    }

    private static long at(Fields frame) throws MalformedJson {
        Long at = frame.optionalCount("at");
        if (at == null) {
            throw frame.wrong("at", "is missing");
        }
        return at;
    }

    private static Writer typed(String type, String jobId) {
        return new Writer().text("type", type).text("jobId", jobId);
    }
}
