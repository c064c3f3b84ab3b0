package dev.atelier.fake.studio;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.atelier.fake.studio.WsCodec.BadFrame;
import dev.atelier.wire.api.Capabilities;
import dev.atelier.wire.api.Claim;
import dev.atelier.wire.api.Frames;
import dev.atelier.wire.api.MalformedJson;
import dev.atelier.wire.api.StudioErrorCode;
import dev.atelier.wire.api.StudioFrame;
import dev.atelier.wire.api.WorkerFrame;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.IOException;
import java.net.Socket;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/** One worker's socket, seen from the studio. Whatever it is told to say it says, however wrong. */
public final class FakeSession {
    private static final ObjectMapper MAPPER = new ObjectMapper();
    private static final List<String> REASONS = List.of("session ended", "auth failed", "protocol violation");

    private final FakeStudio studio;
    private final int number;
    private final String workerId;
    private final Socket socket;
    private final DataInputStream in;
    private final Instant openedAt = Instant.now();
    private final Object writing = new Object();
    private final Conduct conduct;
    private final CompletableFuture<Closed> closed = new CompletableFuture<>();

    // guarded by the studio's monitor
    private final Kept<Received> frames = new Kept<>();
    private final Map<Class<?>, Kept.Cursor> cursors = new HashMap<>();
    private final Kept<String> pongs = new Kept<>();
    private final Kept.Cursor pongCursor = new Kept.Cursor();
    private boolean welcomed;
    private boolean greeted;
    private boolean over;
    private boolean reading = true;
    private @Nullable Capabilities capabilities;
    private @Nullable Closed ending;

    FakeSession(FakeStudio studio, int number, String workerId, Socket socket, DataInputStream in) {
        this.studio = studio;
        this.number = number;
        this.workerId = workerId;
        this.socket = socket;
        this.in = in;
        this.conduct = new Conduct(studio, this);
    }

    public int number() {
        return number;
    }

    public String workerId() {
        return workerId;
    }

    public Instant openedAt() {
        return openedAt;
    }

    /** What the worker said of itself last. */
    public @Nullable Capabilities capabilities() {
        return studio.monitor().change(() -> Optional.ofNullable(capabilities)).orElse(null);
    }

    // ---- speaking

    public void welcome() {
        // first the flag: the worker's answer may be faster than this thread
        studio.monitor().changed(() -> welcomed = true);
        send(new StudioFrame.Welcome(workerId, Instant.now().toString()));
        studio.monitor().changed(() -> greeted = true);
        studio.watcher().alive(this);
    }

    /** Offers a job; the worker's answers to it are judged from now on. */
    public JobOffer offer(Claim claim) {
        return offerText(claim.jobId(), Frames.write(new StudioFrame.Offer(claim)));
    }

    /** Offers a job in words of one's own. */
    public JobOffer offerText(String jobId, String text) {
        JobBook.Job job = studio.inBook(book -> book.offered(jobId, this));
        sendOffer(text);
        return new JobOffer(jobId, job, studio.patience());
    }

    /** Offers a job unless its result has come already. */
    void offerUnlessStored(Claim claim) {
        if (studio.inBook(book -> book.offeredAgain(claim.jobId(), this)).isPresent()) {
            sendOffer(Frames.write(new StudioFrame.Offer(claim)));
        }
    }

    private void sendOffer(String text) {
        sendText(text);
        if (studio.monitor().change(() -> over)) {
            release(); // it ended before the job was noted
        }
    }

    public void send(StudioFrame frame) {
        sendText(Frames.write(frame));
    }

    public void sendText(String text) {
        sendFrame(true, WsCodec.TEXT, text.getBytes(StandardCharsets.UTF_8));
    }

    /** One message in several frames. */
    public void sendInParts(String... parts) {
        for (int i = 0; i < parts.length; i++) {
            sendFrame(
                    i == parts.length - 1,
                    i == 0 ? WsCodec.TEXT : WsCodec.CONTINUATION,
                    parts[i].getBytes(StandardCharsets.UTF_8));
        }
    }

