package dev.atelier.fleet.internal.remote;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.java_websocket.drafts.Draft;
import org.java_websocket.drafts.Draft_6455;
import org.java_websocket.exceptions.InvalidHandshakeException;
import org.java_websocket.handshake.Handshakedata;
import org.java_websocket.protocols.Protocol;

/** The protocol as the library speaks it, except that the status of a refused upgrade can be asked for. */
final class UpgradeDraft extends Draft_6455 {
    private static final int MAX_HEAD = 64 << 10;
    private static final Pattern STATUS = Pattern.compile("HTTP/1\\.[01] (\\d{3})\\b.*");

    private final int maxMessage;
    private final AtomicInteger refused;

    UpgradeDraft(int maxMessage) {
        this(maxMessage, new AtomicInteger());
    }

    private UpgradeDraft(int maxMessage, AtomicInteger refused) {
        super(List.of(), List.of(new Protocol("")), maxMessage);
        this.maxMessage = maxMessage;
        this.refused = refused;
    }

    /** Zero unless the upgrade was refused. */
    int refused() {
        return refused.get();
    }

    /** The library works on a copy; both must know the answer. */
    @Override
    public Draft copyInstance() {
        return new UpgradeDraft(maxMessage, refused);
    }

    @Override
    public Handshakedata translateHandshake(ByteBuffer buffer) throws InvalidHandshakeException {
        String text = StandardCharsets.ISO_8859_1.decode(buffer.duplicate()).toString();
        int line = text.indexOf("\r\n");
        if (text.length() > MAX_HEAD && !text.contains("\r\n\r\n")) {
            throw new InvalidHandshakeException("the answer to the upgrade has no end");
        }
        Matcher status = STATUS.matcher(line < 0 ? "" : text.substring(0, line));
        if (status.matches() && !status.group(1).equals("101")) {
            refused.set(Integer.parseInt(status.group(1)));
            throw new InvalidHandshakeException("the upgrade was refused");
        }
        return super.translateHandshake(buffer);
    }

    @Override
    public boolean equals(Object other) {
        return this == other;
    }

    @Override
    public int hashCode() {
        return System.identityHashCode(this);
    }
}
