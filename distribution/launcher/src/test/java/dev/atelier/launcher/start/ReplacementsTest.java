package dev.atelier.launcher.start;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.atelier.launcher.feature.Coordinates;
import dev.atelier.launcher.feature.Features;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.jar.Attributes;
import java.util.jar.JarOutputStream;
import java.util.jar.Manifest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ReplacementsTest {
    private static final Coordinates LIBRARY = Coordinates.parse("dev.atelier:lib-onnxruntime:1.0.0");

    private final Path folder;
    private final Path libraries;

    ReplacementsTest(@TempDir Path folder) {
        this.folder = folder;
        this.libraries = folder.resolve("libraries");
    }

    private Replacements replacements() throws IOException {
        Path features = Files.createDirectories(folder.resolve("features"));
        Files.writeString(features.resolve("worker.json"), """
                {"id": "worker", "bundles": [{"id": "dev.atelier:lib-onnxruntime:1.0.0"}],
                 "extensions": {"atelier": {"json": {"role": "worker"}}}}""");
        Files.writeString(features.resolve("engines.json"), """
                {"id": "engines", "bundles": [{"id": "dev.atelier:engine-onnx:1.0.0"}],
                 "extensions": {"atelier": {"json": {"seeds": true}}}}""");
        return Replacements.in(libraries, Features.load(features));
    }

    private Path jar(String name, String replaces) throws IOException {
        Manifest manifest = new Manifest();
        manifest.getMainAttributes().put(Attributes.Name.MANIFEST_VERSION, "1.0");
        if (!replaces.isEmpty()) {
            manifest.getMainAttributes().putValue(Replacements.REPLACES, replaces);
        }
        Path jar = Files.createDirectories(libraries).resolve(name);
        try (OutputStream out = Files.newOutputStream(jar);
                JarOutputStream made = new JarOutputStream(out, manifest)) {
            made.flush();
        }
        return jar;
    }

    @Test
    void aHomeWithoutAnyHasWhatIsShipped() throws Exception {
        assertThat(replacements().of(LIBRARY)).isEmpty();
    }

    @Test
    void oneTakesThePlaceItNamesAndNoOther() throws Exception {
        Path jar = jar("cuda.jar", "dev.atelier:lib-onnxruntime");
        Files.writeString(libraries.resolve("notes.txt"), "not a bundle");

        Replacements.Replacement first = replacements().of(LIBRARY).orElseThrow();

        assertThat(first.file()).isEqualTo(jar);
        assertThat(replacements().of(Coordinates.parse("dev.atelier:lib-codecs:1.0.0")))
                .isEmpty();
        Files.write(jar, new byte[] {0}, java.nio.file.StandardOpenOption.APPEND);
        assertThat(replacements().of(LIBRARY).orElseThrow().sha256())
                .as("other bytes are another bundle")
                .hasSize(64)
                .isNotEqualTo(first.sha256());
    }

    @Test
    void whatNamesNothingOrNothingThatIsThereStopsTheStart() throws Exception {
        Path jar = jar("some.jar", "");
        assertThatThrownBy(this::replacements)
                .isInstanceOf(StartFailure.class)
                .hasMessage("atelier: cannot start — " + jar
                        + " does not say what it replaces (Atelier-Replaces); take it away from there");

        jar("some.jar", "dev.atelier:lib-unheard-of");
        assertThatThrownBy(this::replacements)
                .isInstanceOf(StartFailure.class)
                .hasMessageContaining("replaces dev.atelier:lib-unheard-of, which this release does not have");

        Files.writeString(jar, "half a download");
        assertThatThrownBy(this::replacements)
                .isInstanceOf(StartFailure.class)
                .hasMessageContaining(jar + " cannot be read");
    }

    @Test
    void anEngineIsNotReplacedThisWay() throws Exception {
        jar("engine.jar", "dev.atelier:engine-onnx");

        assertThatThrownBy(this::replacements)
                .isInstanceOf(StartFailure.class)
                .hasMessageContaining("atelier engines install");
    }

    @Test
    void twoForOnePlaceAreOneTooMany() throws Exception {
        jar("a.jar", "dev.atelier:lib-onnxruntime");
        jar("b.jar", "dev.atelier:lib-onnxruntime");

        assertThatThrownBy(this::replacements)
                .isInstanceOf(StartFailure.class)
                .hasMessageContaining("both replace dev.atelier:lib-onnxruntime; take one of them away");
    }
}
