package dev.atelier.engine.api;

import java.util.EnumMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.regex.Pattern;

/**
 * What an engine says of itself.
 *
 * @param id stable name, lower case; one current version of it serves at a time
 * @param version of the engine, the same as its bundle's
 * @param title one line for a person
 * @param sources engine names of model sources this engine runs; usually just the id
 * @param models for each kind served, the models it names; {@code <source>:*} when it takes any
 * @param isolation where the work happens
 * @param loadable whether models can be kept in memory between jobs
 * @param needs what it wants from the machine
 * @param slots how many jobs it takes at the same time
 */
public record EngineDescriptor(
        String id,
        String version,
        String title,
        Set<String> sources,
        Map<Kind, List<String>> models,
        Isolation isolation,
        boolean loadable,
        Needs needs,
        int slots) {
    private static final Pattern ID = Pattern.compile("[a-z0-9][a-z0-9-]{0,63}");

    /** Where the work of an engine happens. */
    public enum Isolation {
        IN_PROCESS("in-process"),
        CHILD_JVM("child-jvm"),
        PROGRAM("program"),
        REMOTE("remote");

        private final String wireName;

        Isolation(String wireName) {
            this.wireName = wireName;
        }

        public String wireName() {
            return wireName;
        }
    }

    /** Resources; 0 means nothing worth counting. */
    public record Needs(long memoryBytes, boolean gpu, List<String> programs) {
        public static final Needs NONE = new Needs(0, false, List.of());

        public Needs {
            programs = List.copyOf(programs);
        }
    }

    public EngineDescriptor {
        if (!ID.matcher(id).matches()) {
            throw new IllegalArgumentException("engine id is not a lower-case word: " + id);
        }
        Objects.requireNonNull(version, "version");
        Objects.requireNonNull(title, "title");
        if (slots < 1) {
            throw new IllegalArgumentException("slots must be at least 1: " + slots);
        }
        sources = Set.copyOf(new LinkedHashSet<>(sources));
        EnumMap<Kind, List<String>> copy = new EnumMap<>(Kind.class);
        models.forEach((kind, names) -> copy.put(kind, List.copyOf(names)));
        models = java.util.Collections.unmodifiableMap(copy);
    }

    /** The kinds it serves, in canonical order. */
    public Set<Kind> kinds() {
        return models.keySet();
    }
}
