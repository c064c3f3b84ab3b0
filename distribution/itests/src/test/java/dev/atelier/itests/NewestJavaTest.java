package dev.atelier.itests;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The smoke subset on the newest Java we promise to work on; everything else runs on the one that builds. */
class NewestJavaTest {
    @TempDir
    Path temp;

    @Test
    void theProgramStartsWorksAndStopsOnJava25() throws Exception {
        String jdk = System.getenv("ATELIER_TEST_JDK25");
        if (jdk == null || jdk.isBlank()) {
            String reason = "no JDK 25: set ATELIER_TEST_JDK25";
            assertThat(System.getProperty("tests.skips")).as(reason).isNotEqualTo("forbidden");
            Assumptions.abort(reason);
        }
        try (Atelier atelier = Atelier.start(temp.resolve("home"), Map.of("JAVA_HOME", String.valueOf(jdk)), "up")) {
            assertThat(atelier.open(atelier.origin() + "/metrics").body()).contains("version=\"25");
            assertThat(Samples.picture(atelier, "on 25")).startsWith(0x89, 'P', 'N', 'G');
            assertThat(atelier.cli("jobs", "list").out()).contains("on 25");
            assertThat(atelier.cli("engines", "list").out()).contains("synthetic");
            assertThat(atelier.output()).doesNotContain("WARNING");
            assertThat(atelier.stop()).isZero();
        }
    }
}
