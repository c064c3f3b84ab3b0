package dev.atelier.engine.host.internal;

import dev.atelier.engine.api.EngineException;
import dev.atelier.engine.api.Health;
import dev.atelier.engine.api.JobContext;
import dev.atelier.engine.api.NoJob;
import dev.atelier.engine.host.api.Child;
import dev.atelier.engine.host.api.ChildSpec;
import dev.atelier.engine.host.api.Quarantine;
import dev.atelier.engine.host.child.Fields;
import java.io.IOException;
import java.nio.file.Files;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** A child that outlives its processes. The lock guards which process is the current one and how many calls it has. */
final class SupervisedChild implements Child {
    private static final Logger LOG = LoggerFactory.getLogger(SupervisedChild.class);

    /** Starting is a subject of its own: no model is to blame for it. */
    private static final String START = "";

    private final ChildSpec spec;
    private final ProcessHost host;
    private final Quarantine crashes;
    private @Nullable CompletableFuture<ChildProcess> current;
    private int running;
    private long lastUse;
    private boolean watched;
    private boolean closed;

    SupervisedChild(ChildSpec spec, ProcessHost host, LongSupplier nanoTime) {
        this.spec = spec;
        this.host = host;
        this.crashes = new Quarantine(spec.name(), spec.crashes(), spec.cooling(), nanoTime);
    }

    @Override
    public Fields call(Fields request, String subject, JobContext context, Consumer<String> text)
            throws EngineException {
        context.checkCancelled();
        crashes.check(START);
        crashes.check(subject);
        begin();
        try {
            ChildProcess process = process(context);
            try {
                Fields answer = process.call(request, context, text);
                crashes.succeeded(subject);
                return answer;
            } catch (Crash e) {
                if (!e.wanted()) {
                    crashes.crashed(subject, e.words());
                    LOG.atWarn().addKeyValue("child", spec.name()).log(e.words());
                }
                throw new EngineException(e.code(), e.words(), true, e);
            }
        } finally {
            end();
        }
    }

    @Override
    public Fields call(Fields request, String subject, Duration limit) throws EngineException {
        NoJob nobody = new NoJob();
        ScheduledFuture<?> end;
        try {
            end = host.timer().schedule(nobody::cancel, limit.toMillis(), TimeUnit.MILLISECONDS);
        } catch (RejectedExecutionException e) {
            throw EngineException.failed("the worker is stopping", e);
        }
        try {
            return call(request, subject, nobody);
        } finally {
            end.cancel(false);
        }
    }

    /** The process that is there, or the one being started; whoever is cancelled waits no longer for it. */
    private ChildProcess process(JobContext context) throws EngineException {
        CompletableFuture<ChildProcess> wanted = currentOrNew();
        CompletableFuture<Object> cancelled = new CompletableFuture<>();
        context.onCancel(() -> cancelled.complete(false));
        try {
            CompletableFuture.anyOf(wanted, cancelled).get();
            context.checkCancelled();
            ChildProcess process = wanted.join();
            if (process.answers()) {
                return process;
            }
            LOG.atWarn().addKeyValue("child", spec.name()).log("child does not answer, killed");
            process.kill();
            return currentOrNew().get();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw EngineException.cancelled();
        } catch (ExecutionException | CompletionException e) {
            context.checkCancelled();
            Throwable cause = e.getCause();
            String message = cause == null || cause.getMessage() == null ? "it cannot be started" : cause.getMessage();
            throw EngineException.failed(message, cause);
        }
    }

    private synchronized CompletableFuture<ChildProcess> currentOrNew() throws EngineException {
        CompletableFuture<ChildProcess> known = current;
        if (known != null && usable(known)) {
            return known;
        }
        try {
            CompletableFuture<ChildProcess> started = CompletableFuture.supplyAsync(this::launch, host.io());
            current = started;
            return started;
        } catch (RejectedExecutionException e) {
            throw EngineException.failed("the worker is stopping", e);
        }
    }

    private static boolean usable(CompletableFuture<ChildProcess> process) {
        if (!process.isDone()) {
            return true;
        }
        return !process.isCompletedExceptionally() && process.join().usable();
    }

    private ChildProcess launch() {
        long start = System.nanoTime();
        ChildProcess process = null;
        try {
            Files.createDirectories(spec.folder());
            process = new ChildProcess(spec, host.childClasses(), host);
            process.ready().get(spec.startLimit().toMillis(), TimeUnit.MILLISECONDS);
            crashes.succeeded(START);
            LOG.atInfo()
                    .addKeyValue("child", spec.name())
                    .addKeyValue("ms", (System.nanoTime() - start) / 1_000_000)
                    .log("child started");
            return process;
        } catch (IOException e) {
            throw failed(spec.name() + " cannot be started: " + e.getMessage(), e);
        } catch (ExecutionException e) {
            throw failed(e.getCause() instanceof Crash crash ? crash.words() : e.toString(), e);
        } catch (java.util.concurrent.TimeoutException e) {
            process.kill();
            throw failed(
                    spec.name() + " was not ready after " + spec.startLimit().toSeconds() + " s", e);
        } catch (InterruptedException e) {
            process.kill();
            Thread.currentThread().interrupt();
            throw new CompletionException(e);
        }
    }

    private CompletionException failed(String message, Exception cause) {
        crashes.crashed(START, message);
        LOG.atWarn().addKeyValue("child", spec.name()).log(message);
        return new CompletionException(new IOException(message, cause));
    }

    private synchronized void begin() throws EngineException {
        if (closed) {
            throw EngineException.failed(spec.name() + " is stopped", null);
        }
        running++;
    }

    private synchronized void end() {
        running--;
        lastUse = System.nanoTime();
        if (!watched) {
            watched = true;
            watch(spec.idle().toNanos());
        }
    }

    /** One look ahead at a time, however many calls there are. */
    private void watch(long nanos) {
        try {
            var unused = host.timer().schedule(this::retireIfIdle, nanos, TimeUnit.NANOSECONDS);
        } catch (RejectedExecutionException e) {
            LOG.trace("the host is closing, and its children with it");
        }
    }

    private void retireIfIdle() {
        CompletableFuture<ChildProcess> idle;
        synchronized (this) {
            long left = spec.idle().toNanos() - (System.nanoTime() - lastUse);
            watched = running == 0 && left > 0;
            if (watched) {
                watch(left);
            }
            if (watched || running > 0) {
                return; // the end of the call that runs looks again
            }
            idle = current;
            current = null;
        }
        if (idle != null) {
            var unused = idle.thenAccept(ChildProcess::retire);
        }
    }

    @Override
    public boolean warm() {
        CompletableFuture<ChildProcess> known;
        synchronized (this) {
            known = current;
        }
        return known != null && known.isDone() && usable(known);
    }

    @Override
    public Health health(String subject) {
        return crashes.of(START).or(() -> crashes.of(subject)).orElse(Health.OK);
    }

    @Override
    public Health health() {
        return crashes.of(START).orElse(Health.OK);
    }

    @Override
    public void release() {
        CompletableFuture<ChildProcess> ending;
        synchronized (this) {
            ending = current;
            current = null;
        }
        if (ending != null) {
            var unused = ending.thenAccept(ChildProcess::close);
        }
    }

    @Override
    public void close() {
        synchronized (this) {
            closed = true;
        }
        release();
    }
}
