package dev.atelier.launcher.feature;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/** The features of an installation by name, the name being that of the file. */
public record Features(Map<String, Feature> byName) {
    public Features {
        byName = Map.copyOf(byName);
    }

    public static Features load(Path folder) throws IOException {
        Map<String, Feature> read = new LinkedHashMap<>();
        try (Stream<Path> files = Files.list(folder)) {
            for (Path file : files.sorted().toList()) {
                String name = file.getFileName().toString();
                if (name.endsWith(".json")) {
                    read.put(name.substring(0, name.length() - 5), read(file));
                }
            }
        }
        return new Features(read);
    }

    private static Feature read(Path file) throws IOException {
        try {
            return Feature.parse(Files.readString(file));
        } catch (IllegalArgumentException e) {
            throw new IOException(file + ": " + e.getMessage(), e);
        }
    }

    /** Every role some feature makes, in a steady order. */
    public List<String> roles() {
        return byName.values().stream()
                .map(Feature::role)
                .filter(role -> !role.isEmpty())
                .sorted(Features::workerFirst)
                .toList();
    }

    /** The worker's local API is what the others are reached through, so it comes first wherever roles are listed. */
    private static int workerFirst(String left, String right) {
        int first = Boolean.compare(right.equals("worker"), left.equals("worker"));
        return first != 0 ? first : left.compareTo(right);
    }

    /** The features of these roles with all they include, each once, included ones first. */
    public List<Feature> of(List<String> roles) {
        List<Feature> found = new ArrayList<>();
        for (String role : roles) {
            byName.values().stream().filter(f -> f.role().equals(role)).forEach(f -> add(f, found, 0));
        }
        return List.copyOf(found);
    }

    private void add(Feature feature, List<Feature> found, int depth) {
        if (found.contains(feature)) {
            return;
        }
        for (String name : feature.includes()) {
            Feature included = byName.get(name);
            if (included == null || depth > byName.size()) {
                throw new IllegalArgumentException("feature " + feature.id() + " includes " + name
                        + (included == null ? ", which is not there" : " in a circle"));
            }
            add(included, found, depth + 1);
        }
        found.add(feature);
    }
}
