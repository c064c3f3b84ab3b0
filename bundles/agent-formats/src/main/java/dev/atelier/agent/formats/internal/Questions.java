package dev.atelier.agent.formats.internal;

import com.fasterxml.jackson.databind.JsonNode;
import dev.atelier.agent.formats.api.AgentEvent.AskUserQuestion;
import dev.atelier.agent.formats.api.EventMeta;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** Tools that ask the user, whatever the agent calls them. */
final class Questions {
    private static final int REMEMBERED = 10_000;
    private static final Set<String> TOOLS =
            Set.of("askuserquestion", "ask_user_question", "ask_user", "question", "request_user_input");
    private static final Pattern SERVER = Pattern.compile("^(?:mcp__.+?__|tb__)");

    private final Session session;
    private final Set<String> asked = new LinkedHashSet<>();

    Questions(Session session) {
        this.session = session;
    }

    static boolean asks(String tool) {
        return TOOLS.contains(SERVER.matcher(tool.toLowerCase(Locale.ROOT)).replaceFirst(""));
    }

    /** Asks all that the input of a call asks, but never twice for the same call. */
    void ask(Call call, @Nullable String requestId) {
        if (call.id() != null && !remember(call.id())) {
            return;
        }
        JsonNode several = call.input().path("questions");
        List<JsonNode> entries = several.isArray() ? Values.elements(several) : List.of(call.input());
        for (JsonNode entry : entries) {
            String text = entry.isTextual()
                    ? entry.textValue()
                    : Values.words(entry, "question", "content", "prompt", "header");
            if (text != null && !text.isBlank()) {
                session.emit(
                        new AskUserQuestion(text, options(entry.path("options"))),
                        new EventMeta(
                                call.id(),
                                call.parent(),
                                requestId,
                                Values.flag(entry, "multiSelect"),
                                Values.flag(entry, "isSecret"),
                                false));
            }
        }
    }

    private boolean remember(String id) {
        if (!asked.add(id)) {
            return false;
        }
        if (asked.size() > REMEMBERED) {
            asked.remove(asked.iterator().next());
        }
        return true;
    }

    private static List<String> options(JsonNode options) {
        List<String> labels = new ArrayList<>();
        for (JsonNode option : Values.elements(options)) {
            String label = option.isTextual() ? option.textValue() : Values.text(option, "label");
            if (label != null) {
                labels.add(label);
            }
        }
        return labels;
    }
}
