package dev.atelier.engine.agent.runtime;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.atelier.common.api.Json;
import dev.atelier.runtime.api.WorkerEvents;
import dev.atelier.wire.agent.api.Told;
import java.time.Clock;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** Tells what an agent does in the words of a runtime's observers. Events may come from several threads. */
final class Narrator {
    private static final int MOST_SUMMARY = 300;

    private final Consumer<ObjectNode> publish;
    private final Clock clock;
    private final StringBuilder pieces = new StringBuilder();
    private int commands;

    Narrator(Consumer<ObjectNode> publish, Clock clock) {
        this.publish = publish;
        this.clock = clock;
    }

    synchronized void begins() {
        publish.accept(WorkerEvents.status(true));
        publish.accept(WorkerEvents.begins());
    }

    synchronized void tell(JsonNode event, Told.@Nullable Meta meta) {
        switch (event.path("type").asText()) {
            case "text_output" ->
                says(event.path("content").asText(), event.path("stream").asBoolean());
            case "thinking" -> {
                sayWhole();
                publish.accept(WorkerEvents.thinks());
                publish.accept(WorkerEvents.thought(event.path("content").asText()));
            }
            case "tool_use" -> {
                sayWhole();
                WorkerEvents.usesTool(
                                call(meta),
                                event.path("tool_name").asText(),
                                event.path("input").toString())
                        .forEach(publish);
            }
            case "tool_result" -> toolSays(call(meta), event);
            case "command_execution" -> runs(event);
            case "error_output" ->
                publish.accept(WorkerEvents.warns(event.path("content").asText(), clock.millis()));
            default -> {} // told at the end, or by others
        }
    }

    private void says(String text, boolean piece) {
        if (!piece) {
            sayWhole();
        }
        if (!text.isEmpty()) {
            pieces.append(text);
            publish.accept(WorkerEvents.delta(text));
        }
        if (!piece) {
            sayWhole();
        }
    }

    private void sayWhole() {
        String whole = pieces.toString();
        pieces.setLength(0);
        if (!whole.isBlank()) {
            publish.accept(WorkerEvents.said(whole));
        }
    }

    private void toolSays(String id, JsonNode event) {
        sayWhole();
        JsonNode output = event.path("output");
        String text = output.isTextual() ? output.textValue() : output.toString();
        publish.accept(WorkerEvents.toolSaid(
                id, summary(text), text, event.path("is_error").asBoolean()));
    }

    private void runs(JsonNode event) {
        sayWhole();
        String id = "command-" + ++commands;
        WorkerEvents.usesTool(
                        id,
                        "command",
                        Json.object()
                                .put("command", event.path("command").asText())
                                .toString())
                .forEach(publish);
        JsonNode exit = event.path("exit_code");
        String output = event.path("output").textValue();
        String summary = (exit.isIntegralNumber() ? "exit " + exit.intValue() : "ended")
                + (output == null || output.isBlank() ? "" : ": " + summary(output));
        publish.accept(WorkerEvents.toolSaid(id, summary, output, exit.intValue() != 0));
    }

    /** A question reaches people as something the agent says; what they say next is the answer. */
    synchronized void asks(String question, List<String> options) {
        sayWhole();
        String text = options.isEmpty()
                ? question
                : question + options.stream().map(option -> "\n- " + option).collect(Collectors.joining());
        publish.accept(WorkerEvents.delta(text));
        publish.accept(WorkerEvents.said(text));
    }

    /** Whether people may say something, because the agent waits for it. */
    synchronized void waits(boolean forPeople) {
        publish.accept(WorkerEvents.status(!forPeople));
    }

    synchronized void ended(Ending ending) {
        sayWhole();
        ending.usage().ifPresent(publish);
        ending.changes().ifPresent(publish);
        ending.problem()
                .ifPresentOrElse(
                        problem -> publish.accept(WorkerEvents.failed("provider_error", problem)),
                        () -> publish.accept(WorkerEvents.ends()));
        publish.accept(WorkerEvents.status(false));
    }

    /** @param problem why it failed; empty when it did not */
    record Ending(Optional<ObjectNode> usage, Optional<ObjectNode> changes, Optional<String> problem) {}

    /** What is being said just now. */
    synchronized String live() {
        return pieces.toString();
    }

    private static String call(Told.@Nullable Meta meta) {
        String id = meta == null ? null : meta.callId();
        return id == null ? "tool" : id;
    }

    private static String summary(String text) {
        String line = text.strip().lines().findFirst().orElse("");
        return line.length() <= MOST_SUMMARY ? line : line.substring(0, MOST_SUMMARY) + "…";
    }
}
