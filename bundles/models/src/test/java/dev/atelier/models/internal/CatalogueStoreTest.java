package dev.atelier.models.internal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.atelier.common.api.Json;
import dev.atelier.engine.api.Kind;
import dev.atelier.models.api.ModelEntry;
import java.io.IOException;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class CatalogueStoreTest {
    private final Path folder;
    private final Path file;

    private final RecordingHub hub = new RecordingHub();

    CatalogueStoreTest(@TempDir Path folder) {
        this.folder = folder;
        this.file = folder.resolve("models.json");
    }

    private CatalogueStore open() {
        var clock = Clock.fixed(Instant.ofEpochSecond(1_800_000_000), ZoneOffset.UTC);
        return new CatalogueStore(new CatalogueFile(folder, clock), hub);
    }

    private static ModelEntry mine(String id) {
        return CatalogueTest.entry(id, "Mine", ModelEntry.Origin.LOCAL);
    }

    @Test
    void beginsWithTheSeedsAndWritesThem() throws IOException {
        var store = open();

        assertThat(store.all()).isEqualTo(Seeds.ALL);
        assertThat(Json.parse(Files.readAllBytes(file)).path("models")).hasSameSizeAs(Seeds.ALL);
    }

    @Test
    void theFileIsForItsOwnerOnly() throws IOException {
        assumeTrue(FileSystems.getDefault().supportedFileAttributeViews().contains("posix"));

        open();

        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(file)))
                .isEqualTo("rw-------");
    }

    @Test
    void keepsEntriesAndTheirOrderOverARestart() throws IOException {
        var store = open();
        store.put(mine("one"));
        store.put(mine("two"));
        store.put(mine("one"));

        assertThat(open().all())
                .isEqualTo(store.all())
                .extracting(ModelEntry::id)
                .endsWith("one", "two");
    }

    @Test
    void aRemovedSeedDoesNotComeBack() throws IOException {
        assertThat(open().remove("synthetic-tts")).isTrue();

        assertThat(open().find("synthetic-tts")).isEmpty();
        assertThat(open().remove("synthetic-tts")).isFalse();
    }

    @Test
    void aBrokenFileIsSetAsideAndTheSeedsComeBack() throws IOException {
        Files.writeString(file, "{\"models\":[");

        var store = open();

        assertThat(store.all()).isEqualTo(Seeds.ALL);
        assertThat(folder.resolve("models.json.corrupt-1800000000")).hasContent("{\"models\":[");
        assertThat(open().all()).isEqualTo(Seeds.ALL);
    }

    @Test
    void anEntryThatMakesNoSenseCountsAsBroken() throws IOException {
        Files.writeString(file, "{\"models\":[{\"id\":\"x\",\"kind\":\"smell\"}]}");

        open();

        assertThat(folder.resolve("models.json.corrupt-1800000000")).exists();
    }

    @Test
    void anUnreadableFileIsNeverWrittenOver() throws IOException {
        Files.createDirectory(file);
        Files.writeString(file.resolve("precious"), "data");

        var store = open();
        store.put(mine("in-memory"));

        assertThat(store.find("in-memory")).isPresent();
        assertThat(file.resolve("precious")).hasContent("data");
    }

    @Test
    void theDefaultOfAKindIsTheFirstEnabledEntry() throws IOException {
        var store = open();
        store.put(mine("later"));
        for (ModelEntry seed : Seeds.ALL) {
            store.put(new ModelEntry(
                    seed.id(),
                    seed.displayName(),
                    seed.kind(),
                    0,
                    null,
                    seed.source(),
                    seed.kind() != Kind.LLM,
                    ModelEntry.Origin.LOCAL,
                    null));
        }

        assertThat(store.defaultFor(Kind.LLM)).map(ModelEntry::id).contains("later");
        assertThat(store.defaultFor(Kind.AGENT)).isEmpty();
    }

    @Test
    void tellsOfAChangeOnceAndOfNothingNever() throws IOException {
        var store = open();
        store.mirror(CatalogueTest.entry("s", "S", ModelEntry.Origin.STUDIO));
        store.mirror(CatalogueTest.entry("s", "S", ModelEntry.Origin.STUDIO));
        store.remove("not there");

        assertThat(hub.types).containsExactly("models");
    }

    @Test
    void aStudiosEntryIsWrittenOnlyWhenItChangesSomething() throws IOException {
        var store = open();
        var studios = CatalogueTest.entry("theirs", "S", ModelEntry.Origin.STUDIO);
        store.put(mine("ours"));
        store.mirror(studios);
        Files.delete(file);

        store.mirror(studios);
        store.mirror(CatalogueTest.entry("ours", "Theirs now", ModelEntry.Origin.STUDIO));
        assertThat(file).doesNotExist();
        assertThat(store.find("ours")).contains(mine("ours"));

        store.mirror(CatalogueTest.entry("theirs", "Renamed", ModelEntry.Origin.STUDIO));
        assertThat(open().find("theirs")).map(ModelEntry::displayName).contains("Renamed");
        assertThat(open().all()).extracting(ModelEntry::id).endsWith("ours", "theirs");
    }

    @Test
    void whatAFileLeavesOutHasItsDefault() throws IOException {
        Files.writeString(file, """
                {"models":[{"id":"x","displayName":"X","kind":"llm","later":1,
                 "source":{"engine":"synthetic","files":[]}}],
                 "dismissedSeeds":["synthetic-image"]}
                """);

        var entry = open().find("x").orElseThrow();

        assertThat(entry.enabled()).isTrue();
        assertThat(entry.origin()).isEqualTo(ModelEntry.Origin.LOCAL);
        assertThat(entry.vramGbEstimate()).isZero();
        assertThat(entry.exclusiveGroup()).isNull();
        assertThat(open().all())
                .extracting(ModelEntry::id)
                .containsExactly(
                        "x",
                        "synthetic-llm",
                        "synthetic-stt",
                        "speech",
                        "synthetic-tts",
                        "video",
                        "synthetic-video",
                        "qwen2.5-0.5b-instruct",
                        "whisper-base");
    }

    @Test
    void aDismissedSeedThatIsAddedAgainStays() throws IOException {
        var seed = Seeds.ALL.get(0);
        open().remove(seed.id());

        open().put(seed);

        assertThat(open().find(seed.id())).contains(seed);
        assertThat(Json.parse(Files.readAllBytes(file)).path("dismissedSeeds")).isEmpty();
    }
}
