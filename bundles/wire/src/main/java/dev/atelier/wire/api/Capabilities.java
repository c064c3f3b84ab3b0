package dev.atelier.wire.api;

import dev.atelier.engine.api.Kind;
import java.util.EnumMap;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * What a worker can do and how it stands, as a studio sees it: sent when it registers, in its greeting and in every
 * heartbeat.
 *
 * @param engine {@code multi} for a worker of many engines
 * @param vramTotalGb 0 when unknown
 * @param autoEnabled false while paused
 * @param userPresence null while unknown
 * @param modelsPerKind the models of each kind that is served
 */
public record Capabilities(
        String machineName,
        String username,
        String agentVersion,
        String engine,
        double vramTotalGb,
        double vramThresholdGb,
        boolean autoEnabled,
        boolean autoStart,
        boolean autoUpdate,
        boolean startMinimised,
        boolean onlyWhenIdle,
        @Nullable Presence userPresence,
        List<Kind> taskKinds,
        List<String> supportedModels,
        Map<Kind, List<String>> modelsPerKind) {
    public Capabilities {
        taskKinds = List.copyOf(canonical(taskKinds));
        supportedModels = List.copyOf(new TreeSet<>(supportedModels));
        EnumMap<Kind, List<String>> perKind = new EnumMap<>(Kind.class);
        modelsPerKind.forEach((kind, models) -> perKind.put(kind, List.copyOf(models)));
        modelsPerKind = java.util.Collections.unmodifiableMap(perKind);
    }

    /** As a worker tells them that asks to be let in: that it is paused just now is no matter of an approval. */
    public Capabilities enabled() {
        return new Capabilities(
                machineName,
                username,
                agentVersion,
                engine,
                vramTotalGb,
                vramThresholdGb,
                true,
                autoStart,
                autoUpdate,
                startMinimised,
                onlyWhenIdle,
                userPresence,
                taskKinds,
                supportedModels,
                modelsPerKind);
    }

    /** Whether the person is at the machine. */
    public enum Presence {
        IDLE,
        ACTIVE;

        public String wireName() {
            return name().toLowerCase(java.util.Locale.ROOT);
        }
    }

    private static Set<Kind> canonical(List<Kind> kinds) {
        return kinds.isEmpty() ? Set.of() : EnumSet.copyOf(kinds);
    }
}
