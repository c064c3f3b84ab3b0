package dev.atelier.engine.agent.runtime;

import dev.atelier.engine.agent.AgentFailure;
import dev.atelier.engine.agent.ErrorCode;
import dev.atelier.engine.agent.launch.AgentProgram;
import dev.atelier.engine.agent.run.AgentHost;
import dev.atelier.engine.agent.run.AgentJob;
import dev.atelier.engine.agent.run.AgentSession;
import dev.atelier.runtime.api.ExecutionContext;
import dev.atelier.runtime.api.ExecutionResult;
import dev.atelier.runtime.api.ExecutionResult.Operation;
import dev.atelier.runtime.api.WorkerExecution.RunState;
import dev.atelier.runtime.api.WorkerInput;
import dev.atelier.runtime.api.WorkerRef;
import dev.atelier.wire.agent.api.AgentTask.BaseRemote;
import java.io.IOException;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.RejectedExecutionException;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** One Worker that is an agent. What it is told begins a run, or answers the question of the run that waits for one. */
final class AgentWorker {
    /** What an agent that knows nothing any more is told once more. */
    private static final int MOST_SAID = 20;

    private static final Logger LOG = LoggerFactory.getLogger(AgentWorker.class);

    private final Order order;
    private final ExecutionContext context;
    private final Desk desk;
    /** Guarded by this. */
    private final Deque<String> said = new ArrayDeque<>();
    /** Guarded by this: what goes in front of what is said next. */
    private final List<String> instructions = new ArrayList<>();
    /** Guarded by this. */
    private Memory.Kept kept;
    /** Guarded by this. */
    private @Nullable Run run;
    /** Guarded by this. */
    private boolean over;
    /** Guarded by this: it is another's to go on with. */
    private boolean left;

    /**
     * What a Worker was ordered as.
     *
     * @param purpose what it is there for; blank when that is not said
     * @param remotes the repositories it works in
     */
    record Order(
            WorkerRef worker,
            AgentProgram program,
            @Nullable String model,
            String purpose,
            List<BaseRemote> remotes) {
        Order {
            remotes = List.copyOf(remotes);
        }
    }

    /** What Workers share. */
    interface Desk {
        AgentHost host();

        RuntimeTerms terms();

        Memory memory();

        /** @return whether one more may work now; if so, it has begun */
        boolean begin();

        void ended();
    }

    private record Run(Talk talk, AgentSession session, Narrator narrator) {}

    AgentWorker(Order order, Memory.Kept kept, ExecutionContext context, Desk desk) {
        this.order = order;
        this.kept = kept;
        this.context = context;
        this.desk = desk;
    }

    synchronized String task() {
        return kept.task();
    }

    /** As people know it. */
    String agent() {
        return order.model() == null ? order.program().type() : order.program().type() + " with " + order.model();
    }

    ExecutionResult said(WorkerInput input) {
        Run next;
        synchronized (this) {
            if (over) {
                return ExecutionResult.rejected(Operation.INPUT, "the Worker has ended");
            }
            if (left) {
                return ExecutionResult.rejected(Operation.INPUT, "the worker stops");
            }
            Run now = run;
            if (now != null) {
                boolean answers =
                        input.kind() == WorkerInput.Kind.USER && now.talk().answer(input.content());
                return answers
                        ? ExecutionResult.accepted(Operation.INPUT, RunState.BUSY)
                        : ExecutionResult.busy(Operation.INPUT);
            }
            if (input.kind() == WorkerInput.Kind.SYSTEM) {
                if (instructions.size() >= MOST_SAID) {
                    return ExecutionResult.rejected(Operation.INPUT, "so many instructions wait; say something first");
                }
                instructions.add(input.content());
                return ExecutionResult.accepted(Operation.INPUT, RunState.IDLE);
            }
            if (!desk.begin()) {
                return ExecutionResult.busy(Operation.INPUT);
            }
            next = begun(input.content());
            run = next;
        }
        try {
            desk.host().threads().execute(() -> work(next));
        } catch (RejectedExecutionException e) {
            free();
            return ExecutionResult.rejected(Operation.INPUT, "the worker stops");
        }
        return ExecutionResult.accepted(Operation.INPUT, RunState.BUSY);
    }

    private Run begun(String input) {
        try {
            return prepared(input);
        } catch (RuntimeException e) {
            desk.ended(); // or its place would be lost
            throw e;
        }
    }

    private Run prepared(String input) {
        AgentHost host = desk.host().forTalks();
        instructions.add(input);
        String words = String.join("\n\n", instructions);
        instructions.clear();
        said.add(words);
        if (said.size() > MOST_SAID) {
            said.remove();
        }
        String all = String.join("\n\n", said);
        AgentJob job = new AgentJob(
                kept.task(),
                UUID.randomUUID().toString(),
                order.program(),
                order.model(),
                order.purpose().isBlank() ? all : order.purpose() + "\n\n" + all,
                "",
                null,
                order.remotes(),
                null,
                kept.begun() ? new AgentJob.Again(kept.conversation(), words, null) : null);
        Narrator narrator = new Narrator(context::publish, host.clock());
        Talk talk = new Talk(narrator, desk.terms().secretsFile());
        return new Run(talk, new AgentSession(host, job, talk), narrator);
    }

    private void work(Run mine) {
        try {
            mine.narrator().begins();
            mine.session().run();
            remember(mine.talk());
        } finally {
            free();
            // Free before it is told: who hears of the end may say the next thing at once.
            mine.narrator().ended(mine.talk().ending());
        }
    }

    private void remember(Talk talk) {
        Memory.Kept now;
        synchronized (this) {
            now = new Memory.Kept(
                    kept.task(), talk.conversation().orElse(kept.conversation()), kept.begun() || talk.hasFiles());
            kept = now;
            if (over) {
                return;
            }
        }
        try {
            desk.memory().keep(order.worker(), now);
        } catch (IOException e) {
            LOG.atWarn()
                    .addKeyValue("worker", order.worker().workerId())
                    .setCause(e)
                    .log("an agent will know nothing of this after a restart");
        }
    }

    private void free() {
        boolean last;
        synchronized (this) {
            last = over;
            run = null;
        }
        desk.ended();
        if (last) {
            forget();
        }
    }

    /** For good: nobody goes on with it. */
    void end(AgentFailure why) {
        Run last;
        synchronized (this) {
            over = true;
            last = run;
        }
        if (last == null) {
            forget();
        } else {
            last.session().stop(why);
        }
    }

    /** It may be gone on with by another process, or by this one later. */
    void leave() {
        Run last;
        synchronized (this) {
            left = true;
            last = run;
        }
        if (last != null) {
            last.session().stop(new AgentFailure(ErrorCode.WORKER_SHUTDOWN, "the worker stops"));
        }
    }

    /** What the agent kept goes; the worktree stays a while, for people to look at. */
    private void forget() {
        try {
            desk.memory().forget(order.worker());
            desk.host().forget(task());
        } catch (IOException e) {
            LOG.atWarn()
                    .addKeyValue("worker", order.worker().workerId())
                    .setCause(e)
                    .log("what an agent kept stays behind");
        }
    }

    /** Whether it works, and waits for nobody. */
    synchronized boolean busy() {
        Run now = run;
        return now != null && !now.talk().asks();
    }

    synchronized String live() {
        Run now = run;
        return now == null ? "" : now.narrator().live();
    }
}
