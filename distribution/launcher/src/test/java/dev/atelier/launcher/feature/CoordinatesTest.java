package dev.atelier.launcher.feature;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class CoordinatesTest {
    @Test
    void liesWhereMavenPutsIt() {
        assertThat(Coordinates.parse("dev.atelier:jobs:0.1.0").path())
                .isEqualTo(Path.of("dev/atelier/jobs/0.1.0/jobs-0.1.0.jar"));
        assertThat(Coordinates.parse("a.b:c:jar:with-x:1").path()).isEqualTo(Path.of("a/b/c/1/c-1-with-x.jar"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "a:b", "a::1", "a:b:c:d:e:f"})
    void refusesWhatNamesNoArtifact(String id) {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> Coordinates.parse(id))
                .withMessageContaining(id);
    }
}
