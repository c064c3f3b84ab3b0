package dev.atelier.runtime.engines.internal;

import static org.assertj.core.api.Assertions.assertThat;

import dev.atelier.engine.api.EngineDescriptor;
import dev.atelier.engine.api.Kind;
import dev.atelier.engine.api.ModelSource;
import dev.atelier.engine.manager.api.EngineRow;
import dev.atelier.engine.manager.api.Engines;
import dev.atelier.models.api.ModelCatalogue;
import dev.atelier.models.api.ModelEntry;
import dev.atelier.runtime.api.ProfileSelector;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class ProfilesTest {
    private final List<ModelEntry> models = new ArrayList<>();
    private final Map<String, EngineDescriptor> serving = new HashMap<>();
    private final Set<String> missing = new HashSet<>();
    private final Profiles profiles =
            new Profiles(new Catalogue(), new Serving(), model -> !missing.contains(model.id()));

    @BeforeEach
    void synthetic() {
        add("made-up", Kind.LLM, "synthetic", true);
    }

    private void add(String id, Kind kind, String engine, boolean there) {
        models.add(new ModelEntry(id, id, kind, 0, null, ModelSource.of(engine), true, ModelEntry.Origin.LOCAL, null));
        if (there) {
            serving.put(
                    engine,
                    new EngineDescriptor(
                            engine,
                            "1.0.0",
                            engine,
                            Set.of(engine),
                            Map.of(kind, List.of(engine + ":*")),
                            EngineDescriptor.Isolation.IN_PROCESS,
                            false,
                            EngineDescriptor.Needs.NONE,
                            1));
        }
    }

    private Optional<String> model(ProfileSelector profile) {
        return profiles.model(profile).map(ModelEntry::id);
    }

    @Test
    void theDefaultIsTheFirstRealModelThatAnswers() {
        add("far", Kind.LLM, "absent", false);
        add("parrot", Kind.LLM, "llama-cpp", true);

        assertThat(model(ProfileSelector.runtimeDefault())).contains("parrot");
        assertThat(model(ProfileSelector.builtin("builtin:coder"))).contains("parrot");
        assertThat(model(ProfileSelector.builtin("reviewer"))).contains("parrot");
    }

    @Test
    void aModelThatIsHereComesBeforeOneThatHasToBeFetched() {
        add("large", Kind.LLM, "llama-cpp", true);
        add("parrot", Kind.LLM, "llama-cpp", true);
        missing.add("large");

        assertThat(model(ProfileSelector.runtimeDefault())).contains("parrot");

        missing.clear(); // fetched meanwhile
        assertThat(model(ProfileSelector.runtimeDefault())).contains("large");

        missing.addAll(Set.of("large", "parrot"));
        assertThat(model(ProfileSelector.runtimeDefault())).contains("large");
    }

    @Test
    void madeUpAnswersAreBetterThanNone() {
        assertThat(model(ProfileSelector.runtimeDefault())).contains("made-up");
    }

    @Test
    void aModelCanBeNamed() {
        add("parrot", Kind.LLM, "llama-cpp", true);
        add("painter", Kind.IMAGE, "sd-cpp", true);

        assertThat(model(ProfileSelector.builtin("chat:made-up"))).contains("made-up");
        assertThat(model(ProfileSelector.named("parrot"))).contains("parrot");
        assertThat(model(ProfileSelector.named("painter"))).isEmpty();
        assertThat(model(ProfileSelector.named("unheard-of"))).isEmpty();
    }

    @Test
    void agentsAndUnknownProfilesAreSomebodyElses() {
        assertThat(model(ProfileSelector.builtin("builtin:agent"))).isEmpty();
        assertThat(model(ProfileSelector.builtin("juggler"))).isEmpty();
    }

    private final class Catalogue implements ModelCatalogue {
        @Override
        public List<ModelEntry> all() {
            return models;
        }

        @Override
        public Optional<ModelEntry> find(String id) {
            return models.stream().filter(model -> model.id().equals(id)).findFirst();
        }

        @Override
        public Optional<ModelEntry> defaultFor(Kind kind) {
            throw new UnsupportedOperationException();
        }

        @Override
        public void put(ModelEntry entry) {
            throw new UnsupportedOperationException();
        }

        @Override
        public boolean remove(String id) {
            throw new UnsupportedOperationException();
        }

        @Override
        public void mirror(ModelEntry entry) {
            throw new UnsupportedOperationException();
        }
    }

    private final class Serving implements Engines {
        @Override
        public Optional<EngineDescriptor> current(String source) {
            return Optional.ofNullable(serving.get(source));
        }

        @Override
        public Lease lease(String source, String model) {
            throw new UnsupportedOperationException();
        }

        @Override
        public Optional<Lease> hold(String engineId) {
            throw new UnsupportedOperationException();
        }

        @Override
        public List<EngineDescriptor> serving() {
            throw new UnsupportedOperationException();
        }

        @Override
        public List<EngineRow> rows() {
            throw new UnsupportedOperationException();
        }
    }
}
