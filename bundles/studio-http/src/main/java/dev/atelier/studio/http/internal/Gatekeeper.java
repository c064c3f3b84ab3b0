package dev.atelier.studio.http.internal;

import dev.atelier.common.api.Home;
import dev.atelier.common.api.Secret;
import dev.atelier.studio.http.api.ApiKeys;
import dev.atelier.studio.http.api.Principal;
import dev.atelier.studio.store.api.KeyStore;
import java.io.IOException;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Reference;

/** Knows the admin token and the keys, and when each was last used. */
@Component(service = {ApiKeys.class, Gatekeeper.class})
public final class Gatekeeper implements ApiKeys {
    private static final Principal ADMIN_TOKEN = new Principal(KeyStore.Role.ADMIN, null, "admin token");

    private final Secret adminToken;
    private final KeyStore keys;
    private final Map<String, Instant> used = new ConcurrentHashMap<>();

    @Activate
    public Gatekeeper(@Reference(name = "home") Home home, @Reference(name = "keys") KeyStore keys) throws IOException {
        this(AdminToken.readOrMint(home.state()), keys);
    }

    Gatekeeper(Secret adminToken, KeyStore keys) {
        this.adminToken = adminToken;
        this.keys = keys;
    }

    Secret adminToken() {
        return adminToken;
    }

    @Override
    public Optional<Principal> principal(@Nullable String authorization) {
        return Bearer.of(authorization).flatMap(this::bySecret);
    }

    private Optional<Principal> bySecret(String secret) {
        if (adminToken.matches(secret)) {
            return Optional.of(ADMIN_TOKEN);
        }
        return keys.bySecret(secret).map(key -> {
            used.put(key.id(), Instant.now());
            return new Principal(key.role(), key.id(), key.name());
        });
    }

    /** Since this process began. */
    Optional<Instant> lastUsed(String keyId) {
        return Optional.ofNullable(used.get(keyId));
    }

    void forget(String keyId) {
        used.remove(keyId);
    }
}
