package dev.atelier.engine.sdcpp;

import java.util.HashSet;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** The flags a program takes. They drift from release to release. */
record Flags(String program, Set<String> names) {
    private static final Pattern FLAG = Pattern.compile("(?<![\\w-])--?[A-Za-z][\\w-]*");

    /** A text with fewer than these is no help. */
    private static final int FEWEST = 5;

    Flags {
        names = Set.copyOf(names);
    }

    static Flags of(String program, String help) {
        Set<String> names = new HashSet<>();
        Matcher found = FLAG.matcher(help);
        while (found.find()) {
            names.add(found.group());
        }
        return new Flags(program, names.size() < FEWEST ? Set.of() : names);
    }

    /** Without any known it is taken to have them all. */
    boolean has(String flag) {
        return names.isEmpty() || names.contains(flag);
    }
}