    public void sendBinary(byte[] bytes) {
        sendFrame(true, WsCodec.BINARY, bytes);
    }

    public void ping(String payload) {
        sendFrame(true, WsCodec.PING, payload.getBytes(StandardCharsets.UTF_8));
    }

    /** Bytes that need not be a frame. */
    public void sendRaw(byte[] bytes) {
        try {
            synchronized (writing) {
                socket.getOutputStream().write(bytes);
                socket.getOutputStream().flush();
            }
        } catch (IOException e) {
            studio.monitor().tell("session " + number + " could not be written to: " + e.getMessage());
        }
    }

    public void close(int code, String reason) {
        studio.monitor().changed(() -> {
            if (ending == null) {
                ending = new Closed(code, reason, false);
            }
        });
        sendFrame(true, WsCodec.CLOSE, WsCodec.closing(code, reason));
    }

    /** The error and the close that goes with it. */
    public void error(StudioErrorCode code, String message) {
        send(new StudioFrame.Failure(code, message));
        close(code.closeCode(), code.wireName());
    }

    /** Ends the connection without a word. */
    public void destroy() {
        Connection.reset(socket);
    }

    /** From now on nothing is heard, until told otherwise: what the worker sends piles up. */
    public void reading(boolean on) {
        studio.monitor().changed(() -> reading = on);
    }

    // ---- what came

    public List<Received> frames() {
        return studio.monitor().change(frames::all);
    }

    public <F extends WorkerFrame> List<F> frames(Class<F> type) {
        return frames().stream()
                .map(Received::frame)
                .filter(type::isInstance)
                .map(type::cast)
                .toList();
    }

    /** The next frame of a type: each call goes on behind what the one before it returned for that type. */
    public <F extends WorkerFrame> F next(Class<F> type) {
        return next(type, studio.patience(), frame -> true);
    }

    public <F extends WorkerFrame> F next(Class<F> type, Predicate<F> wanted) {
        return next(type, studio.patience(), wanted);
    }

    public <F extends WorkerFrame> F next(Class<F> type, Duration patience, Predicate<F> wanted) {
        Received found = studio.monitor()
                .await(
                        type.getSimpleName() + " on session " + number,
                        patience,
                        () -> frames.next(cursors.computeIfAbsent(type, any -> new Kept.Cursor()), received -> {
                            WorkerFrame frame = received.frame();
                            return type.isInstance(frame) && wanted.test(type.cast(frame));
                        }));
        return type.cast(Objects.requireNonNull(found.frame()));
    }

    public String nextPong() {
        return studio.monitor()
                .await("pong on session " + number, studio.patience(), () -> pongs.next(pongCursor, any -> true));
    }

    /** Complete once the connection is gone. */
    public CompletableFuture<Closed> closed() {
        return closed;
    }

    public Closed awaitClosed() {
        return Waits.get(closed, "end of session " + number, studio.patience());
    }

    public boolean open() {
        return !closed.isDone();
    }

    boolean welcomed() {
        return studio.monitor().change(() -> welcomed);
    }

    /** Whether the welcome is on its way: what is said from now on arrives behind it. */
    boolean greeted() {
        return studio.monitor().change(() -> greeted);
    }

    void advertised(Capabilities current) {
        studio.monitor().changed(() -> capabilities = current);
    }

    // ---- the reader

