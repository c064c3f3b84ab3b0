package dev.atelier.runtime.http.internal;

import static org.assertj.core.api.Assertions.assertThat;

import dev.atelier.common.api.Home;
import dev.atelier.common.api.Secret;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class RuntimeTokenTest {
    private final Path root;

    RuntimeTokenTest(@TempDir Path root) {
        this.root = root;
    }

    private Home home() {
        return new Home() {
            @Override
            public Path root() {
                return root;
            }

            @Override
            public Path installation() {
                return root;
            }

            @Override
            public String version() {
                return "1";
            }

            @Override
            public List<String> roles() {
                return List.of("runtime");
            }
        };
    }

    @Test
    void isMadeOnceAndKept() throws IOException {
        Secret first = RuntimeToken.of(home());

        assertThat(first.value()).matches("[0-9a-f]{64}");
        assertThat(RuntimeToken.of(home())).isEqualTo(first);
    }

    @Test
    void isTheOneOfThisStartWhenItWasGivenOne() throws IOException {
        RuntimeToken.of(home());
        Files.createDirectories(home().run());
        Files.writeString(home().run().resolve(RuntimeToken.FILE), "abc.DEF-1");

        assertThat(RuntimeToken.of(home()).value()).isEqualTo("abc.DEF-1");
    }
}
