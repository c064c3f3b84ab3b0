package dev.atelier.engine.agent.run;

import dev.atelier.agent.formats.api.AgentDecoder;
import dev.atelier.agent.formats.api.AgentEvent;
import dev.atelier.agent.formats.api.AgentFormats;
import dev.atelier.agent.formats.api.AgentListener;
import dev.atelier.agent.formats.api.AgentRun;
import dev.atelier.agent.formats.api.ControlRequest;
import dev.atelier.agent.formats.api.EventMeta;
import dev.atelier.agent.formats.api.RunEnd;
import dev.atelier.agent.formats.api.RunResult;
import dev.atelier.containers.api.ContainerState;
import dev.atelier.engine.agent.AgentFailure;
import dev.atelier.engine.agent.ErrorCode;
import dev.atelier.engine.agent.launch.AgentInput;
import dev.atelier.engine.agent.launch.AgentProgram.Answering;
import dev.atelier.engine.agent.run.Inbox.Message;
import java.time.Duration;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/** One container's life with its agent: it listens, asks, answers, keeps the time, and tells how it ended. */
final class Turn implements AgentListener {
    private static final Duration UNFINISHED_LINE = Duration.ofMillis(500);
    private static final Duration PARAGRAPH = Duration.ofSeconds(2);
    private static final Duration AFTER_RESULT = Duration.ofSeconds(10);
    private static final Duration INTERRUPTED = Duration.ofSeconds(3);
    private static final Duration MEMORY_LOOK = Duration.ofSeconds(1);
    /** For an engine to stop a container, and to remove it when it could not. */
    private static final Duration ENGINE_STUCK = Duration.ofMinutes(2);

    private final Parts parts;
    private final Box box;
    private final AgentDecoder decoder;
    private final Clocks clocks;
    private final LastWords words;
    private long spokeAt;
    private int quietTold;
    private boolean over;
    private boolean ended;
    private boolean stopping;
    private boolean resultStands;
    private boolean resulted;
    private boolean starvingTold;
    private boolean worked;
    private boolean onErrorOutput;
    private long exitDueAt = Clocks.NEVER;
    private long drainDueAt = Clocks.NEVER;
    private long stopDueAt = Clocks.NEVER;
    private @Nullable ContainerState state;

    /**
     * What the run gives to each of its turns.
     *
     * @param waiting told when people are asked, and when they have answered
     * @param memoryLimit for people
     */
    record Parts(
            Course course,
            Inbox inbox,
            Questions questions,
            Telling telling,
            Clocks clocks,
            Waiting waiting,
            AgentSettings.Times times,
            boolean failsWithoutAnswer,
            boolean endsWithoutMemory,
            Answering answering,
            String memoryLimit,
            Executor threads) {}

    interface Waiting {
        void waits(boolean forPeople);
    }

    /**
     * @param exitCode null when it was never learnt
     * @param worked whether the agent has begun to do something
     */
    record End(
            Optional<AgentFailure> failure,
            @Nullable Integer exitCode,
            boolean worked,
            Optional<String> conversation,
            Optional<AgentDecoder.Usage> usage) {}

    Turn(Parts parts, Box box, AgentRun run, long now) {
        this.parts = parts;
        this.box = box;
        this.clocks = parts.clocks();
        this.spokeAt = now;
        this.words = new LastWords(run.masking());
        this.decoder = AgentFormats.open(run, this);
    }

    End run() throws InterruptedException {
        if (parts.course().cause().isPresent()) {
            stop();
        }
        while (!(ended && over)) {
            long now = System.nanoTime();
            Optional<Message> message = parts.inbox().take(untilNext(now));
            long then = System.nanoTime();
            if (message.isPresent()) {
                handle(message.get(), then);
            }
            if (due(then)) {
                break;
            }
        }
        return end();
    }

