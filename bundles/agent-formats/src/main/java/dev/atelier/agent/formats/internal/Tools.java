package dev.atelier.agent.formats.internal;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.MissingNode;
import dev.atelier.agent.formats.api.AgentEvent.ToolResult;
import dev.atelier.agent.formats.api.AgentEvent.ToolUse;
import dev.atelier.agent.formats.api.EventMeta;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Calls and their results, matched by id. Bounded: the oldest calls are forgotten first. */
final class Tools {
    private static final int REMEMBERED = 10_000;
    /** Of inputs, in characters of the lines they came in. */
    private static final long HELD = 64 << 20;

    private final Session session;
    private final Questions questions;
    private final Map<String, Known> known = new LinkedHashMap<>();
    private long held;
    private int weight;

    Tools(Session session) {
        this.session = session;
        this.questions = new Questions(session);
    }

    void weight(int characters) {
        weight = characters;
    }

    /** Tells the call, or asks the user when that is what it does. False when it was told before. */
    boolean used(Call call) {
        if (call.id() != null && known.containsKey(call.id())) {
            return false;
        }
        remember(call);
        if (Questions.asks(call.tool())) {
            questions.ask(call, null);
        } else {
            session.emit(new ToolUse(call.tool(), call.input()), call.meta());
        }
        return true;
    }

    /** A question that came by another way than a call. */
    void asked(Call call, @Nullable String requestId) {
        questions.ask(call, requestId);
    }

    /** Tells the result of the call with this id and what follows from it. */
    void finished(@Nullable String id, @Nullable String parent, Result result, Consequence consequence) {
        Known call = id == null ? null : known.get(id);
        if (call == null) {
            session.emit(new ToolResult("unknown", result.output(), result.error()), EventMeta.ofCall(id, parent));
        } else {
            boolean again = call.finished;
            release(call);
            finished(call.call, result, again ? (c, r) -> {} : consequence);
            call.call = new Call(call.call.id(), call.call.parent(), call.call.tool(), MissingNode.getInstance());
        }
    }

    void finished(Call call, Result result, Consequence consequence) {
        if (Questions.asks(call.tool()) && !result.error()) {
            return;
        }
        session.emit(new ToolResult(call.tool(), result.output(), result.error()), call.meta());
        consequence.follows(call, result);
    }

    private void remember(Call call) {
        if (call.id() == null) {
            return;
        }
        known.put(call.id(), new Known(call, weight));
        held += weight;
        Iterator<Known> eldest = known.values().iterator();
        while (known.size() > REMEMBERED || (held > HELD && known.size() > 1)) {
            release(eldest.next());
            eldest.remove();
        }
    }

    private void release(Known call) {
        held -= call.weight;
        call.weight = 0;
        call.finished = true;
    }

    /** What a tool gave back. */
    record Result(JsonNode output, boolean error) {
        @Nullable
        String text() {
            return output.isTextual() ? output.textValue() : null;
        }
    }

    /** What else a result means: a file was changed, a command was run. */
    interface Consequence {
        void follows(Call call, Result result);
    }

    private static final class Known {
        private Call call;
        private int weight;
        private boolean finished;

        Known(Call call, int weight) {
            this.call = call;
            this.weight = weight;
        }
    }
}
