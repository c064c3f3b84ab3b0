package dev.atelier.launcher.feature;

import dev.atelier.launcher.json.Json;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * One file of {@code features/}. What the format has no word for stands in its extension {@code atelier}.
 *
 * @param role the role it makes, or empty for a part of others
 * @param includes features it needs
 * @param endpoints services that must be there before the role counts as started
 * @param waits further readiness worth a short wait, by name; a start does not fail for want of it
 * @param ready the endpoint whose address the ready line of the role shows
 * @param seeds its bundles are handed to the engine manager, not installed
 */
public record Feature(
        String id,
        List<Entry> bundles,
        String role,
        List<String> includes,
        List<String> endpoints,
        List<String> waits,
        String ready,
        boolean seeds) {
    private static final int LAST_LEVEL = 10;

    /** A bundle and the start level it belongs to. */
    public record Entry(Coordinates id, int startOrder) {}

    public Feature {
        bundles = List.copyOf(bundles);
        includes = List.copyOf(includes);
        endpoints = List.copyOf(endpoints);
        waits = List.copyOf(waits);
    }

    static Feature parse(String json) {
        Map<?, ?> feature = object(Json.parse(json));
        Map<?, ?> extension =
                object(object(object(feature.get("extensions")).get("atelier")).get("json"));
        List<Entry> bundles =
                list(feature.get("bundles")).stream().map(Feature::entry).toList();
        return new Feature(
                text(feature.get("id")),
                bundles,
                text(extension.get("role")),
                texts(extension.get("includes")),
                texts(extension.get("endpoints")),
                texts(extension.get("waits")),
                text(extension.get("ready")),
                Boolean.TRUE.equals(extension.get("seeds")));
    }

    private static Entry entry(@Nullable Object value) {
        Map<?, ?> bundle = object(value);
        Coordinates id = Coordinates.parse(text(bundle.get("id")));
        int order = bundle.get("start-order") instanceof Long level ? Math.toIntExact(level) : LAST_LEVEL;
        if (order < 1 || order > LAST_LEVEL) {
            throw new IllegalArgumentException("start-order of " + id + " is not within 1.." + LAST_LEVEL);
        }
        return new Entry(id, order);
    }

    private static Map<?, ?> object(@Nullable Object value) {
        return value instanceof Map<?, ?> map ? map : Map.of();
    }

    private static List<?> list(@Nullable Object value) {
        return value instanceof List<?> list ? list : List.of();
    }

    private static List<String> texts(@Nullable Object value) {
        return list(value).stream().map(Feature::text).toList();
    }

    private static String text(@Nullable Object value) {
        return value instanceof String text ? text : "";
    }
}
