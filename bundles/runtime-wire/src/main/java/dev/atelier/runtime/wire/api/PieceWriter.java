package dev.atelier.runtime.wire.api;

import java.util.function.Consumer;

/**
 * Sends the messages of one stream, one after the other, in pieces, and never more of them than the other end has asked
 * for. Frames are sent with its lock held, so that pieces keep their order: sending must not block.
 */
public final class PieceWriter {
    /** A window nearly used up is waited for, rather than filled with crumbs. */
    private static final int CRUMB = RuntimeFrame.PIECE / 4;

    private final long stream;
    private final Consumer<? super RuntimeFrame> wire;
    private String message = "";
    private int at;
    private boolean underWay;
    private boolean closed;
    private int window = RuntimeFrame.WINDOW;

    public PieceWriter(long stream, Consumer<? super RuntimeFrame> wire) {
        this.stream = stream;
        this.wire = wire;
    }

    /** Whether the last message is out, and the next can be written. */
    public synchronized boolean free() {
        return !underWay && !closed;
    }

    /** @throws IllegalStateException while the message before is not out */
    public synchronized void write(String next) {
        if (underWay) {
            throw new IllegalStateException("the message before is not out");
        }
        message = next;
        at = 0;
        underWay = true;
        send();
    }

    /** The other end has taken so much. */
    public synchronized void more(int chars) {
        window = (int) Math.min(RuntimeFrame.WINDOW, (long) window + chars);
        send();
    }

    /** Nothing is sent any more. */
    public synchronized void close() {
        closed = true;
        underWay = false;
        message = "";
    }

    private void send() {
        while (underWay && !closed) {
            int left = message.length() - at;
            int room = window - RuntimeFrame.Piece.cost("");
            if (room < Math.min(left, CRUMB)) {
                return;
            }
            int end = at + Math.min(left, Math.min(room, RuntimeFrame.PIECE));
            if (end < message.length() && Character.isHighSurrogate(message.charAt(end - 1))) {
                end--; // half a character is no text
            }
            String text = message.substring(at, end);
            at = end;
            underWay = at < message.length();
            window -= RuntimeFrame.Piece.cost(text);
            wire.accept(new RuntimeFrame.Piece(stream, text, !underWay));
        }
    }
}
