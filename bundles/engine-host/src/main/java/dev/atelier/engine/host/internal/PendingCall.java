package dev.atelier.engine.host.internal;

import dev.atelier.engine.api.EngineException;
import dev.atelier.engine.api.JobContext;
import dev.atelier.engine.api.JobContext.Level;
import dev.atelier.engine.host.child.Fields;
import dev.atelier.engine.host.child.Frame;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.function.Consumer;

/** A call that waits for its answer; tells the job what it hears meanwhile. */
final class PendingCall {
    private final int id;
    private final JobContext context;
    private final Consumer<String> text;
    private final CompletableFuture<Fields> answer = new CompletableFuture<>();

    PendingCall(int id, JobContext context, Consumer<String> text) {
        this.id = id;
        this.context = context;
        this.text = text;
    }

    int id() {
        return id;
    }

    boolean isDone() {
        return answer.isDone();
    }

    /** On the thread that reads for the whole child, so quickly. */
    void take(Frame frame) {
        if (answer.isDone()) {
            return; // it was let go already; its job may be over
        }
        Fields fields = frame.fields();
        switch (frame.type()) {
            case PROGRESS -> context.progress(fields.real("fraction", -1), fields.text("text"));
            case TEXT -> text.accept(fields.text("text"));
            case LOG -> context.log(Level.INFO, fields.text("text"));
            case RESULT -> answer.complete(fields);
            case ERROR ->
                answer.completeExceptionally(
                        new EngineException(fields.text("code"), fields.text("message"), fields.flag("retryable")));
            default -> {
                // from a newer child
            }
        }
    }

    void fail(Crash crash) {
        answer.completeExceptionally(crash);
    }

    /** Lets the one who waits go. */
    void cancelled() {
        answer.completeExceptionally(EngineException.cancelled());
    }

    Fields await() throws EngineException, Crash, InterruptedException {
        try {
            return answer.get();
        } catch (ExecutionException e) {
            if (e.getCause() instanceof Crash crash) {
                context.checkCancelled();
                throw crash;
            }
            if (e.getCause() instanceof EngineException failure) {
                throw failure;
            }
            throw EngineException.failed("the child could not be asked", e.getCause());
        }
    }
}
