package dev.atelier.agent.formats.internal;

import com.fasterxml.jackson.databind.JsonNode;
import dev.atelier.agent.formats.api.AgentDecoder.Usage;
import dev.atelier.agent.formats.api.AgentEvent;
import dev.atelier.agent.formats.api.AgentEvent.ErrorOutput;
import dev.atelier.agent.formats.api.AgentEvent.SessionStart;
import dev.atelier.agent.formats.api.AgentEvent.TextOutput;
import dev.atelier.agent.formats.api.AgentEvent.Thinking;
import dev.atelier.agent.formats.api.AgentListener;
import dev.atelier.agent.formats.api.AgentRun;
import dev.atelier.agent.formats.api.EventMeta;
import java.math.BigDecimal;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** What is known of a run while it is read, whichever agent it is of. */
final class Session {
    private final AgentRun run;
    private final Outlet outlet;
    private final Verdict verdict = new Verdict();
    private final Paths paths;
    private final Tools tools;
    private boolean started;
    private boolean said;
    private @Nullable String conversation;
    private @Nullable Usage usage;

    Session(AgentRun run, AgentListener listener) {
        this.run = run;
        this.outlet =
                new Outlet(listener, run.masking(), new TextLimit(run.limits().textBytes()));
        this.paths = new Paths(run.workdir());
        this.tools = new Tools(this);
    }

    AgentRun run() {
        return run;
    }

    Paths paths() {
        return paths;
    }

    Tools tools() {
        return tools;
    }

    Verdict verdict() {
        return verdict;
    }

    AgentListener listener() {
        return outlet.listener();
    }

    String masked(String text) {
        return outlet.masked(text);
    }

    /** How much the line being read may keep in memory. */
    void weight(int characters) {
        tools.weight(characters);
    }

    void emit(AgentEvent event, EventMeta meta) {
        outlet.emit(event, meta);
    }

    /** The first one counts. The model is what the agent names, else what the task asked for. */
    void started(@Nullable String model) {
        if (!started) {
            started = true;
            emit(new SessionStart(run.agentType(), model == null ? run.requestedModel() : model), EventMeta.NONE);
        }
    }

    void says(String text, boolean stream, EventMeta meta) {
        said = true;
        emit(new TextOutput(text, stream), meta);
    }

    void says(String text) {
        says(text, false, EventMeta.NONE);
    }

    boolean saidAnything() {
        return said;
    }

    /** What a program printed that was not meant for us. */
    void noise(String text) {
        emit(new TextOutput(text, false), EventMeta.NONE);
    }

    void thinks(@Nullable String thought, EventMeta meta) {
        if (thought != null && !thought.isBlank()) {
            emit(new Thinking(thought), meta);
        }
    }

    void error(String text) {
        emit(new ErrorOutput(text), EventMeta.NONE);
    }

    void conversation(JsonNode event, String name) {
        String id = Values.words(event, name);
        if (id != null) {
            conversation = id;
        }
    }

    Optional<String> conversation() {
        return Optional.ofNullable(conversation);
    }

    void uses(long inputTokens, long outputTokens, @Nullable BigDecimal costUsd) {
        usage = new Usage(inputTokens, outputTokens, Optional.ofNullable(costUsd));
    }

    Optional<Usage> usage() {
        return Optional.ofNullable(usage);
    }
}
