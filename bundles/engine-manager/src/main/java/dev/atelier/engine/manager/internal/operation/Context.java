package dev.atelier.engine.manager.internal.operation;

import dev.atelier.common.api.EventHub;
import dev.atelier.common.api.Json;
import dev.atelier.engine.manager.internal.host.Bounded;
import dev.atelier.engine.manager.internal.host.BundleHost;
import dev.atelier.engine.manager.internal.journal.Journal;
import dev.atelier.engine.manager.internal.registry.EngineRegistry;
import dev.atelier.engine.manager.internal.settings.ManagerSettings;
import dev.atelier.engine.manager.internal.store.BundleStore;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Instant;
import java.util.function.Supplier;

/** What every operation works with. */
public record Context(
        EngineRegistry registry,
        BundleHost host,
        BundleStore store,
        Journal journal,
        Bounded bounded,
        EventHub events,
        Supplier<ManagerSettings> settings,
        Clock clock,
        Path scratch) {
    ManagerSettings now() {
        return settings.get();
    }

    Instant time() {
        return clock.instant();
    }

    void engineChanged(String id) {
        events.publish("engine", Json.object().put("id", id));
    }
}
