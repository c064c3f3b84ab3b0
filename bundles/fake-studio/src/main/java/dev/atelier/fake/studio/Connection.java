package dev.atelier.fake.studio;

import java.io.BufferedInputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.CancellationException;
import java.util.concurrent.ExecutionException;
import org.jspecify.annotations.Nullable;

/** One connection: requests one after another, until it ends or becomes a session. */
final class Connection {
    private static final int MOST_BODY = 16 * 1024 * 1024;
    private static final int SWITCHING = 101;

    private final FakeStudio studio;
    private final Socket socket;

    Connection(FakeStudio studio, Socket socket) {
        this.studio = studio;
        this.socket = socket;
    }

    void run() {
        try {
            DataInputStream in = new DataInputStream(new BufferedInputStream(socket.getInputStream(), 64 * 1024));
            while (serve(in)) {
                // the next request of a connection kept alive
            }
        } catch (IOException e) {
            studio.monitor().tell("a connection ended: " + e.getMessage());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } catch (RuntimeException e) {
            studio.violation("a request that cannot be read: " + e.getMessage());
        } finally {
            close(socket);
        }
    }

    static void close(Socket socket) {
        try {
            socket.close();
        } catch (IOException e) {
            // it is gone, which is all that was asked
        }
    }

    static void reset(Socket socket) {
        try {
            socket.setSoLinger(true, 0);
        } catch (IOException e) {
            // it is closed already
        }
        close(socket);
    }

    private boolean serve(DataInputStream in) throws IOException, InterruptedException {
        HttpRequest request = Head.read(in, studio.prefix());
        if (request == null) {
            return false;
        }
        Answer answer = studio.scripted(request);
        Body body = Body.of(request.headers(), in);
        if (answer.beforeBody()) {
            studio.record(request);
            waitFor(answer);
            boolean kept = act(request, answer, null, in);
            body.drain();
            return kept;
        }
        if ("100-continue".equalsIgnoreCase(request.header("expect"))) {
            write("HTTP/1.1 100 Continue\r\n\r\n", new byte[0]);
        }
        Upload upload = null;
        if (request.route() == Route.COMPLETE) {
            try {
                upload = studio.uploadReader().read(request, body);
            } catch (UploadReader.Unreadable e) {
                studio.violation("upload: " + e.getMessage());
                answer = Answer.status(400, "bad request");
            }
            body.drain();
            studio.record(request);
        } else {
            request = request.withBody(new String(body.bytes(MOST_BODY), StandardCharsets.UTF_8));
            studio.record(request);
        }
        waitFor(answer);
        return act(request, answer, upload, in);
    }

    private boolean act(HttpRequest request, Answer answer, @Nullable Upload upload, DataInputStream in)
            throws IOException {
        switch (answer.how()) {
            case USUAL, LOST -> {
                Answer usual = studio.usual().answer(request, upload);
                if (answer.how() == Answer.How.LOST) {
                    reset(socket);
                    return false;
                }
                if (usual.status() == SWITCHING) {
                    upgrade(request, usual, in);
                    return false;
                }
                respond(request, usual, 0);
                return !"close".equalsIgnoreCase(request.header("connection"));
            }
            case RESPOND -> {
                studio.usual().notTaken(request, upload, answer.status());
                respond(request, answer, 0);
                return !"close".equalsIgnoreCase(request.header("connection"));
            }
            case HALF -> {
                studio.usual().notTaken(request, upload, answer.status());
                respond(request, answer, 1000);
                silence(in);
            }
            case HANG -> {
                studio.usual().notTaken(request, upload, 0);
                silence(in);
            }
            case DROP -> {
                studio.usual().notTaken(request, upload, 0);
                reset(socket);
            }
        }
        return false;
    }

    private void upgrade(HttpRequest request, Answer answer, DataInputStream in) throws IOException {
        // the session stands before the worker can know of it, so that no frame is missed
        FakeSession session = studio.usual().open(request, socket, in);
        respond(request, answer, 0);
        session.listen();
    }

    private void respond(HttpRequest request, Answer answer, int missing) throws IOException {
        byte[] body = answer.body().getBytes(StandardCharsets.UTF_8);
        Map<String, String> headers = new TreeMap<>(String.CASE_INSENSITIVE_ORDER);
        if (answer.status() != SWITCHING) {
            headers.put("Content-Type", "application/json");
            headers.put("Content-Length", Integer.toString(body.length + missing));
        }
        headers.putAll(answer.headers());
        StringBuilder head = new StringBuilder("HTTP/1.1 " + answer.status() + " Answer\r\n");
        headers.forEach(
                (name, value) -> head.append(name).append(": ").append(value).append("\r\n"));
        write(head.append("\r\n").toString(), request.method().equals("HEAD") ? new byte[0] : body);
    }

    private void write(String head, byte[] body) throws IOException {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        bytes.writeBytes(head.getBytes(StandardCharsets.ISO_8859_1));
        bytes.writeBytes(body);
        OutputStream out = socket.getOutputStream();
        out.write(bytes.toByteArray());
        out.flush();
    }

    /** Until the worker or the studio ends it. */
    private static void silence(DataInputStream in) throws IOException {
        in.transferTo(OutputStreams.NOWHERE);
    }

    private static void waitFor(Answer answer) throws InterruptedException {
        try {
            answer.after().get();
        } catch (ExecutionException | CancellationException e) {
            throw new IllegalStateException("the answer's future failed", e);
        }
    }
}
