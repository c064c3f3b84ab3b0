package dev.atelier.wire.api;

import dev.atelier.wire.internal.LinkFrameJson;
import dev.atelier.wire.internal.StudioFrameJson;
import dev.atelier.wire.internal.WorkerFrameJson;
import java.util.Optional;

/** Frames as the text messages that carry them, one JSON document each. */
public final class Frames {
    private Frames() {}

    public static String write(WorkerFrame frame) {
        return WorkerFrameJson.write(frame);
    }

    public static String write(StudioFrame frame) {
        return StudioFrameJson.write(frame);
    }

    public static String write(LinkFrame frame) {
        return LinkFrameJson.write(frame);
    }

    /**
     * @return empty for a frame of a later version, which may be left alone
     * @throws MalformedJson naming the field that is missing or wrong
     */
    public static Optional<LinkFrame> fromLink(String text) throws MalformedJson {
        return LinkFrameJson.read(text);
    }

    /** @throws MalformedJson naming the field that is missing, wrong or unknown */
    public static WorkerFrame fromWorker(String text) throws MalformedJson {
        return WorkerFrameJson.read(text);
    }

    /**
     * @throws UnusableOffer when it is an offer that cannot be run, but names its job
     * @throws MalformedJson naming the field that is missing, wrong or unknown
     */
    public static StudioFrame fromStudio(String text) throws MalformedJson {
        return StudioFrameJson.read(text);
    }
}
