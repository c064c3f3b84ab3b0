package dev.atelier.runtime.engines.internal;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.atelier.jobs.api.Job;
import dev.atelier.jobs.api.JobRefused;
import dev.atelier.runtime.api.ExecutionContext;
import dev.atelier.runtime.api.ExecutionResult;
import dev.atelier.runtime.api.ExecutionResult.Operation;
import dev.atelier.runtime.api.WorkerExecution.RunState;
import dev.atelier.runtime.api.WorkerInput;
import dev.atelier.runtime.api.WorkerRef;
import java.util.concurrent.Executor;
import org.jspecify.annotations.Nullable;

/** One Worker's conversation: answers one input at a time. */
final class Chat {
    /** Begins the job that answers. */
    @FunctionalInterface
    interface Answers {
        Job answer(Chat chat, String said, Turn turn) throws JobRefused;
    }

    final WorkerRef worker;
    private final ExecutionContext context;
    private final Answers answers;
    private final Executor thread;
    /** Guarded by this. */
    private @Nullable Turn turn;
    /** Guarded by this. */
    private boolean over;

    /** @param thread runs what is told, one after the other */
    Chat(WorkerRef worker, ExecutionContext context, Answers answers, Executor thread) {
        this.worker = worker;
        this.context = context;
        this.answers = answers;
        this.thread = thread;
    }

    ExecutionResult said(WorkerInput input) {
        Turn next;
        synchronized (this) {
            if (over) {
                return ExecutionResult.rejected(Operation.INPUT, "the conversation is over");
            }
            if (turn != null) {
                return ExecutionResult.busy(Operation.INPUT);
            }
            if (input.kind() == WorkerInput.Kind.SYSTEM) {
                // Stands in the transcript, and so in front of every model that answers from now on.
                return ExecutionResult.accepted(Operation.INPUT, RunState.IDLE);
            }
            next = new Turn(this::publish, this::ended, thread);
            turn = next;
        }
        return begun(next, input.content());
    }

    private ExecutionResult begun(Turn next, String said) {
        try {
            next.begin(answers.answer(this, said, next));
        } catch (JobRefused e) {
            ended(next);
            boolean busy = e.reason() == JobRefused.Reason.BUSY || e.reason() == JobRefused.Reason.QUEUE_FULL;
            return busy
                    ? ExecutionResult.busy(Operation.INPUT)
                    : ExecutionResult.rejected(Operation.INPUT, String.valueOf(e.getMessage()));
        } catch (RuntimeException e) {
            ended(next);
            throw e;
        }
        boolean late;
        synchronized (this) {
            late = over;
        }
        if (late) {
            next.cancel(); // ended while the job began
        }
        return ExecutionResult.accepted(Operation.INPUT, RunState.BUSY);
    }

    /** Ends it, and the answer that is being made. */
    void end() {
        Turn last;
        synchronized (this) {
            over = true;
            last = turn;
        }
        if (last != null) {
            last.cancel();
        }
    }

    synchronized boolean answering() {
        return turn != null;
    }

    synchronized String live() {
        return turn == null ? "" : turn.live();
    }

    private void publish(ObjectNode event) {
        boolean tell;
        synchronized (this) {
            tell = !over;
        }
        if (tell) {
            context.publish(event);
        }
    }

    private synchronized void ended(Turn which) {
        if (turn == which) {
            turn = null;
        }
    }
}