    private void handle(Message message, long now) {
        if (message instanceof Message.Output output) {
            clocks.heard(now);
            spokeAt = now;
            quietTold = 0;
            feed(output);
            parts.questions().settle(box.stdin());
        } else if (message instanceof Message.OutputOver) {
            over = true;
        } else if (message instanceof Message.Ended end) {
            ended = true;
            state = end.state();
            drainDueAt = now + parts.times().drain().toNanos();
        } else if (message instanceof Message.Answered answer) {
            answered(answer, now);
        } else if (message instanceof Message.Unanswerable nobody) {
            gaveUp(parts.questions().giveUp(nobody.question(), box.stdin()), now);
        } else if (message instanceof Message.Stop) {
            stop();
        }
    }

    private void answered(Message.Answered answer, long now) {
        Optional<AgentEvent> told = parts.questions().answer(answer.question(), answer.text(), box.stdin());
        if (told.isPresent() && parts.answering() != Answering.NEXT_RUN) {
            resulted = false; // it has something to go on with
        }
        told.ifPresent(parts.telling()::worker);
        goOn(now);
    }

    private void feed(Message.Output output) {
        if (output.error()) {
            onErrorOutput = true;
            decoder.stderr(output.bytes());
            onErrorOutput = false;
        } else {
            decoder.stdout(output.bytes());
        }
    }

    private long untilNext(long now) {
        long left = Math.min(clocks.left(now), parts.questions().left(now));
        if (quietTold < 2) {
            Duration next = quietTold == 0 ? UNFINISHED_LINE : PARAGRAPH;
            left = Math.min(left, Math.max(0, spokeAt + next.toNanos() - now));
        }
        left = Math.min(left, MEMORY_LOOK.toNanos());
        if (stopping) {
            left = TimeUnit.HOURS.toNanos(1); // only its end counts now
        }
        for (long due : new long[] {exitDueAt, drainDueAt, stopDueAt}) {
            if (due != Clocks.NEVER) {
                left = Math.min(left, Math.max(0, due - now));
            }
        }
        return left;
    }

    /** @return whether nothing more is waited for */
    private boolean due(long now) {
        if (drainDueAt != Clocks.NEVER && now - drainDueAt >= 0) {
            return true;
        }
        if (stopDueAt != Clocks.NEVER && !ended && now - stopDueAt >= 0) {
            return true; // an engine that does not even say that it cannot
        }
        if (stopping || ended) {
            return false;
        }
        quiet(now);
        lookAfterMemory();
        gaveUp(parts.questions().giveUp(now, box.stdin()), now);
        if (exitDueAt != Clocks.NEVER && now - exitDueAt >= 0) {
            resultStands = true;
            stop();
        } else if (clocks.runOver(now)) {
            end(
                    ErrorCode.TASK_TIMEOUT,
                    "task timed out after " + parts.times().run().toSeconds() + " s");
        } else if (clocks.idleOver(now)) {
            end(
                    ErrorCode.TASK_IDLE_TIMEOUT,
                    "no output for " + parts.times().idle().toSeconds() + " s");
        }
        return false;
    }

    /** The kernel tells nobody of it: its count is looked at. */
    private void lookAfterMemory() {
        if (!starvingTold && box.starves()) {
            starvingTold = true;
            if (parts.endsWithoutMemory()) {
                end(ErrorCode.CONTAINER_OOM, outOfMemory());
            } else {
                tellStarved();
            }
        }
    }

    private String outOfMemory() {
        return "out of memory (limit " + parts.memoryLimit() + ")";
    }

    private void tellStarved() {
        parts.telling().worker(new AgentEvent.ErrorOutput("memory ran out for a part of the agent's work"));
    }

    private void gaveUp(boolean something, long now) {
        if (something) {
            if (parts.failsWithoutAnswer()) {
                end(ErrorCode.TTY_TIMEOUT, "nobody answered the agent's question in time");
            }
            goOn(now);
        }
    }

    private void quiet(long now) {
        Duration next = quietTold == 0 ? UNFINISHED_LINE : PARAGRAPH;
        if (quietTold < 2 && now - spokeAt >= next.toNanos()) {
            quietTold++;
            decoder.quiet(next);
        }
    }

