package dev.atelier.common.internal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class FrameworkHomeTest {
    private final Map<String, String> properties = new HashMap<>();

    private final Path folder;

    FrameworkHomeTest(@TempDir Path folder) {
        this.folder = folder;
    }

    @Test
    void tellsTheFoldersOfTheProcess() {
        give("worker, studio,");

        FrameworkHome home = new FrameworkHome(properties::get);

        assertThat(home.root()).isEqualTo(folder.resolve("home"));
        assertThat(home.etc()).isEqualTo(folder.resolve("home/etc"));
        assertThat(home.installation()).isEqualTo(folder.resolve("dist"));
        assertThat(home.version()).isEqualTo("1.2.3");
        assertThat(home.roles()).containsExactly("worker", "studio");
    }

    @Test
    void hasNoRolesWhenNoneAreNamed() {
        give("");

        assertThat(new FrameworkHome(properties::get).roles()).isEmpty();
    }

    @Test
    void saysWhichPropertyTheLauncherForgot() {
        give("worker");
        properties.remove("atelier.home");

        assertThatThrownBy(() -> new FrameworkHome(properties::get)).hasMessageContaining("atelier.home");
    }

    private void give(String roles) {
        properties.put("atelier.home", folder.resolve("x/../home").toString());
        properties.put("atelier.installation", folder.resolve("dist").toString());
        properties.put("atelier.version", "1.2.3");
        properties.put("atelier.roles", roles);
    }
}
