package dev.atelier.jobs.internal;

import dev.atelier.engine.api.Kind;
import dev.atelier.engine.api.ModelSource;
import dev.atelier.models.api.ModelCatalogue;
import dev.atelier.models.api.ModelEntry;
import java.util.List;
import java.util.Optional;

/** A picture model, a chat model, a voice, a disabled one, and one whose engine is missing. */
final class FakeCatalogue implements ModelCatalogue {
    private static final ModelSource.Defaults PICTURE =
            new ModelSource.Defaults(1.5, 6, 640, 0, "euler", null, null, null, null, null, null, null);

    private final List<ModelEntry> all = List.of(
            entry("picture", Kind.IMAGE, new ModelSource("fake", List.of(), PICTURE), true),
            entry("chat", Kind.LLM, ModelSource.of("fake"), true),
            entry("voice", Kind.AUDIO_TTS, ModelSource.of("fake"), true),
            entry("off", Kind.LLM, ModelSource.of("fake"), false),
            entry("orphan", Kind.LLM, ModelSource.of("missing"), true),
            entry("film", Kind.VIDEO, ModelSource.of("fake"), true));

    private static ModelEntry entry(String id, Kind kind, ModelSource source, boolean enabled) {
        return new ModelEntry(id, id, kind, 0, null, source, enabled, ModelEntry.Origin.LOCAL, null);
    }

    @Override
    public List<ModelEntry> all() {
        return all;
    }

    @Override
    public Optional<ModelEntry> find(String id) {
        return all.stream().filter(entry -> entry.id().equals(id)).findFirst();
    }

    @Override
    public Optional<ModelEntry> defaultFor(Kind kind) {
        return all.stream()
                .filter(entry -> entry.kind() == kind && entry.enabled())
                .findFirst();
    }

    @Override
    public void put(ModelEntry entry) {}

    @Override
    public boolean remove(String id) {
        return false;
    }

    @Override
    public void mirror(ModelEntry entry) {}
}
