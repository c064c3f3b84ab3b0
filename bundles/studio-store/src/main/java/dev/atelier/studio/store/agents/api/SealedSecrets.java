package dev.atelier.studio.store.agents.api;

import java.time.Instant;
import java.util.List;
import org.osgi.annotation.versioning.ProviderType;

/** Secrets of agent tasks, sealed by whoever puts them here. */
@ProviderType
public interface SealedSecrets {
    /** @param scope empty for all tasks, else the repository */
    record Sealed(String scope, String name, String text, Instant updatedAt, String updatedBy) {
        @Override
        public String toString() {
            return "Sealed[" + scope + " " + name + "]";
        }
    }

    /** By scope and name. */
    List<Sealed> all();

    void put(Sealed secret);

    /** False when there was none. */
    boolean remove(String scope, String name);
}
