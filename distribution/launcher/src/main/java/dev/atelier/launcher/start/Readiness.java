package dev.atelier.launcher.start;

import dev.atelier.launcher.feature.Feature;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeSet;

/** When the roles of this process can serve, and what is said then. Pure. */
record Readiness(String command, List<Feature> features) {
    Readiness {
        features = List.copyOf(features);
    }

    /** Endpoints still missing. */
    Set<String> missing(Map<String, Map<?, ?>> endpoints) {
        Set<String> missing = new TreeSet<>();
        features.forEach(feature -> missing.addAll(feature.endpoints()));
        missing.removeAll(endpoints.keySet());
        return missing;
    }

    /** What is worth a short wait and not there yet. */
    Set<String> awaited(Set<String> ready) {
        Set<String> awaited = new TreeSet<>();
        features.forEach(feature -> awaited.addAll(feature.waits()));
        awaited.removeAll(ready);
        return awaited;
    }

    /** One a role; scripts wait for them. */
    List<String> lines(Map<String, Map<?, ?>> endpoints) {
        List<String> lines = new ArrayList<>();
        for (Feature feature : features) {
            if (!feature.role().isEmpty()) {
                lines.add("ready " + feature.role() + " " + url(endpoints, feature.ready()));
            }
        }
        if (command.equals("up")) {
            lines.add("ready up " + url(endpoints, "console"));
        }
        return lines;
    }

    /** For the person who started it; a runtime is easily taken for something that others may reach. */
    List<String> reminders(Map<String, Map<?, ?>> endpoints) {
        return command.equals("runtime")
                ? List.of("atelier: the runtime listens on " + url(endpoints, "runtime")
                        + ", for one trusted backend only; no browser and nobody else is to reach it")
                : List.of();
    }

    private static String url(Map<String, Map<?, ?>> endpoints, String key) {
        return Objects.toString(endpoints.getOrDefault(key, Map.of()).get("url"), "");
    }
}
