package dev.atelier.runtime.wire.api;

import org.jspecify.annotations.Nullable;

/**
 * What goes over the link when a studio asks the runtime of a worker host: requests and observations as numbered streams,
 * beside each other. See {@link PieceWriter} and {@link PieceReader} for how much may be on its way.
 */
public sealed interface RuntimeFrame {
    int VERSION = 1;
    /** Characters in one piece, at most. */
    int PIECE = 16 * 1024;

    /** What a sender may have on its way in one stream. */
    int WINDOW = 64 * 1024;

    <R> R match(Cases<R> cases);

    /** One answer for each frame there is. */
    interface Cases<R> {
        R hello(Hello frame);

        R offer(Offer frame);

        R withdraw(Withdraw frame);

        R open(Open frame);

        R head(Head frame);

        R piece(Piece frame);

        R more(More frame);

        R close(Close frame);
    }

    /** Studio to worker: a runtime would be asked here; what was asked before is forgotten. */
    record Hello(long version) implements RuntimeFrame {
        @Override
        public <R> R match(Cases<R> cases) {
            return cases.hello(this);
        }
    }

    /** Worker to studio: there is a runtime here. */
    record Offer(long version) implements RuntimeFrame {
        @Override
        public <R> R match(Cases<R> cases) {
            return cases.offer(this);
        }
    }

    /** Worker to studio: there is none any more. */
    record Withdraw() implements RuntimeFrame {
        @Override
        public <R> R match(Cases<R> cases) {
            return cases.withdraw(this);
        }
    }

    /**
     * Studio to worker: a request to the runtime.
     *
     * @param path with its query, encoded
     * @param body whether its text follows, as one message
     */
    record Open(long stream, String method, String path, boolean body) implements RuntimeFrame {
        @Override
        public <R> R match(Cases<R> cases) {
            return cases.open(this);
        }
    }

    /** Worker to studio: how the request was answered; the document follows, or the frames of an observation. */
    record Head(long stream, int status) implements RuntimeFrame {
        @Override
        public <R> R match(Cases<R> cases) {
            return cases.head(this);
        }
    }

    /** A piece of a message. */
    record Piece(long stream, String text, boolean last) implements RuntimeFrame {
        /** What it takes of the window: a frame is more than its text. */
        public static int cost(String text) {
            return text.length() + 64;
        }

        @Override
        public <R> R match(Cases<R> cases) {
            return cases.piece(this);
        }
    }

    /** So much of what was sent has been taken. */
    record More(long stream, int chars) implements RuntimeFrame {
        @Override
        public <R> R match(Cases<R> cases) {
            return cases.more(this);
        }
    }

    /** The stream is over. */
    record Close(long stream, @Nullable String reason) implements RuntimeFrame {
        /** More streams than the worker keeps. */
        public static final String BUSY = "busy";
        /** More was sent than was asked for. */
        public static final String FLOW = "flow";
        /** A message longer than any may be. */
        public static final String TOO_LARGE = "too_large";

        @Override
        public <R> R match(Cases<R> cases) {
            return cases.close(this);
        }
    }
}
