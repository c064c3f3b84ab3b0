package dev.atelier.runtime.engines.internal;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.atelier.common.api.Json;
import dev.atelier.engine.api.EngineResult;
import dev.atelier.jobs.api.Job;
import dev.atelier.jobs.api.JobOutcome;
import dev.atelier.jobs.api.Jobs;
import dev.atelier.jobs.api.Thoughts;
import java.io.IOException;
import java.util.concurrent.Executor;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * One answer while it is made. Pieces come from the engine's thread and are told on another one, together when they come
 * faster than they can be told.
 */
final class Turn implements Jobs.TextReader {
    private final Consumer<ObjectNode> publish;
    private final Consumer<Turn> ended;
    private final Executor thread;
    private final Thoughts thoughts = new Thoughts(); // of the telling thread only
    /** Guarded by this. */
    private final StringBuilder untold = new StringBuilder();
    /** Guarded by this. */
    private final StringBuilder told = new StringBuilder();
    /** Guarded by this. */
    private boolean due;
    /** Guarded by this. */
    private boolean begun;

    private volatile @Nullable Job job;
    private volatile Jobs.@Nullable Reading reading;

    Turn(Consumer<ObjectNode> publish, Consumer<Turn> ended, Executor thread) {
        this.publish = publish;
        this.ended = ended;
        this.thread = thread;
    }

    /** What brings the pieces, to be closed when there are no more. */
    void reads(Jobs.Reading from) {
        reading = from;
    }

    void begin(Job started) {
        job = started;
        thread.execute(() -> {
            publish.accept(Events.status(true));
            publish.accept(Events.begins());
            synchronized (this) {
                begun = true;
            }
            tell();
        });
        var unused = started.outcome().thenAcceptAsync(this::over, thread);
    }

    @Override
    public void text(long at, String piece) {
        synchronized (this) {
            untold.append(piece);
            if (due || !begun) {
                return;
            }
            due = true;
        }
        thread.execute(this::tell);
    }

    synchronized String live() {
        return told.toString();
    }

    void cancel() {
        Job now = job;
        if (now != null) {
            now.cancel();
        }
    }

    void close() {
        Jobs.Reading now = reading;
        if (now != null) {
            now.close();
        }
    }

    private void tell() {
        String pieces;
        synchronized (this) {
            due = false;
            pieces = untold.toString();
            untold.setLength(0);
        }
        if (!pieces.isEmpty()) {
            say(thoughts.add(pieces));
        }
    }

    private void say(String text) {
        String thought = thoughts.takeThought();
        if (thought != null && !thought.isEmpty()) {
            publish.accept(Events.thinks());
            publish.accept(Events.thought(thought));
        }
        if (!text.isEmpty()) {
            synchronized (this) {
                told.append(text);
            }
            publish.accept(Events.delta(text));
        }
    }

    private void over(JobOutcome outcome) {
        close();
        tell();
        say(thoughts.rest());
        // Free before it is told: who hears of the end may say the next thing at once.
        ended.accept(this);
        String problem = outcome.fold(
                done -> answered(done.result()),
                failed -> "the answer failed (" + failed.code() + "); job " + id() + " says why",
                cancelled -> "the answer was cancelled");
        if (!problem.isEmpty()) {
            publish.accept(Events.failed(problem));
        }
        publish.accept(Events.status(false));
    }

    private String answered(EngineResult result) {
        JsonNode answer;
        try {
            answer = Json.parse(result.fold(media -> "", EngineResult.Json::text));
        } catch (IOException e) {
            return "the engine's answer is no JSON; job " + id() + " has it";
        }
        String whole =
                answer.path("choices").path(0).path("message").path("content").asText("");
        publish.accept(Events.said(whole));
        if (answer.path("usage").isObject()) {
            publish.accept(Events.usage(answer.path("usage")));
        }
        publish.accept(Events.ends());
        return "";
    }

    private String id() {
        Job now = job;
        return now == null ? "" : now.id();
    }
}
