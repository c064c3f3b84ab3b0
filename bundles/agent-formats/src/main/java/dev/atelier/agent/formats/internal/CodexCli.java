package dev.atelier.agent.formats.internal;

import com.fasterxml.jackson.databind.JsonNode;
import dev.atelier.agent.formats.api.EventMeta;

/** Codex's threads, turns and items. */
final class CodexCli implements EventReader {
    static final AgentFormat FORMAT =
            AgentFormat.json("codex_cli", CodexCli::new).withPlainText(true);

    private final Session session;
    private long input;
    private long output;

    CodexCli(Session session) {
        this.session = session;
    }

    @Override
    public void event(String type, JsonNode event) {
        switch (type) {
            case "thread.started" -> {
                session.conversation(event, "thread_id");
                session.started(null);
            }
            case "item.started" -> CodexItem.call(event.path("item")).ifPresent(session.tools()::used);
            case "item.completed" -> completed(event.path("item"));
            case "turn.completed" -> {
                used(event.path("usage"));
                session.verdict().succeeded();
                session.listener().resultSeen();
            }
            case "turn.failed" -> {
                session.verdict().failedBecause(Values.words(event.path("error"), "message"));
                session.listener().resultSeen();
            }
            case "error" -> {
                String message = Values.words(event, "message");
                session.error(message == null ? "agent reported an error" : message);
                if (message != null) {
                    session.verdict().protocolError(message);
                }
            }
            case "request_user_input" ->
                session.tools().asked(new Call(Values.text(event, "call_id"), null, type, event), null);
            default -> {} // updates, and what a newer agent knows
        }
    }

    private void completed(JsonNode item) {
        String text = Values.text(item, "text");
        String type = Values.text(item, "type");
        switch (type == null ? "" : type) {
            case "agent_message", "plan" -> {
                if (text != null && !text.isBlank()) {
                    session.says(text);
                }
            }
            case "reasoning" -> session.thinks(text, EventMeta.NONE);
            case "error" -> {
                String message = Values.words(item, "message");
                if (message != null) {
                    session.error(message);
                }
            }
            default -> CodexItem.call(item).ifPresent(call -> finished(call, item));
        }
    }

    private void finished(Call call, JsonNode item) {
        session.tools().used(call);
        Tools.Result result = CodexItem.result(item);
        if (call.id() == null) {
            session.tools().finished(call, result, (c, r) -> follows(c, r, item));
        } else {
            session.tools().finished(call.id(), null, result, (c, r) -> follows(c, r, item));
        }
    }

    private void follows(Call call, Tools.Result result, JsonNode item) {
        CodexItem.consequences(item, result, session.paths()).forEach(event -> session.emit(event, call.meta()));
    }

    private void used(JsonNode usage) {
        if (usage.isObject()) {
            input += Values.count(usage, "input_tokens");
            output += Values.count(usage, "output_tokens");
            session.uses(input, output, null);
        }
    }
}
