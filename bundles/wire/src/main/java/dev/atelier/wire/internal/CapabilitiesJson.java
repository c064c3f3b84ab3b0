package dev.atelier.wire.internal;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.atelier.engine.api.Kind;
import dev.atelier.wire.api.Capabilities;
import dev.atelier.wire.api.Capabilities.Presence;
import dev.atelier.wire.api.MalformedJson;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Capabilities: old workers leave out what came later. */
public final class CapabilitiesJson {
    private CapabilitiesJson() {}

    public static Capabilities read(JsonNode json) throws MalformedJson {
        return read(Fields.of(json, "capabilities"));
    }

    static Capabilities read(Fields json) throws MalformedJson {
        return new Capabilities(
                json.text("machineName"),
                json.text("username"),
                json.text("agentVersion"),
                json.text("engine"),
                json.number("vramTotalGb"),
                json.number("vramThresholdGb"),
                json.flag("autoEnabled"),
                json.flag("autoStart"),
                json.flag("autoUpdate", true),
                json.flag("startMinimised", true),
                json.flag("onlyWhenIdle", false),
                presence(json),
                kinds(json),
                json.texts("supportedModels"),
                modelsPerKind(json));
    }

    public static ObjectNode write(Capabilities capabilities) {
        Writer perKind = new Writer();
        capabilities.modelsPerKind().forEach((kind, models) -> perKind.list(kind.wireName(), models));
        Presence presence = capabilities.userPresence();
        return new Writer()
                .text("machineName", capabilities.machineName())
                .text("username", capabilities.username())
                .text("agentVersion", capabilities.agentVersion())
                .text("engine", capabilities.engine())
                .number("vramTotalGb", capabilities.vramTotalGb())
                .number("vramThresholdGb", capabilities.vramThresholdGb())
                .flag("autoEnabled", capabilities.autoEnabled())
                .flag("autoStart", capabilities.autoStart())
                .flag("autoUpdate", capabilities.autoUpdate())
                .flag("startMinimised", capabilities.startMinimised())
                .flag("onlyWhenIdle", capabilities.onlyWhenIdle())
                .text("userPresence", presence == null ? null : presence.wireName())
                .list("supportedModels", capabilities.supportedModels())
                .list(
                        "taskKinds",
                        capabilities.taskKinds().stream().map(Kind::wireName).toList())
                .object("supportedModelsPerKind", perKind.done())
                .done();
    }

    private static @Nullable Presence presence(Fields json) throws MalformedJson {
        String presence = json.optionalText("userPresence");
        return presence == null ? null : json.oneOf("userPresence", presence, Presence.values(), Presence::wireName);
    }

    private static List<Kind> kinds(Fields json) throws MalformedJson {
        List<Kind> kinds = new ArrayList<>();
        for (String name : json.optionalTexts("taskKinds")) {
            kinds.add(kind(json, "taskKinds", name));
        }
        return kinds;
    }

    private static Map<Kind, List<String>> modelsPerKind(Fields json) throws MalformedJson {
        Map<Kind, List<String>> models = new EnumMap<>(Kind.class);
        for (var entry : json.textsByName("supportedModelsPerKind").entrySet()) {
            models.put(kind(json, "supportedModelsPerKind", entry.getKey()), entry.getValue());
        }
        return models;
    }

    private static Kind kind(Fields json, String field, String name) throws MalformedJson {
        return Kind.ofWireName(name)
                .filter(kind -> kind != Kind.AGENT)
                .orElseThrow(() -> json.wrong(field, "holds a kind that is not known here"));
    }
}
