package dev.atelier.launcher.feature;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Objects;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class FeaturesTest {
    private final Path folder;

    FeaturesTest(@TempDir Path folder) {
        this.folder = folder;
    }

    @Test
    void readsBundlesAndWhatTheLauncherNeedsToKnow() throws IOException {
        write("base", "{\"id\":\"base\",\"bundles\":[{\"id\":\"g:a:1\",\"start-order\":3},{\"id\":\"g:b:1\"}]}");
        write("worker", role("worker", "\"base\""));

        Feature base = feature("base");
        Feature worker = feature("worker");

        assertThat(base.bundles()).extracting(Feature.Entry::startOrder).containsExactly(3, 10);
        assertThat(base.role()).isEmpty();
        assertThat(worker.endpoints()).containsExactly("console");
        assertThat(worker.waits()).containsExactly("engines");
        assertThat(base.waits()).isEmpty();
        assertThat(worker.ready()).isEqualTo("console");
        assertThat(worker.seeds()).isFalse();
    }

    @Test
    void ofSeveralRolesTakesSharedFeaturesOnceAndIncludedOnesFirst() throws IOException {
        write("base", "{\"id\":\"base\"}");
        write("console", role("", "\"base\""));
        write("worker", role("worker", "\"base\",\"console\""));
        write("studio", role("studio", "\"console\""));
        Features features = Features.load(folder);

        List<Feature> all = features.of(features.roles());

        assertThat(features.roles()).containsExactly("worker", "studio");
        assertThat(all).containsExactly(feature("base"), feature("console"), feature("worker"), feature("studio"));
    }

    @Test
    void saysWhichIncludeIsMissingOrCircular() throws IOException {
        write("a", role("x", "\"b\""));
        assertThatIllegalArgumentException()
                .isThrownBy(() -> Features.load(folder).of(List.of("x")))
                .withMessageContaining("includes b, which is not there");

        write("b", role("", "\"a\""));
        assertThatIllegalArgumentException()
                .isThrownBy(() -> Features.load(folder).of(List.of("x")))
                .withMessageContaining("circle");
    }

    @Test
    void namesTheFileThatIsNoFeature() throws IOException {
        write("broken", "{");
        assertThatThrownBy(() -> Features.load(folder))
                .isInstanceOf(IOException.class)
                .hasMessageContaining("broken.json");

        write("broken", "{\"bundles\":[{\"id\":\"g:a:1\",\"start-order\":11}]}");
        assertThatThrownBy(() -> Features.load(folder)).hasMessageContaining("start-order");
    }

    private Feature feature(String name) throws IOException {
        return Objects.requireNonNull(Features.load(folder).byName().get(name));
    }

    private static String role(String role, String includes) {
        return "{\"id\":\"" + role + includes.length() + "\",\"extensions\":{\"atelier\":{\"json\":{\"role\":\"" + role
                + "\",\"includes\":[" + includes
                + "],\"endpoints\":[\"console\"],\"waits\":[\"engines\"],\"ready\":\"console\"}}}}";
    }

    private void write(String name, String json) throws IOException {
        Files.writeString(folder.resolve(name + ".json"), json);
    }
}
