package dev.atelier.runtime.engines.internal;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.atelier.common.api.Json;
import dev.atelier.engine.api.EngineResult;
import dev.atelier.jobs.api.Job;
import dev.atelier.jobs.api.JobOutcome;
import dev.atelier.jobs.api.Jobs;
import dev.atelier.jobs.api.Thoughts;
import dev.atelier.runtime.api.WorkerEvents;
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
            publish.accept(WorkerEvents.status(true));
            publish.accept(WorkerEvents.begins());
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
            publish.accept(WorkerEvents.thinks());
            publish.accept(WorkerEvents.thought(thought));
        }
        if (!text.isEmpty()) {
            synchronized (this) {
                told.append(text);
            }
            publish.accept(WorkerEvents.delta(text));
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
            publish.accept(WorkerEvents.failed("provider_error", problem));
        }
        publish.accept(WorkerEvents.status(false));
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
        publish.accept(WorkerEvents.said(whole));
        if (answer.path("usage").isObject()) {
            publish.accept(WorkerEvents.usage(
                    count(answer.path("usage").path("prompt_tokens")),
                    count(answer.path("usage").path("completion_tokens"))));
        }
        publish.accept(WorkerEvents.ends());
        return "";
    }

    private static @Nullable Long count(JsonNode number) {
        return number.isIntegralNumber() ? number.longValue() : null;
    }

    private String id() {
        Job now = job;
        return now == null ? "" : now.id();
    }
}
