package dev.atelier.models.internal;

import static org.assertj.core.api.Assertions.assertThat;

import dev.atelier.engine.api.Kind;
import dev.atelier.engine.api.ModelSource;
import dev.atelier.models.api.ModelEntry;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;

class CatalogueTest {
    static ModelEntry entry(String id, String name, ModelEntry.Origin origin) {
        return new ModelEntry(id, name, Kind.LLM, 1.5, null, ModelSource.of("synthetic"), true, origin, null);
    }

    private static final ModelEntry A = entry("a", "A", ModelEntry.Origin.LOCAL);
    private static final ModelEntry B = entry("b", "B", ModelEntry.Origin.STUDIO);

    @Test
    void replacesInPlaceAndAppendsWhatIsNew() {
        var catalogue = new Catalogue(List.of(A, B), Set.of());

        var renamed = entry("a", "A2", ModelEntry.Origin.LOCAL);
        var added = entry("c", "C", ModelEntry.Origin.LOCAL);

        assertThat(catalogue.with(renamed).with(added).models()).containsExactly(renamed, B, added);
    }

    @Test
    void aRemovedSeedStaysAwayUntilItIsAddedAgain() {
        var seed = Seeds.ALL.get(0);

        var without = Catalogue.ofSeeds().without(seed.id());

        assertThat(without.withMissingSeeds().find(seed.id())).isEmpty();
        assertThat(without.dismissedSeeds()).containsExactly(seed.id());
        assertThat(without.with(seed).dismissedSeeds()).isEmpty();
    }

    @Test
    void aRemovedModelOfOnesOwnIsNoDismissedSeed() {
        assertThat(new Catalogue(List.of(A), Set.of()).without("a").dismissedSeeds())
                .isEmpty();
    }

    @Test
    void seedsOfANewerBuildJoinBehindWhatIsThere() {
        var joined = new Catalogue(List.of(A), Set.of("synthetic-llm")).withMissingSeeds();

        assertThat(joined.models())
                .extracting(ModelEntry::id)
                .containsExactly(
                        "a",
                        "synthetic-image",
                        "synthetic-stt",
                        "speech",
                        "synthetic-tts",
                        "video",
                        "synthetic-video",
                        "qwen2.5-0.5b-instruct",
                        "whisper-base");
    }

    @Test
    void aStudioAddsAndRefreshesItsOwnEntriesOnly() {
        var catalogue = new Catalogue(List.of(A, B), Set.of());
        var studioA = entry("a", "theirs", ModelEntry.Origin.STUDIO);
        var studioB = entry("b", "B2", ModelEntry.Origin.STUDIO);
        var studioC = entry("c", "C", ModelEntry.Origin.STUDIO);

        assertThat(catalogue.mirroring(studioA)).isSameAs(catalogue);
        assertThat(catalogue.mirroring(B)).isSameAs(catalogue);
        assertThat(catalogue.mirroring(studioB).models()).containsExactly(A, studioB);
        assertThat(catalogue.mirroring(studioC).models()).containsExactly(A, B, studioC);
    }

    @Test
    void everyKindHasASeedAndTheBestOfItComesFirst() {
        Map<Kind, String> first = new EnumMap<>(Kind.class);
        Seeds.ALL.forEach(seed -> first.putIfAbsent(seed.kind(), seed.id()));

        assertThat(first)
                .containsExactlyInAnyOrderEntriesOf(Map.of(
                        Kind.IMAGE, "synthetic-image",
                        Kind.LLM, "synthetic-llm",
                        Kind.AUDIO_STT, "synthetic-stt",
                        Kind.AUDIO_TTS, "speech",
                        Kind.VIDEO, "video"));
    }
}
