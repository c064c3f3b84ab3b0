package dev.atelier.studio.store.api;

import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.osgi.annotation.versioning.ProviderType;

/** Keys to the studio's API, of which only hashes are kept. Changes are durable when a call returns. */
@ProviderType
public interface KeyStore {
    /** One key. */
    record Key(String id, String name, Role role, Instant createdAt) {}

    /** What a key allows. */
    enum Role {
        ADMIN,
        OPERATOR,
        VIEWER,
        SUBMIT;

        public String wireName() {
            return name().toLowerCase(Locale.ROOT);
        }

        public static Optional<Role> ofWireName(String name) {
            for (Role role : values()) {
                if (role.wireName().equals(name)) {
                    return Optional.of(role);
                }
            }
            return Optional.empty();
        }
    }

    /** @param secret shown to the operator once; its hash is kept */
    Key create(String name, Role role, String secret, Instant at);

    List<Key> all();

    /** False when there is none of that id. */
    boolean revoke(String id);

    /** From memory. */
    Optional<Key> bySecret(String secret);
}
