package dev.atelier.benchmarks;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Locale;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** A client that keeps its connection and asks one thing after the other. Lives on the wire's thread. */
final class DispatchClient implements DispatchWire.Listener, DispatchLoad.Client {
    private static final String ENDING = "\r\n\r\n";
    private static final String LENGTH = "\r\ncontent-length: ";
    private static final String LAST_CHUNK = "\r\n0\r\n\r\n";

    private final DispatchWire wire;
    private final int port;
    private final Consumer<String> broken;
    private final byte[] submission;
    private final byte[] listing;
    private DispatchWire.@Nullable Connection connection;
    private @Nullable Runnable waiting;

    DispatchClient(DispatchWire wire, DispatchStudio studio, Consumer<String> broken) {
        this.wire = wire;
        this.port = studio.port();
        this.broken = broken;
        String rest = " HTTP/1.1\r\nHost: 127.0.0.1:" + studio.port() + "\r\nAuthorization: Bearer "
                + studio.adminToken() + "\r\n";
        submission = ("POST /graphics/api/jobs" + rest + "Content-Type: application/json\r\nContent-Length: "
                        + DispatchPayload.JOB.length() + ENDING + DispatchPayload.JOB)
                .getBytes(StandardCharsets.UTF_8);
        listing = ("GET /graphics/api/jobs" + rest + "\r\n").getBytes(StandardCharsets.UTF_8);
    }

    @Override
    public void submit(Runnable kept) {
        ask(submission, kept);
    }

    /** Asks for the newest jobs. */
    void list(Runnable answered) {
        ask(listing, answered);
    }

    private void ask(byte[] request, Runnable answered) {
        waiting = answered;
        try {
            DispatchWire.Connection open = connection;
            if (open == null) {
                open = wire.connect(port, this);
                connection = open;
            }
            open.send(request);
        } catch (IOException e) {
            gone(e.toString());
        }
    }

    @Override
    public void heard(ByteBuffer bytes) {
        String answer = StandardCharsets.ISO_8859_1.decode(bytes.duplicate()).toString();
        int head = answer.indexOf(ENDING);
        if (head < 0 || !whole(answer, head)) {
            return;
        }
        bytes.position(bytes.limit());
        int status = Integer.parseInt(answer.substring(9, 12));
        Runnable asked = waiting;
        if (status >= 300 || asked == null) {
            broken.accept("client: " + answer);
        } else {
            waiting = null;
            asked.run();
        }
    }

    private static boolean whole(String answer, int head) {
        String fields = answer.substring(0, head + 2).toLowerCase(Locale.ROOT);
        int length = fields.indexOf(LENGTH);
        if (length < 0) {
            return answer.endsWith(LAST_CHUNK);
        }
        int from = length + LENGTH.length();
        int body = Integer.parseInt(fields.substring(from, fields.indexOf('\r', from)));
        return answer.length() >= head + ENDING.length() + body;
    }

    @Override
    public void gone(String why) {
        connection = null; // one that nobody has used for long is closed by the studio
        if (waiting != null) {
            broken.accept("client: " + why);
        }
    }
}
