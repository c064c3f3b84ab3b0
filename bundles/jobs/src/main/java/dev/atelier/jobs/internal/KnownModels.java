package dev.atelier.jobs.internal;

import dev.atelier.engine.api.EngineDescriptor;
import dev.atelier.engine.api.Kind;
import dev.atelier.engine.api.ModelSource;
import dev.atelier.engine.manager.api.Engines;
import dev.atelier.models.api.ModelCatalogue;
import dev.atelier.models.api.ModelEntry;
import java.util.List;
import java.util.Optional;

/**
 * The models a request of this machine may name: those of the catalogue, and those a serving engine names itself, so
 * that a new engine works the moment it is installed.
 */
final class KnownModels {
    private final ModelCatalogue catalogue;
    private final Engines engines;

    KnownModels(ModelCatalogue catalogue, Engines engines) {
        this.catalogue = catalogue;
        this.engines = engines;
    }

    Optional<ModelEntry> find(String id, Kind kind) {
        return catalogue.find(id).or(() -> engines.serving().stream()
                .filter(engine -> engine.models().getOrDefault(kind, List.of()).contains(id))
                .findFirst()
                .map(engine -> of(engine, id, kind)));
    }

    private static ModelEntry of(EngineDescriptor engine, String id, Kind kind) {
        String source = engine.sources().contains(engine.id())
                ? engine.id()
                : engine.sources().stream().sorted().findFirst().orElse(engine.id());
        return new ModelEntry(id, id, kind, 0, null, ModelSource.of(source), true, ModelEntry.Origin.LOCAL, null);
    }
}
