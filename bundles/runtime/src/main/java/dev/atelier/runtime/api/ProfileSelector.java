package dev.atelier.runtime.api;

import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** Which profile a Worker is made from. Compared exactly; the value of the runtime's default is null. */
public record ProfileSelector(Kind kind, @Nullable String value) {
    /** Where the profile is looked up. */
    public enum Kind implements Wire {
        RUNTIME_DEFAULT,
        BUILTIN,
        NAMED
    }

    public ProfileSelector {
        Objects.requireNonNull(kind, "kind");
        if ((kind == Kind.RUNTIME_DEFAULT) != (value == null)) {
            throw new IllegalArgumentException("a value is for builtin and named profiles, and only for them");
        }
    }

    public static ProfileSelector runtimeDefault() {
        return new ProfileSelector(Kind.RUNTIME_DEFAULT, null);
    }

    public static ProfileSelector builtin(String value) {
        return new ProfileSelector(Kind.BUILTIN, value);
    }

    public static ProfileSelector named(String value) {
        return new ProfileSelector(Kind.NAMED, value);
    }
}
