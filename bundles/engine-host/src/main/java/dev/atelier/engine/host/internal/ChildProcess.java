package dev.atelier.engine.host.internal;

import dev.atelier.engine.api.EngineException;
import dev.atelier.engine.api.JobContext;
import dev.atelier.engine.host.api.ChildSpec;
import dev.atelier.engine.host.api.ProgramSpec;
import dev.atelier.engine.host.child.Fields;
import dev.atelier.engine.host.child.Frame;
import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** One process of a child, from its start to its end, and the calls it answers. */
final class ChildProcess {
    private static final Logger LOG = LoggerFactory.getLogger(ChildProcess.class);
    private static final Pattern REASON = Pattern.compile("what\\(\\):|_ASSERT|Error\\b|Exception\\b");
    private static final Duration GRACE = Duration.ofMillis(300);
    private static final int TAIL = 16 * 1024;
    private static final long EXIT_CODE_MS = 1000;
    private static final Duration QUIET = Duration.ofSeconds(5);
    private static final long PING_MS = 2000;

    private final ChildSpec spec;
    private final ProcessHost host;
    private final Supervised supervised;
    private final Process process;
    private final OutputStream out;
    private final Tail errors;
    private final CompletableFuture<Void> errorsRead;
    private final CompletableFuture<Fields> ready = new CompletableFuture<>();
    private final CompletableFuture<Crash> ended = new CompletableFuture<>();
    private final Map<Integer, PendingCall> calls = new ConcurrentHashMap<>();
    private final AtomicInteger ids = new AtomicInteger();
    private volatile CompletableFuture<Boolean> onPong = new CompletableFuture<>();
    private volatile long heard = System.nanoTime();
    private volatile boolean wanted;

    ChildProcess(ChildSpec spec, Path classes, ProcessHost host) throws IOException {
        this.spec = spec;
        this.host = host;
        List<String> command = ChildCommand.of(spec, classes);
        ProcessBuilder builder =
                new ProcessBuilder(command).directory(spec.folder().toFile());
        Environment.clean(builder.environment(), spec.environment());
        this.supervised = host.start(spec.name(), builder, GRACE);
        this.process = supervised.process();
        this.out = process.getOutputStream();
        this.errors = new Tail(process.getErrorStream(), TAIL);
        try {
            this.errorsRead = CompletableFuture.runAsync(this::readErrors, host.io());
            host.io().execute(this::readFrames);
        } catch (RejectedExecutionException e) {
            supervised.kill();
            throw new IOException("the worker is stopping", e);
        }
    }

    /** Completes with what the child says of itself; exceptionally with a {@link Crash} when it does not get ready. */
    CompletableFuture<Fields> ready() {
        return ready;
    }

    boolean usable() {
        return !wanted && !ended.isDone() && process.isAlive();
    }

    /** Blocks until it is answered. */
    Fields call(Fields request, JobContext context, Consumer<String> text) throws EngineException, Crash {
        PendingCall call = new PendingCall(ids.incrementAndGet(), context, text);
        calls.put(call.id(), call);
        try {
            context.onCancel(() -> cancel(call));
            if (ended.isDone()) {
                throw ended.join();
            }
            try {
                send(Frame.Type.REQUEST, call.id(), request);
            } catch (IOException e) {
                throw unsent(e);
            }
            return call.await();
        } catch (InterruptedException e) {
            cancel(call);
            Thread.currentThread().interrupt();
            throw EngineException.cancelled();
        } finally {
            calls.remove(call.id());
        }
    }

    /** Mostly the child has just died, and its reader is about to find out how: that says more than a broken pipe. */
    private Crash unsent(IOException e) throws EngineException, InterruptedException {
        try {
            return ended.get(2 * EXIT_CODE_MS, TimeUnit.MILLISECONDS);
        } catch (TimeoutException | ExecutionException stillThere) {
            throw EngineException.failed("the request cannot be sent: " + e.getMessage(), e);
        }
    }

    /** Asks the child to stop; whoever waits is let go after the grace, and a child that goes on is killed. */
    private void cancel(PendingCall call) {
        if (call.isDone()) {
            return;
        }
        try {
            host.io().execute(() -> sendQuietly(Frame.Type.CANCEL, call.id()));
            var unused = host.timer()
                    .schedule(
                            () -> {
                                if (!call.isDone()) {
                                    LOG.atInfo()
                                            .addKeyValue("child", spec.name())
                                            .log("child does not stop, killed");
                                    kill(); // before the one who waits is let go and asks for a child again
                                    call.cancelled();
                                }
                            },
                            spec.cancelGrace().toMillis(),
                            TimeUnit.MILLISECONDS);
        } catch (RejectedExecutionException e) {
            call.cancelled(); // the host is closing, and ends the process
        }
    }