    /** Reads until the connection ends. */
    void listen() {
        try {
            ByteArrayOutputStream message = new ByteArrayOutputStream();
            int opcode = WsCodec.TEXT;
            while (true) {
                WsCodec.Frame frame = WsCodec.read(in);
                studio.monitor()
                        .await(
                                "leave to read",
                                Duration.ofDays(1),
                                () -> reading ? Optional.of(true) : Optional.empty());
                if (frame.opcode() == WsCodec.CLOSE) {
                    closing(frame.payload());
                    return;
                }
                if (frame.opcode() > WsCodec.CLOSE) {
                    control(frame);
                    continue;
                }
                opcode = frame.opcode() == WsCodec.CONTINUATION ? opcode : frame.opcode();
                message.writeBytes(frame.payload());
                if (frame.fin()) {
                    message(opcode, message.toByteArray());
                    message.reset();
                }
            }
        } catch (BadFrame e) {
            studio.violation("session " + number + ": " + e.getMessage());
        } catch (IOException e) {
            studio.monitor().tell("session " + number + " lost: " + e.getMessage());
        } finally {
            ended();
        }
    }

    private void control(WsCodec.Frame frame) {
        if (frame.opcode() == WsCodec.PING && studio.lives()) {
            sendFrame(true, WsCodec.PONG, frame.payload());
        } else if (frame.opcode() == WsCodec.PONG) {
            studio.monitor().changed(() -> pongs.add(new String(frame.payload(), StandardCharsets.UTF_8)));
        }
    }

    private void closing(byte[] payload) {
        int code = payload.length < 2 ? 1005 : ByteBuffer.wrap(payload).getShort() & 0xffff;
        String reason = payload.length < 2 ? "" : new String(payload, 2, payload.length - 2, StandardCharsets.UTF_8);
        boolean first = studio.monitor().change(() -> {
            boolean theirs = ending == null;
            ending = theirs ? new Closed(code, reason, true) : ending;
            return theirs;
        });
        if (first) {
            if (code != 1000 || !REASONS.contains(reason)) {
                studio.violation("session " + number + ": closed with " + code + " " + reason);
            }
            sendFrame(true, WsCodec.CLOSE, payload);
        }
    }

    private void message(int opcode, byte[] payload) {
        if (studio.monitor().change(() -> ending != null)) {
            return; // it was on its way when the studio closed
        }
        if (opcode == WsCodec.BINARY) {
            conduct.unreadable("a binary message");
            return;
        }
        try {
            text(StandardCharsets.UTF_8
                    .newDecoder()
                    .decode(ByteBuffer.wrap(payload))
                    .toString());
        } catch (CharacterCodingException e) {
            conduct.unreadable("a text message that is not UTF-8");
        }
    }

    private void text(String text) {
        try {
            WorkerFrame frame = Frames.fromWorker(text);
            record(text, frame);
            RawRules.frame(MAPPER.readTree(text)).forEach(p -> studio.violation("session " + number + ": " + p));
            conduct.frame(frame);
        } catch (MalformedJson | JsonProcessingException e) {
            record(text, null);
            conduct.unreadable("a frame that cannot be read: " + e.getMessage());
        }
    }

    private void record(String text, @Nullable WorkerFrame frame) {
        Received received = new Received(Instant.now(), System.nanoTime(), number, text, frame);
        studio.monitor()
                .tell("session " + number + " ← "
                        + (frame == null ? "?" : frame.getClass().getSimpleName()));
        studio.monitor().changed(() -> frames.add(received));
    }

    private void ended() {
        Connection.close(socket);
        studio.monitor().changed(() -> over = true);
        release();
        Closed how = studio.monitor().change(() -> Optional.ofNullable(ending)).orElse(new Closed(1006, "", true));
        studio.monitor().tell("session " + number + " ended: " + how);
        closed.complete(how);
        studio.monitor().changed(() -> {});
        studio.watcher().ended(this);
    }

    private void release() {
        List<JobBook.Job> lost = studio.inBook(book -> book.release(this));
        lost.forEach(job -> job.outcome.complete(new Outcome.Lost()));
    }

    private void sendFrame(boolean fin, int opcode, byte[] payload) {
        sendRaw(WsCodec.bytes(fin, opcode, payload));
    }

    @Override
    public String toString() {
        return "session " + number + " of " + workerId;
    }
}
