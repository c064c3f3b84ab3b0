package dev.atelier.agent.formats.api;

import com.fasterxml.jackson.databind.JsonNode;
import dev.atelier.common.api.Secret;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** A run being read, with all that was told of it. */
final class Recording implements AgentListener {
    final List<JsonNode> events = new ArrayList<>();
    final List<EventMeta> metas = new ArrayList<>();
    final List<ControlRequest> controls = new ArrayList<>();
    final List<String> withdrawn = new ArrayList<>();
    final AgentDecoder decoder;
    int results;

    Recording(AgentRun run) {
        decoder = AgentFormats.open(run, this);
    }

    static Recording of(String agentType) {
        return new Recording(run(agentType, null));
    }

    static AgentRun run(String agentType, @Nullable String model, String... secrets) {
        return new AgentRun(
                agentType,
                false,
                "/workspace/demo",
                model,
                List.of(secrets).stream().map(Secret::new).toList(),
                AgentRun.Limits.DEFAULT);
    }

    static AgentRun limited(String agentType, boolean plainText, int lineBytes, int textBytes) {
        return new AgentRun(
                agentType, plainText, "/workspace/demo", null, List.of(), new AgentRun.Limits(lineBytes, textBytes));
    }

    Recording out(String text) {
        decoder.stdout(text.getBytes(StandardCharsets.UTF_8));
        return this;
    }

    Recording err(String text) {
        decoder.stderr(text.getBytes(StandardCharsets.UTF_8));
        return this;
    }

    /** What the events say, one line each. */
    List<String> told() {
        return events.stream().map(JsonNode::toString).toList();
    }

    List<String> contents() {
        return events.stream().map(event -> event.path("content").asText()).toList();
    }

    @Override
    public void event(AgentEvent event, EventMeta meta) {
        events.add(event.json());
        metas.add(meta);
    }

    @Override
    public void control(ControlRequest request) {
        controls.add(request);
    }

    @Override
    public void controlWithdrawn(String requestId) {
        withdrawn.add(requestId);
    }

    @Override
    public void resultSeen() {
        results++;
    }
}
