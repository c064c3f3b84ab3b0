package dev.atelier.studio.http.api;

import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.osgi.annotation.versioning.ProviderType;

/** The credentials of this studio: the admin token and the keys. Answers from memory. */
@ProviderType
public interface ApiKeys {
    /** @param authorization the header as it came; empty when it names nobody known here */
    Optional<Principal> principal(@Nullable String authorization);
}
