package dev.atelier.local.api.internal;

import java.net.URI;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.osgi.service.component.annotations.Component;

/** Where the local API listens. Between the shell, which knows, and its routes, which the shell serves. */
@Component(service = LocalAddress.class)
public final class LocalAddress {
    private volatile @Nullable URI uri;

    void set(@Nullable URI now) {
        uri = now;
    }

    Optional<URI> get() {
        return Optional.ofNullable(uri);
    }
}
