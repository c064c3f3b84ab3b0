package dev.atelier.engine.sdcpp;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.atelier.engine.api.EngineException;
import dev.atelier.engine.host.internal.BundlePrograms;
import dev.atelier.engine.host.internal.ProcessHost;
import dev.atelier.engine.tck.ContractContext;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Which sd-cli is taken. None is on the PATH of the tests. */
@SuppressWarnings("NullAway.Init") // set before each test
class FinderTest {
    private static final SdcppSettings NONE = SdcppSettings.DEFAULT;
    private static final String PINNED = "https://github.com/leejet/stable-diffusion.cpp/releases/download/"
            + "master-920-2f88688/sd-master-2f88688-bin-Linux-Ubuntu-24.04-x86_64-vulkan.zip";

    @TempDir
    Path folder;

    private final FakeTools.FakeProvisions provisions = new FakeTools.FakeProvisions();
    private ProcessHost host;
    private BundlePrograms programs;
    private ContractContext context;
    private Path loader;
    private Finder finder;

    @BeforeEach
    void open() throws Exception {
        host = new ProcessHost(folder.resolve("children"));
        programs = new BundlePrograms(host);
        context = new ContractContext(folder.resolve("job"));
        loader = Files.createDirectories(folder.resolve("lib")).resolve("libvulkan.so.1");
        Files.createFile(loader);
        finder = new Finder(
                programs,
                provisions,
                new Releases(SdcppRig.LINUX),
                () -> folder.resolve("models"),
                new Answers(programs),
                new Vulkan(Platform.Os.LINUX, List.of(folder.resolve("lib"))),
                List.of(folder.resolve("local")));
    }

    @AfterEach
    void close() {
        programs.close();
        host.close();
    }

    private Path own() {
        return folder.resolve("models/bin/sd-cli");
    }

    private Path installed(String commit) throws Exception {
        Path program = FakeTools.cli(folder.resolve("local"));
        Files.writeString(program.resolveSibling("commit"), commit);
        return program;
    }

    @Test
    void thePinnedReleaseIsFetchedWhenThereIsNone() throws Exception {
        assertThat(finder.there(NONE)).isEmpty();

        assertThat(finder.find(NONE, context)).isEqualTo(own());

        assertThat(provisions.wanted).singleElement().satisfies(release -> {
            assertThat(release.url()).isEqualTo(PINNED);
            assertThat(release.sha256()).hasSize(64);
            assertThat(release.marker()).isEqualTo(".sd-cli-release");
            assertThat(release.folder()).isEqualTo(folder.resolve("models/bin"));
        });
        assertThat(finder.there(NONE)).contains(own());
    }

    @Test
    void whatAnEarlierJobFoundIsTakenWhileItIsThere() throws Exception {
        finder.find(NONE, context);
        finder.find(NONE, context);
        assertThat(provisions.wanted).hasSize(1);

        Files.delete(own());
        finder.find(NONE, context);
        assertThat(provisions.wanted).hasSize(2);
    }

    @Test
    void theOneThatIsSetComesFirstEvenOffThePin() throws Exception {
        Path set = FakeTools.cli(folder.resolve("set"));
        Files.writeString(set.resolveSibling("commit"), "abcdef0");
        installed("2f88688");

        assertThat(finder.find(SdcppRig.settings(set, Duration.ZERO), context)).isEqualTo(set);

        assertThat(context.messages()).singleElement().asString().contains("another release");
        assertThat(provisions.wanted).isEmpty();
    }

    @Test
    void aSettingThatNamesNoFileIsToldAndPassedOver() throws Exception {
        assertThat(finder.find(SdcppRig.settings(folder.resolve("gone"), Duration.ZERO), context))
                .isEqualTo(own());

        assertThat(context.messages()).anyMatch(line -> line.startsWith("WARN sd_cli names no file"));
    }

    @Test
    void theWorkersOwnIsBroughtUpToDateOrKept() throws Exception {
        FakeTools.cli(folder.resolve("models/bin"));
        Files.writeString(own().resolveSibling(".sd-cli-release"), "https://elsewhere.invalid/old.zip");
        provisions.failure = "GET … -> 503";

        assertThat(finder.find(NONE, context)).isEqualTo(own());
        assertThat(context.messages()).anyMatch(line -> line.contains("GET … -> 503"));
        assertThat(own().resolveSibling(".sd-cli-release")).hasContent("https://elsewhere.invalid/old.zip");

        provisions.failure = null;
        SdcppSettings other = new SdcppSettings("", "", "", Duration.ofSeconds(9)); // as good, and not remembered
        finder.find(other, context);
        assertThat(own().resolveSibling(".sd-cli-release")).hasContent(PINNED);
    }

    @Test
    void anInstalledOneIsTakenWhenItIsOfThePinnedCommit() throws Exception {
        Path installed = installed("2f886889e6e8b787");

        assertThat(finder.find(NONE, context)).isEqualTo(installed);
        assertThat(provisions.wanted).isEmpty();
    }

    @Test
    void anInstalledOneOfAnotherCommitIsTheLastResort() throws Exception {
        Path installed = installed("unknown");
        provisions.failure = "no network";

        assertThat(finder.find(NONE, context)).isEqualTo(installed);
        assertThat(context.messages()).anyMatch(line -> line.startsWith("WARN") && line.contains("no network"));

        provisions.failure = null;
        assertThat(finder.find(new SdcppSettings("", "", "", Duration.ofSeconds(9)), context))
                .isEqualTo(own());
    }

    @Test
    void withAnArchiveOfOnesOwnEveryInstalledOneIsAsGood() throws Exception {
        Path installed = installed("unknown");

        assertThat(finder.find(new SdcppSettings("", "https://mine.invalid/sd.zip", "", Duration.ZERO), context))
                .isEqualTo(installed);
    }

    @Test
    void withoutTheVulkanLoaderNothingIsFetched() throws Exception {
        Files.delete(loader);

        assertThatThrownBy(() -> finder.find(NONE, context))
                .isInstanceOfSatisfying(
                        EngineException.class, e -> assertThat(e.retryable()).isFalse())
                .hasMessageStartingWith("Vulkan runtime not available: the loader libvulkan.so.1")
                .hasMessageContaining("apt install libvulkan1");
        assertThat(provisions.wanted).isEmpty();
    }

    @Test
    void whatCannotBeFetchedFailsTheJobWhenThereIsNothingElse() {
        provisions.failure = "GET … -> 404";

        assertThatThrownBy(() -> finder.find(NONE, context)).hasMessage("GET … -> 404");
    }
}
