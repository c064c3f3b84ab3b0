package dev.atelier.launcher;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;

class HomeTest {
    @Test
    void takesTheFlagThenTheEnvironmentThenTheUsersFolder() {
        Map<String, String> environment = Map.of("ATELIER_HOME", "/env");

        assertThat(Home.of("/flag", environment).root()).isEqualTo(Path.of("/flag"));
        assertThat(Home.of(null, environment).root()).isEqualTo(Path.of("/env"));
        assertThat(Home.of(null, Map.of("ATELIER_HOME", " ")).root())
                .isEqualTo(Path.of(System.getProperty("user.home"), ".atelier"));
    }

    @Test
    void isAbsoluteWhateverWasGiven() {
        assertThat(Home.of("a/../b", Map.of()).root()).isAbsolute().hasFileName("b");
    }
}
