package dev.atelier.session.internal;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicReference;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.java_websocket.WebSocketImpl;
import org.java_websocket.drafts.Draft;
import org.java_websocket.drafts.Draft_6455;
import org.java_websocket.exceptions.IncompleteHandshakeException;
import org.java_websocket.exceptions.InvalidDataException;
import org.java_websocket.exceptions.InvalidHandshakeException;
import org.java_websocket.framing.CloseFrame;
import org.java_websocket.framing.Framedata;
import org.java_websocket.handshake.Handshakedata;
import org.java_websocket.protocols.Protocol;

/**
 * The protocol as the library speaks it, with two exceptions. A refused upgrade is read to its end: the library stops at
 * the status line, and the reason a person needs is in the body. And a goodbye of ours ends with the studio's answer.
 */
final class UpgradeDraft extends Draft_6455 {
    static final String SESSION = "studio-worker-v1";

    private static final int MAX_HEAD = 64 << 10;
    private static final int MAX_BODY = 4 << 10;
    private static final Pattern STATUS = Pattern.compile("HTTP/1\\.[01] (\\d{3})\\b.*");
    private static final Pattern LENGTH = Pattern.compile("(?im)^content-length:[ \\t]*(\\d{1,9})[ \\t]*$");

    private final String protocol;
    private final int maxMessage;
    private final AtomicReference<Socket.End> refusal;
    private final AtomicBoolean goodbye;

    UpgradeDraft(String protocol, int maxMessage) {
        this(protocol, maxMessage, new AtomicReference<>(), new AtomicBoolean());
    }

    private UpgradeDraft(String protocol, int maxMessage, AtomicReference<Socket.End> refusal, AtomicBoolean goodbye) {
        super(List.of(), List.of(new Protocol(protocol)), maxMessage);
        this.protocol = protocol;
        this.maxMessage = maxMessage;
        this.refusal = refusal;
        this.goodbye = goodbye;
    }

    /** The next goodbye that comes is the answer to ours. */
    void goodbyeSaid() {
        goodbye.set(true);
    }

    /** What the studio answered instead of switching, as far as it was heard. */
    Optional<Socket.End> refusal() {
        return Optional.ofNullable(refusal.get());
    }

    /** The library works on a copy; both must know the answer. */
    @Override
    public Draft copyInstance() {
        return new UpgradeDraft(protocol, maxMessage, refusal, goodbye);
    }

    @Override
    public Handshakedata translateHandshake(ByteBuffer buffer) throws InvalidHandshakeException {
        String text = StandardCharsets.ISO_8859_1.decode(buffer.duplicate()).toString();
        int line = text.indexOf("\r\n");
        int head = text.indexOf("\r\n\r\n");
        if (head < 0 && text.length() > MAX_HEAD) {
            throw new InvalidHandshakeException("the answer to the upgrade has no end");
        }
        Matcher status = STATUS.matcher(line < 0 ? "" : text.substring(0, line));
        if (status.matches() && !status.group(1).equals("101")) {
            refused(Integer.parseInt(status.group(1)), text, head);
        }
        return super.translateHandshake(buffer);
    }

    /** What cannot be read ends the session like any other end from this side; the library would say 1002 or 1009. */
    @Override
    public List<Framedata> translateFrame(ByteBuffer buffer) throws InvalidDataException {
        try {
            return super.translateFrame(buffer);
        } catch (InvalidDataException e) {
            throw new InvalidDataException(CloseFrame.NORMAL, "protocol violation", e);
        }
    }

    /** The library would answer it with a second goodbye. */
    @Override
    public void processFrame(WebSocketImpl connection, Framedata frame) throws InvalidDataException {
        if (goodbye.get() && frame instanceof CloseFrame answer) {
            connection.closeConnection(answer.getCloseCode(), answer.getMessage(), true);
        } else {
            super.processFrame(connection, frame);
        }
    }

    private void refused(int status, String text, int head) throws InvalidHandshakeException {
        String body = head < 0 ? "" : text.substring(head + 4);
        String utf8 = new String(body.getBytes(StandardCharsets.ISO_8859_1), StandardCharsets.UTF_8);
        refusal.set(Socket.End.refused(status, Texts.cut(utf8.strip(), MAX_BODY)));
        if (head < 0 || body.length() < Math.min(MAX_BODY, expected(text.substring(0, head)))) {
            throw new IncompleteHandshakeException();
        }
        throw new InvalidHandshakeException("status " + status);
    }

    /** Without a length the body ends with the connection, except that chunks say so in the first of them. */
    private static int expected(String head) {
        Matcher length = LENGTH.matcher(head);
        if (length.find()) {
            return Integer.parseInt(length.group(1));
        }
        return head.toLowerCase(Locale.ROOT).contains("transfer-encoding:") ? 1 : MAX_BODY;
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
