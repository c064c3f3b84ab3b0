package dev.atelier.engine.manager.internal.journal;

import dev.atelier.engine.api.EngineDescriptor;
import dev.atelier.engine.api.Kind;
import java.util.EnumMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** What an engine last said of itself, kept so that a version that is not running can still be described. */
public record About(String title, Map<String, List<String>> models, String isolation, boolean loadable, int slots) {
    /** For a version that has never run. */
    public static final About NOTHING = new About("", Map.of(), "in-process", false, 1);

    public static About of(EngineDescriptor descriptor) {
        Map<String, List<String>> models = new LinkedHashMap<>();
        descriptor.models().forEach((kind, names) -> models.put(kind.wireName(), names));
        return new About(
                descriptor.title(),
                models,
                descriptor.isolation().wireName(),
                descriptor.loadable(),
                descriptor.slots());
    }

    public Map<Kind, List<String>> modelsByKind() {
        Map<Kind, List<String>> result = new EnumMap<>(Kind.class);
        models.forEach((name, list) -> Kind.ofWireName(name).ifPresent(kind -> result.put(kind, list)));
        return result;
    }
}
