package dev.atelier.runtime.engines.internal;

import dev.atelier.engine.api.Kind;
import dev.atelier.engine.manager.api.Engines;
import dev.atelier.models.api.LocalModels;
import dev.atelier.models.api.ModelCatalogue;
import dev.atelier.models.api.ModelEntry;
import dev.atelier.runtime.api.ProfileSelector;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** Which model answers for a profile. */
final class Profiles {
    private static final String PREFIX = "builtin:";
    private static final String CHAT = "chat:";
    private static final Set<String> TALKERS =
            Set.of("chat", "companion", "coder", "reviewer", "intake", "orchestrator");

    private final ModelCatalogue catalogue;
    private final Engines engines;
    private final LocalModels local;

    Profiles(ModelCatalogue catalogue, Engines engines, LocalModels local) {
        this.catalogue = catalogue;
        this.engines = engines;
        this.local = local;
    }

    /** Empty when there is none: the profile is for something else, or nothing here can answer. */
    Optional<ModelEntry> model(ProfileSelector profile) {
        return switch (profile.kind()) {
            case RUNTIME_DEFAULT -> first();
            case NAMED -> named(String.valueOf(profile.value()));
            case BUILTIN -> builtin(String.valueOf(profile.value()));
        };
    }

    private Optional<ModelEntry> builtin(String value) {
        String name = value.startsWith(PREFIX) ? value.substring(PREFIX.length()) : value;
        if (name.startsWith(CHAT)) {
            return named(name.substring(CHAT.length()));
        }
        return TALKERS.contains(name) ? first() : Optional.empty();
    }

    private Optional<ModelEntry> named(String id) {
        return catalogue.find(id).filter(this::answers);
    }

    /**
     * Of those that can answer, the first whose files are here; of the others one that has to be fetched before. Made-up
     * answers only where there is nothing else. Looked up for each answer, so what has been fetched meanwhile counts.
     */
    private Optional<ModelEntry> first() {
        List<ModelEntry> able = catalogue.all().stream().filter(this::answers).toList();
        List<ModelEntry> real = able.stream()
                .filter(model -> !model.source().engine().equals("synthetic"))
                .toList();
        return real.stream()
                .filter(local::isHere)
                .findFirst()
                .or(() -> real.stream().findFirst())
                .or(() -> able.stream().findFirst());
    }

    private boolean answers(ModelEntry model) {
        return model.enabled()
                && model.kind() == Kind.LLM
                && engines.current(model.source().engine()).isPresent();
    }
}
