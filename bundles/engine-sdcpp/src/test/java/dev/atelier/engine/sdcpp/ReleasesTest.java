package dev.atelier.engine.sdcpp;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Path;
import java.time.Duration;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class ReleasesTest {
    private static final Path MODELS = Path.of("models");

    private static SdcppSettings settings(String url, String release) {
        return new SdcppSettings("", url, release, Duration.ZERO);
    }

    @ParameterizedTest
    @CsvSource({
        "Windows 11,amd64,win-vulkan-x64",
        "Linux,amd64,Linux-Ubuntu-24.04-x86_64-vulkan",
        "Mac OS X,aarch64,Darwin-macOS-26.6.2-arm64",
        "Mac OS X,x86_64,Darwin-macOS-26.6.2-arm64"
    })
    void eachMachineHasItsArchive(String os, String arch, String suffix) throws Exception {
        Releases releases = new Releases(Platform.of(os, arch));

        assertThat(releases.wanted(settings("", "master-669-2d40a8b"), MODELS)
                        .release()
                        .url())
                .isEqualTo("https://github.com/leejet/stable-diffusion.cpp/releases/download/master-669-2d40a8b/"
                        + "sd-master-2d40a8b-bin-" + suffix + ".zip");
    }

    @ParameterizedTest
    @CsvSource({"Linux,aarch64,linux/aarch64", "Linux,riscv64,linux/riscv64", "Windows 11,aarch64,windows/aarch64"})
    void whereThereIsNoneThatIsSaid(String os, String arch, String named) {
        Releases releases = new Releases(Platform.of(os, arch));

        assertThatThrownBy(() -> releases.wanted(settings("", ""), MODELS))
                .hasMessageStartingWith(
                        "no prebuilt stable-diffusion.cpp binary for " + named + "; install sd-cli manually");
    }

    @Test
    void onlyThePinnedReleaseHasAKnownHash() throws Exception {
        Releases releases = new Releases(SdcppRig.LINUX);

        assertThat(releases.wanted(settings("", ""), MODELS).release().sha256()).hasSize(64);
        assertThat(releases.wanted(settings("", "master-669-2d40a8b"), MODELS)
                        .release()
                        .sha256())
                .isNull();
    }

    @ParameterizedTest
    @ValueSource(strings = {"master", "master-920", "v1.0-rc", "master-920-xyz1234"})
    void aTagWithoutACommitIsNone(String tag) {
        assertThatThrownBy(() -> new Releases(SdcppRig.LINUX).wanted(settings("", tag), MODELS))
                .hasMessageContaining("names no commit");
    }

    @Test
    void anArchiveOfOnesOwnIsTakenOnAnyMachine() throws Exception {
        Releases.Wanted wanted =
                new Releases(Platform.of("Plan 9", "x")).wanted(settings(" https://mine.invalid/sd.zip ", ""), MODELS);

        assertThat(wanted.release().url()).isEqualTo("https://mine.invalid/sd.zip");
        assertThat(wanted.commit()).isNull();
        assertThat(wanted.vulkan()).isFalse();
    }

    @ParameterizedTest
    @CsvSource({
        "2f88688,true",
        "2F88688,true",
        "2f886889e6e8b78738d6b87f7191f6018557c551,true",
        "2f8868,false",
        "2d40a8b,false",
        ",false"
    })
    void commitsMatchOnTheShorterOfTheTwo(@Nullable String found, boolean same) throws Exception {
        assertThat(new Releases(SdcppRig.LINUX).wanted(settings("", ""), MODELS).matches(found))
                .isEqualTo(same);
    }
}