    private void goOn(long now) {
        if (!parts.questions().any() && parts.course().to(Stage.RUNNING)) {
            clocks.goOn(now);
            parts.waiting().waits(false);
        }
        leaveWhenDone(now);
    }

    private void end(ErrorCode code, String message) {
        if (parts.course().end(new AgentFailure(code, message))) {
            stop();
        }
    }

    /** Ends the container, on another thread: what the agent still says is heard meanwhile. */
    private void stop() {
        if (stopping || ended) {
            return;
        }
        stopping = true;
        boolean listens = parts.answering() == Answering.CONTROL && box.stdin().isOpen() && !resultStands;
        if (listens) {
            box.stdin().write(AgentInput.interrupt(UUID.randomUUID().toString()));
        }
        Duration first = listens ? INTERRUPTED : Duration.ZERO;
        stopDueAt = System.nanoTime()
                + first.plus(parts.times().grace()).plus(ENGINE_STUCK).toNanos();
        parts.threads().execute(() -> box.stop(first, parts.times().grace()));
    }

    private End end() {
        ContainerState known = state;
        boolean starved = box.starved();
        Integer code = known == null ? null : Integer.valueOf(resultStands ? 0 : known.exitCode());
        String memory = starved ? parts.memoryLimit() : null;
        Optional<AgentFailure> cause = parts.course().cause();
        if (starved && code != null && code == 0 && !starvingTold) {
            tellStarved();
        }
        String reason = cause.<String>map(AgentFailure::getMessage).orElseGet(() -> reason(code, starved));
        RunResult result = decoder.finish(new RunEnd(code == null ? -1 : code, reason, null));
        return new End(
                exit(code, memory, result).failure(cause), code, worked, decoder.conversation(), decoder.usage());
    }

    private @Nullable String reason(@Nullable Integer code, boolean starved) {
        if (code == null) {
            return starved ? outOfMemory() : Exit.LOST;
        }
        return starved && code != 0 ? outOfMemory() : null;
    }

    private Exit exit(@Nullable Integer code, @Nullable String memory, RunResult result) {
        String error = result.error();
        String said = error == null ? "" : error;
        boolean login = result.cause() == RunResult.Cause.AUTHENTICATION;
        Exit.Result told =
                switch (result.cause()) {
                    case REPORTED -> new Exit.Result(said);
                    case NO_RESULT -> null;
                    default -> new Exit.Result(null);
                };
        return new Exit(code, memory, login ? said : null, told, words.told());
    }

    @Override
    public void event(AgentEvent event, EventMeta meta) {
        parts.telling().agent(event, meta);
        if (event instanceof AgentEvent.ErrorOutput error) {
            words.add(error.content());
        } else if (event instanceof AgentEvent.TextOutput progress && onErrorOutput) {
            words.add(progress.content());
        } else if (event instanceof AgentEvent.ToolUse) {
            worked = true;
            parts.questions().toolUsed();
        } else if (event instanceof AgentEvent.AskUserQuestion question && !stopping) {
            parts.questions().asked(question, meta, System.nanoTime());
            if (parts.course().to(Stage.WAITING_INPUT)) {
                clocks.hold(System.nanoTime());
                parts.waiting().waits(true);
            }
        }
    }

    @Override
    public void control(ControlRequest request) {
        if (request.question()) {
            parts.questions().leave(request);
        } else {
            box.stdin().write(AgentInput.allowed(request.requestId(), request.input()));
        }
    }

    @Override
    public void controlWithdrawn(String requestId) {
        parts.questions().withdrawn(requestId);
        goOn(System.nanoTime());
    }

    @Override
    public void resultSeen() {
        resulted = true;
        parts.questions().forgetPassing();
        goOn(System.nanoTime());
    }

    /** An agent with its work done and nobody to wait for has a moment to leave. */
    private void leaveWhenDone(long now) {
        if (resulted && exitDueAt == Clocks.NEVER && !parts.questions().any()) {
            box.stdin().close();
            exitDueAt = now + AFTER_RESULT.toNanos();
        }
    }
}
