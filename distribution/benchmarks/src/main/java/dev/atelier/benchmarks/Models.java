package dev.atelier.benchmarks;

import java.util.List;
import java.util.Map;

/** Catalogue entries the benchmarks add. */
final class Models {
    private Models() {}

    static Map<String, Object> of(String id, String engine) {
        return Map.of(
                "id",
                id,
                "displayName",
                id,
                "kind",
                "llm",
                "vramGbEstimate",
                0.5,
                "enabled",
                true,
                "source",
                Map.of("engine", engine, "files", List.of(), "cliDefaults", Map.of()));
    }
}
