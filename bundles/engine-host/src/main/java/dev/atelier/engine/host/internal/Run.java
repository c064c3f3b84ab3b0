package dev.atelier.engine.host.internal;

import dev.atelier.engine.api.EngineException;
import dev.atelier.engine.api.JobContext;
import dev.atelier.engine.host.api.Exit;
import dev.atelier.engine.host.api.Program;
import dev.atelier.engine.host.api.ProgramSpec;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.BooleanSupplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** A program that was started, with the three threads that write and read for it. */
final class Run implements Program {
    private static final Logger LOG = LoggerFactory.getLogger(Run.class);
    private static final int TAIL = 16 * 1024;
    private static final long POLL_MS = 20;

    /** Its outputs may be held open by something it started; then what has been read until now has to do. */
    private static final long AFTER_EXIT_MS = 1000;

    private final ProgramSpec spec;
    private final Supervised supervised;
    private final Process process;
    private final Tail errors;
    private final CompletableFuture<Void> read;
    private final long startedAt = System.nanoTime();

    Run(ProgramSpec spec, ProcessHost host) throws EngineException {
        this.spec = spec;
        this.supervised = start(spec, host);
        this.process = supervised.process();
        this.errors = new Tail(process.getErrorStream(), TAIL);
        try {
            this.read = CompletableFuture.allOf(
                    CompletableFuture.runAsync(() -> drain(process.getInputStream(), spec.output()), host.io()),
                    CompletableFuture.runAsync(
                            () -> drain(errors, ProgramSpec.Output.lines(spec.errors())), host.io()));
            ProgramSpec.Input input = spec.input();
            if (input == null) {
                feed(nothing -> {});
            } else {
                host.io().execute(() -> feed(input));
            }
        } catch (RejectedExecutionException e) {
            supervised.kill();
            throw EngineException.failed("the worker is stopping", e);
        }
    }

    private static Supervised start(ProgramSpec spec, ProcessHost host) throws EngineException {
        ProcessBuilder builder = new ProcessBuilder(spec.command());
        Environment.clean(builder.environment(), spec.environment());
        if (spec.folder() != null) {
            builder.directory(spec.folder().toFile());
        }
        try {
            return host.start(spec.name(), builder, spec.grace());
        } catch (IOException e) {
            throw EngineException.failed(spec.name() + " cannot be started: " + e.getMessage(), e);
        }
    }

    private void feed(ProgramSpec.Input input) {
        try (OutputStream out = process.getOutputStream()) {
            input.write(out);
        } catch (IOException e) {
            // It ended, or wants no more: its exit code and its errors say why.
            LOG.atDebug().addKeyValue("program", spec.name()).setCause(e).log("program stopped reading");
        }
    }

    /** Whatever the reader does, the rest is read as well: a full pipe would hold the program up for ever. */
    private void drain(InputStream in, ProgramSpec.Output reader) {
        try (in) {
            RuntimeException broken = null;
            try {
                reader.read(in);
            } catch (RuntimeException e) {
                broken = e;
            }
            in.transferTo(OutputStream.nullOutputStream());
            if (broken != null) {
                throw broken;
            }
        } catch (IOException e) {
            LOG.atDebug().addKeyValue("program", spec.name()).setCause(e).log("output of a program ended early");
        }
    }

    @Override
    public long pid() {
        return process.pid();
    }

    @Override
    public boolean alive() {
        return process.isAlive();
    }

    @Override
    public Optional<Exit> exit() {
        return process.isAlive() ? Optional.empty() : Optional.of(ended());
    }

    private Exit ended() {
        String outgrown = supervised.outgrown();
        String said = outgrown == null ? errors.text() : errors.text() + "\nit " + outgrown;
        return new Exit(spec.name(), process.exitValue(), said);
    }

    @Override
    public String errors() {
        return errors.text();
    }

    @Override
    public Exit await(JobContext context) throws EngineException {
        context.onCancel(this::terminate);
        try {
            Duration limit = spec.limit();
            if (limit == null) {
                process.waitFor();
            } else if (!process.waitFor(left(limit), TimeUnit.NANOSECONDS)) {
                close();
                context.checkCancelled();
                throw EngineException.failed(spec.name() + " was still running after " + words(limit), null);
            }
            awaitRead(context);
        } catch (InterruptedException e) {
            close();
            Thread.currentThread().interrupt();
            throw EngineException.cancelled();
        }
        context.checkCancelled();
        return ended();
    }

    private void awaitRead(JobContext context) throws InterruptedException, EngineException {
        try {
            read.get(AFTER_EXIT_MS, TimeUnit.MILLISECONDS);
        } catch (TimeoutException e) {
            LOG.atDebug().addKeyValue("program", spec.name()).log("output of an ended program is still open");
        } catch (ExecutionException e) {
            context.checkCancelled();
            throw EngineException.failed("the output of " + spec.name() + " could not be read", e.getCause());
        }
    }

    private long left(Duration limit) {
        return limit.toNanos() - (System.nanoTime() - startedAt);
    }

    @Override
    public void awaitReady(BooleanSupplier probe, Duration limit, JobContext context) throws EngineException {
        context.onCancel(this::terminate);
        long end = System.nanoTime() + limit.toNanos();
        try {
            while (!probe.getAsBoolean()) {
                // Waiting for its end is how one sleeps here: a program that fails to start is known at once.
                if (process.waitFor(POLL_MS, TimeUnit.MILLISECONDS)) {
                    awaitRead(context);
                    context.checkCancelled();
                    throw EngineException.failed(ended().toString(), null);
                }
                if (System.nanoTime() - end > 0) {
                    close();
                    context.checkCancelled();
                    throw EngineException.failed(spec.name() + " was not ready after " + words(limit), null);
                }
            }
        } catch (InterruptedException e) {
            close();
            Thread.currentThread().interrupt();
            throw EngineException.cancelled();
        }
    }

    private static String words(Duration time) {
        return time.toMillis() % 1000 == 0 ? time.toSeconds() + " s" : time.toMillis() + " ms";
    }

    @Override
    public void terminate() {
        supervised.terminate();
    }

    @Override
    public void close() {
        supervised.close();
    }
}
