package dev.atelier.launcher.feature;

import java.nio.file.Path;
import java.util.List;

/** A Maven artifact as the feature format writes it: {@code group:artifact[:type[:classifier]]:version}. */
public record Coordinates(String group, String artifact, String type, String classifier, String version) {
    public static Coordinates parse(String id) {
        List<String> parts = List.of(id.split(":", -1));
        int last = parts.size() - 1;
        if (last < 2 || last > 4 || parts.stream().anyMatch(String::isBlank)) {
            throw new IllegalArgumentException("not group:artifact[:type[:classifier]]:version: " + id);
        }
        String type = last > 2 ? parts.get(2) : "jar";
        String classifier = last > 3 ? parts.get(3) : "";
        return new Coordinates(parts.get(0), parts.get(1), type, classifier, parts.get(last));
    }

    /** Where a repository of Maven layout keeps it. */
    public Path path() {
        String suffix = classifier.isEmpty() ? "" : "-" + classifier;
        return Path.of(group.replace('.', '/'), artifact, version, artifact + "-" + version + suffix + "." + type);
    }

    @Override
    public String toString() {
        String middle = classifier.isEmpty() ? "" : type + ":" + classifier + ":";
        return group + ":" + artifact + ":" + middle + version;
    }
}
