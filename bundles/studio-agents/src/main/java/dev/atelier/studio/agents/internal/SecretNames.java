package dev.atelier.studio.agents.internal;

import java.nio.charset.StandardCharsets;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;

/** Which names secrets may have: they become environment variables, and some of those rule a process. */
final class SecretNames {
    static final int LONGEST_VALUE = 64 * 1024;
    private static final Pattern FORM = Pattern.compile("[A-Z_][A-Z0-9_]{0,127}");
    private static final Set<String> TAKEN = Set.of("PATH", "HOME", "NODE_OPTIONS", "BASH_ENV", "ENV", "IFS");
    private static final Set<String> TAKEN_FROM = Set.of("LD_", "DYLD_", "GIT_CONFIG", "GIT_SSH", "DELIDEV_");

    private SecretNames() {}

    /** Why not; empty when it may. */
    static Optional<String> refusal(String name) {
        if (!FORM.matcher(name).matches()) {
            return Optional.of("a name has capital letters, digits and underscores, at most 128, and no digit first");
        }
        boolean taken = TAKEN.contains(name) || TAKEN_FROM.stream().anyMatch(name::startsWith);
        return taken ? Optional.of("the variable " + name + " is not for secrets") : Optional.empty();
    }

    static boolean fits(String value) {
        return !value.isEmpty()
                && value.indexOf('\0') < 0
                && value.getBytes(StandardCharsets.UTF_8).length <= LONGEST_VALUE;
    }
}
