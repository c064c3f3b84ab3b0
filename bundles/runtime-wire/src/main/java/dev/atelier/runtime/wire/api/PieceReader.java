package dev.atelier.runtime.wire.api;

import java.util.Optional;
import java.util.function.Consumer;

/**
 * Puts the messages of one stream together, and asks for more as they are taken: while one waits to be taken, nothing is
 * asked for. Of what the other end sends there is never more here than one message and a window.
 */
public final class PieceReader {
    private static final int WORTH_ASKING = RuntimeFrame.WINDOW / 4;

    private final long stream;
    private final int longest;
    private final Consumer<? super RuntimeFrame> wire;
    private final StringBuilder message = new StringBuilder();
    private int held;
    private int waiting;

    /** @param longest characters in a message */
    public PieceReader(long stream, int longest, Consumer<? super RuntimeFrame> wire) {
        this.stream = stream;
        this.longest = longest;
        this.wire = wire;
    }

    /** The other end does not keep to what was agreed. */
    public static final class Overrun extends Exception {
        private static final long serialVersionUID = 1L;

        private final String reason;

        private Overrun(String reason) {
            super(reason, null, false, false);
            this.reason = reason;
        }

        /** One of {@link RuntimeFrame.Close}. */
        public String reason() {
            return reason;
        }
    }

    /** @return the message that is whole with this piece; it waits until it is {@linkplain #taken() taken} */
    public synchronized Optional<String> read(RuntimeFrame.Piece piece) throws Overrun {
        int cost = RuntimeFrame.Piece.cost(piece.text());
        if (cost > RuntimeFrame.WINDOW - held) {
            throw new Overrun(RuntimeFrame.Close.FLOW);
        }
        held += cost;
        if (message.length() + piece.text().length() > longest) {
            throw new Overrun(RuntimeFrame.Close.TOO_LARGE);
        }
        message.append(piece.text());
        if (!piece.last()) {
            ask();
            return Optional.empty();
        }
        String whole = message.toString();
        message.setLength(0);
        message.trimToSize();
        waiting++;
        return Optional.of(whole);
    }

    /** The eldest message that waited has been taken. */
    public synchronized void taken() {
        waiting--;
        ask();
    }

    private void ask() {
        if (waiting == 0 && held >= WORTH_ASKING) {
            int chars = held;
            held = 0;
            wire.accept(new RuntimeFrame.More(stream, chars));
        }
    }
}
