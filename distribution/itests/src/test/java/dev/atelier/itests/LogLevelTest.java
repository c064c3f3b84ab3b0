package dev.atelier.itests;

import static org.assertj.core.api.Assertions.assertThat;

import dev.atelier.fake.studio.Approval;
import dev.atelier.fake.studio.FakeStudio;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** How talkative the log is may change while the worker works. */
class LogLevelTest {
    private static final String SMALL_TROUBLE = "DEBUG dev.atelier.session";

    @TempDir
    Path temp;

    @Test
    void theLevelIsSetWhileItWorksAndByAVariableOfTheOtherProgram() throws Exception {
        Path home = temp.resolve("home");
        try (FakeStudio studio = FakeStudio.start();
                Atelier atelier = Atelier.start(home, StudioWorker.of(studio), "run")) {
            studio.approval(Approval.approvedAs("w-log", "token-of-the-log"));
            StudioWorker.nextConnected(studio).close(1001, "going away");
            StudioWorker.nextConnected(studio).close(1001, "going away"); // the loss before is logged by now
            assertThat(log(home)).doesNotContain(SMALL_TROUBLE);

            set(atelier, "debug");
            StudioWorker.nextConnected(studio).close(1001, "going away");
            Awaitility.await("what is said of the loss").until(() -> log(home).contains(SMALL_TROUBLE));

            set(atelier, "info");
            assertThat(atelier.cli("config", "set", "log.level", "loud").err()).contains("one of error, warn, info");
        }
        Map<String, String> environment = Map.of("DELIDEV_LOG_LEVEL", "trace");
        try (Atelier atelier = Atelier.start(temp.resolve("other"), environment, "run")) {
            awaitSet(atelier, "trace");
            assertThat(atelier.cli("config", "show", "--origin").out())
                    .containsPattern("log\\.level.*trace.*DELIDEV_LOG_LEVEL");
        }
    }

    private static void set(Atelier atelier, String level) throws Exception {
        Atelier.Cli done = atelier.cli("config", "set", "log.level", level);
        assertThat(done.code()).as(done.err()).isZero();
        awaitSet(atelier, level);
    }

    private static void awaitSet(Atelier atelier, String level) {
        Awaitility.await("level " + level)
                .until(() -> log(atelier.home()).contains("level=" + level + " log level set"));
    }

    private static String log(Path home) throws Exception {
        return Files.readString(home.resolve("logs/atelier.log"));
    }
}
