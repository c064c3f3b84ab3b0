package dev.atelier.engine.manager.internal.operation;

import dev.atelier.common.api.EventHub;
import dev.atelier.common.api.Json;
import dev.atelier.engine.manager.api.RefusedOperation;
import dev.atelier.engine.manager.internal.host.Bounded;
import dev.atelier.engine.manager.internal.host.BundleHost;
import dev.atelier.engine.manager.internal.journal.EngineEntry;
import dev.atelier.engine.manager.internal.journal.Journal;
import dev.atelier.engine.manager.internal.registry.EngineRegistry;
import dev.atelier.engine.manager.internal.registry.Version;
import dev.atelier.engine.manager.internal.settings.ManagerSettings;
import dev.atelier.engine.manager.internal.store.BundleStore;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Instant;
import java.util.List;
import java.util.function.Function;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * What every operation works with.
 *
 * @param notes what a swap of an engine would mean beyond it
 */
public record Context(
        EngineRegistry registry,
        BundleHost host,
        BundleStore store,
        Journal journal,
        Bounded bounded,
        EventHub events,
        Supplier<ManagerSettings> settings,
        Clock clock,
        Path scratch,
        Function<String, List<String>> notes) {
    ManagerSettings now() {
        return settings.get();
    }

    Instant time() {
        return clock.instant();
    }

    EngineEntry entry(String id) {
        return journal.ledger().engine(id).orElseGet(() -> EngineEntry.empty(id));
    }

    EngineEntry known(String id) throws RefusedOperation {
        EngineEntry entry = entry(id);
        if (entry.versions().isEmpty()) {
            throw new RefusedOperation(404, "unknown_engine", "there is no engine `" + id + "` here");
        }
        return entry;
    }

    @Nullable
    Version currentOf(EngineEntry entry) {
        String sha256 = entry.current();
        return sha256 == null ? null : registry.version(sha256).orElse(null);
    }

    void engineChanged(String id) {
        events.publish("engine", Json.object().put("id", id));
    }
}