    private void sendQuietly(Frame.Type type, int id) {
        try {
            send(type, id, new Fields());
        } catch (IOException e) {
            LOG.atDebug().addKeyValue("child", spec.name()).setCause(e).log("child is not reading any more");
        }
    }

    private void send(Frame.Type type, int id, Fields fields) throws IOException {
        synchronized (out) {
            new Frame(type, id, fields).write(out);
        }
    }

    private void readErrors() {
        try {
            ProgramSpec.Output.lines(line ->
                            LOG.atDebug().addKeyValue("child", spec.name()).log(line))
                    .read(errors);
        } catch (IOException e) {
            LOG.atTrace().setCause(e).log("end of a child's errors"); // closed under the reader by a kill
        }
    }

    private void readFrames() {
        String why = null;
        try (InputStream in = new BufferedInputStream(process.getInputStream(), 64 * 1024)) {
            for (Frame frame = next(in); frame != null; frame = next(in)) {
                take(frame);
            }
        } catch (IOException | RuntimeException e) {
            // A stream closed under the reader is the same end as one that ends; a wrong frame is worth its words.
            if (process.isAlive()) {
                why = "spoke in a way that is not understood: " + e.getMessage();
            }
        }
        end(why);
    }

    private @Nullable Frame next(InputStream in) throws IOException {
        return Frame.read(in, stray -> LOG.atDebug()
                .addKeyValue("child", spec.name())
                .log(new String(stray, StandardCharsets.UTF_8)));
    }

    /** Whether it still answers; asked of a process that was quiet for long, which may have been stopped or swapped. */
    boolean answers() throws InterruptedException {
        if (System.nanoTime() - heard < QUIET.toNanos()) {
            return true;
        }
        CompletableFuture<Boolean> pong = new CompletableFuture<>();
        onPong = pong;
        sendQuietly(Frame.Type.PING, 0);
        try {
            return pong.get(PING_MS, TimeUnit.MILLISECONDS);
        } catch (TimeoutException | ExecutionException e) {
            return false;
        }
    }

    private void take(Frame frame) throws IOException {
        heard = System.nanoTime();
        switch (frame.type()) {
            case READY -> {
                if (frame.fields().number("protocol", 0) != Frame.PROTOCOL) {
                    throw new IOException("another protocol");
                }
                ready.complete(frame.fields());
            }
            case PONG -> onPong.complete(true);
            default -> {
                PendingCall call = calls.get(frame.call());
                if (call != null) {
                    call.take(frame);
                }
            }
        }
    }

    /** Once, by the reader: finds out how the process ended and tells everybody who waits. */
    private void end(@Nullable String why) {
        boolean ours = wanted;
        int code = exitCode();
        String outgrown = supervised.outgrown();
        Crash crash = outgrown != null
                ? new Crash(Crash.MEMORY, spec.name() + " " + outgrown, ours)
                : new Crash(EngineException.ENGINE_FAILED, why == null ? words(code) : spec.name() + " " + why, ours);
        ended.complete(crash);
        ready.completeExceptionally(crash);
        calls.values().forEach(call -> call.fail(crash));
    }

    private int exitCode() {
        try {
            if (!process.waitFor(EXIT_CODE_MS, TimeUnit.MILLISECONDS)) {
                supervised.kill();
                process.waitFor(EXIT_CODE_MS, TimeUnit.MILLISECONDS);
            }
            errorsRead
                    .completeOnTimeout(null, EXIT_CODE_MS, TimeUnit.MILLISECONDS)
                    .join();
            return process.isAlive() ? -1 : process.exitValue();
        } catch (InterruptedException e) {
            supervised.kill();
            Thread.currentThread().interrupt();
            return -1;
        }
    }

    private String words(int code) {
        String how =
                switch (code) {
                    case 134 -> "aborted";
                    case 137 -> "was killed";
                    case 139 -> "crashed in native code";
                    default -> "ended";
                };
        String last = lastWords(errors.text());
        return spec.name() + " " + how + " (exit code " + code + ")" + (last.isEmpty() ? "" : ": " + last);
    }

    /** The last line that names a reason, or the last line; a native abort likes to print more after its reason. */
    private static String lastWords(String text) {
        String last = "";
        String reason = "";
        for (String line : text.lines().filter(line -> !line.isBlank()).toList()) {
            last = line.strip();
            reason = REASON.matcher(last).find() ? last : reason;
        }
        return reason.isEmpty() ? last : reason;
    }

    /** At once, and nobody's fault. */
    void kill() {
        wanted = true;
        supervised.kill();
    }

    /** Lets it end by itself: it does when nothing can be read any more. */
    void retire() {
        wanted = true;
        try {
            host.io().execute(() -> sendQuietly(Frame.Type.EXIT, 0));
        } catch (RejectedExecutionException e) {
            supervised.kill();
            return;
        }
        supervised.terminate();
    }

    /** {@link #retire()}, and waits for the end. */
    void close() {
        retire();
        supervised.close();
    }
}
