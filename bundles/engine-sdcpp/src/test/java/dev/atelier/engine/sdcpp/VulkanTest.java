package dev.atelier.engine.sdcpp;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.atelier.engine.api.Health;
import dev.atelier.engine.api.Part;
import java.io.File;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class VulkanTest {
    @TempDir
    @SuppressWarnings("NullAway.Init") // set by the test engine
    Path folder;

    @Test
    void theLoaderIsLookedForWhereTheSystemLooks() throws Exception {
        Vulkan vulkan = new Vulkan(Platform.Os.LINUX, List.of(folder));
        assertThat(vulkan.loadable()).isFalse();

        Files.createFile(folder.resolve("libvulkan.so.1"));

        assertThat(vulkan.loadable()).isTrue();
        assertThat(new Vulkan(Platform.Os.MACOS, List.of()).loadable()).isTrue();
        assertThat(new Vulkan(Platform.Os.WINDOWS, List.of(folder)).missing().reason())
                .contains("vulkan-1.dll");
    }

    @Test
    void aProgramNeedsTheLoaderWhenItOrItsLibraryNamesIt() throws Exception {
        Path plain = Files.writeString(folder.resolve("sd-cli"), "x".repeat(200_000));
        Linked linked = new Linked(Platform.Os.LINUX);

        assertThat(linked.known(plain)).isEmpty();
        assertThat(linked.vulkan(plain)).isFalse();
        assertThat(linked.known(plain)).contains(false);

        // across the border of two pieces
        Path built = Files.writeString(
                Files.createDirectories(folder.resolve("b")).resolve("sd-cli"),
                "x".repeat(65_530) + "libvulkan.so.1" + "x");
        assertThat(linked.vulkan(built)).isTrue();
        Path split =
                Files.writeString(Files.createDirectories(folder.resolve("c")).resolve("sd-cli"), "x");
        Files.writeString(split.resolveSibling("libggml-vulkan.so"), "libvulkan.so.1");
        assertThat(linked.vulkan(split)).isTrue();
    }

    @Test
    void anEngineWithoutTheLoaderSaysWhatHelpsAndServesOnceItIsThere() throws Exception {
        Path lib = Files.createDirectories(folder.resolve("lib"));
        try (SdcppRig rig = new SdcppRig(folder.resolve("rig"), SdcppSettings.DEFAULT, SdcppRig.LINUX, List.of(lib))) {
            Health health = rig.engine.health();
            assertThat(health.available()).isFalse();
            assertThat(health.reason()).startsWith("Vulkan runtime not available: the loader");
            assertThat(health.remedy()).contains("apt install libvulkan1");
            assertThat(rig.engine.parts())
                    .anyMatch(part -> part.id().equals("vulkan"))
                    .noneMatch(Part::addable);
            assertThatThrownBy(() -> rig.engine.add("sd-cli", rig.context()))
                    .hasMessageStartingWith("Vulkan runtime not available");

            Files.createFile(lib.resolve("libvulkan.so.1"));

            assertThat(rig.engine.health()).isEqualTo(Health.OK);
            assertThat(rig.engine.parts())
                    .noneMatch(part -> part.id().equals("vulkan"))
                    .allMatch(Part::addable);
        }
    }

    @Test
    void aBuildForTheProcessorNeedsNoLoaderAndOneForVulkanFailsBeforeAnyModelIsFetched() throws Exception {
        Path cli = FakeTools.cli(folder.resolve("tools"));
        try (SdcppRig rig = new SdcppRig(folder, SdcppRig.settings(cli, Duration.ZERO))) {
            rig.run(SdcppRig.image("a cat"), rig.context());
            assertThat(rig.engine.health()).isEqualTo(Health.OK);
        }
        Files.writeString(cli, "# needs libvulkan.so.1\n", java.nio.file.StandardOpenOption.APPEND);
        Files.setLastModifiedTime(cli, java.nio.file.attribute.FileTime.fromMillis(1_000_000));
        try (SdcppRig rig = new SdcppRig(folder, SdcppRig.settings(cli, Duration.ZERO))) {
            assertThatThrownBy(() -> rig.run(SdcppRig.image("a cat"), rig.context()))
                    .hasMessageStartingWith("Vulkan runtime not available: the loader libvulkan.so.1");
            assertThat(rig.engine.health().available()).isFalse();
        }
    }

    @Test
    void aMachineWithoutAnyBuildSaysSo() {
        try (SdcppRig rig = new SdcppRig(folder, SdcppSettings.DEFAULT, Platform.of("Linux", "riscv64"), List.of())) {
            assertThat(rig.engine.health().reason()).startsWith("no prebuilt stable-diffusion.cpp binary for");
        }
    }

    @Test
    void theFolderOfALibraryComesBeforeWhatIsInherited() throws Exception {
        Path cli = Files.createFile(folder.resolve("sd-cli"));
        Map<String, String> inherited = Map.of("LD_LIBRARY_PATH", "/opt/x");

        assertThat(Libraries.environment(cli, Platform.Os.LINUX, inherited)).isEmpty();

        Files.createFile(folder.resolve("libstable-diffusion.so"));
        Files.createFile(folder.resolve("libstable-diffusion.dylib"));
        assertThat(Libraries.environment(cli, Platform.Os.LINUX, inherited))
                .containsEntry("LD_LIBRARY_PATH", folder + File.pathSeparator + "/opt/x");
        assertThat(Libraries.environment(cli, Platform.Os.MACOS, Map.of()))
                .containsEntry("DYLD_LIBRARY_PATH", folder.toString());
        assertThat(Libraries.environment(cli, Platform.Os.WINDOWS, inherited)).isEmpty();
    }
}
