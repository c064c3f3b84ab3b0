package dev.atelier.engine.api;

import org.jspecify.annotations.Nullable;

/**
 * Whether an engine can serve.
 *
 * @param reason what is missing, when it cannot
 * @param remedy what a person can do about it
 */
public record Health(
        boolean available,
        @Nullable String reason,
        @Nullable String remedy) {
    public static final Health OK = new Health(true, null, null);

    public static Health unavailable(String reason, String remedy) {
        return new Health(false, reason, remedy);
    }
}
