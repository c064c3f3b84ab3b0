package dev.atelier.studio.agents.internal;

import com.fasterxml.jackson.databind.JsonNode;
import dev.atelier.studio.agents.internal.Rules.Voice;
import dev.atelier.wire.agent.api.RpcCode;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The params of a call, and who makes it. */
record Params(String caller, JsonNode json) {
    private static final int LONGEST_ID = 128;

    /**
     * The worker in the params is the one whose token it is.
     *
     * @throws RpcRefusal when they name another
     */
    void checkWorker() throws RpcRefusal {
        String named = optionalId("worker_id");
        if (named != null && !named.equals(caller)) {
            throw new RpcRefusal(RpcCode.PERMISSION_DENIED, "the token is another worker's");
        }
    }

    Voice voice() throws RpcRefusal {
        return new Voice(caller, optionalId("session_id"), optionalId("assignment_id"));
    }

    String id(String name) throws RpcRefusal {
        String id = optionalId(name);
        if (id == null || id.isBlank()) {
            throw RpcRefusal.params("params." + name + " is missing");
        }
        return id;
    }

    @Nullable
    String optionalId(String name) throws RpcRefusal {
        return optionalText(name, LONGEST_ID);
    }

    String text(String name, int most) throws RpcRefusal {
        String text = optionalText(name, most);
        if (text == null) {
            throw RpcRefusal.params("params." + name + " is missing");
        }
        return text;
    }

    @Nullable
    String optionalText(String name, int most) throws RpcRefusal {
        JsonNode value = json.path(name);
        if (value.isMissingNode() || value.isNull()) {
            return null;
        }
        if (!value.isTextual()) {
            throw RpcRefusal.params("params." + name + " must be a string");
        }
        Bounds.most(name, value.textValue(), most);
        return value.textValue();
    }

    List<String> texts(String name, int most, int longest) throws RpcRefusal {
        JsonNode value = json.path(name);
        if (value.isMissingNode() || value.isNull()) {
            return List.of();
        }
        if (!value.isArray() || value.size() > most) {
            throw RpcRefusal.params("params." + name + " must be a list of at most " + most);
        }
        List<String> texts = new ArrayList<>();
        for (JsonNode each : value) {
            if (!each.isTextual() || each.textValue().length() > longest) {
                throw RpcRefusal.params("params." + name + " must hold texts of at most " + longest + " characters");
            }
            texts.add(each.textValue());
        }
        return texts;
    }

    int whole(String name, int otherwise, int most) throws RpcRefusal {
        JsonNode value = json.path(name);
        if (value.isMissingNode() || value.isNull()) {
            return otherwise;
        }
        if (!value.isIntegralNumber() || !value.canConvertToInt() || value.intValue() < 0) {
            throw RpcRefusal.params("params." + name + " must be a whole number, zero or more");
        }
        return Math.min(value.intValue(), most);
    }
}
