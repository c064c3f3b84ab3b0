package dev.atelier.console.security.internal;

import org.jspecify.annotations.Nullable;

/** The headers of a request, by name in any case. */
@FunctionalInterface
interface Headers {
    @Nullable
    String get(String name);
}
