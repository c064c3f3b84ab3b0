package dev.atelier.launcher.start;

import static java.util.concurrent.TimeUnit.SECONDS;
import static org.assertj.core.api.Assertions.assertThat;

import dev.atelier.launcher.Home;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** With a shell script in place of the program. */
@Timeout(value = 60, unit = SECONDS)
class DetachedTest {
    private final Path folder;
    private final Home home;
    private final ByteArrayOutputStream out = new ByteArrayOutputStream();
    private final ByteArrayOutputStream err = new ByteArrayOutputStream();

    DetachedTest(@TempDir Path folder) {
        this.folder = folder;
        this.home = new Home(folder.resolve("home"), folder.resolve("dist"));
    }

    @Test
    void aFailureIsOneAlsoWhenAKilledProcessLeftItsFilesBehind() throws Exception {
        Files.createDirectories(home.run());
        Files.writeString(home.run().resolve("endpoints.json"), "{\"pid\":1}");

        int code = start("echo 'atelier: port taken' >&2; exec 1>&-; read never; exit 1");

        assertThat(code).isEqualTo(1);
        assertThat(text(err)).isEqualTo("atelier: port taken\n");
    }

    @Test
    void whatIsSaidUntilItIsReadyIsPassedOnAndNothingElse() throws Exception {
        int code = start("echo ready worker http://x; printf '\\004\\n'; exec 1>&-; exit 7");

        assertThat(code).isZero();
        assertThat(text(out)).isEqualTo("ready worker http://x\n");
        assertThat(text(err)).isEmpty();
    }

    @Test
    void aReadyLineIsNoProofOfLife() throws Exception {
        assertThat(start("echo ready worker http://x; echo 'atelier: ws auth failed' >&2; exit 1"))
                .isEqualTo(1);
        assertThat(text(err)).isEqualTo("atelier: ws auth failed\n");
    }

    @Test
    void anotherProcessOfTheHomeIsNoFailure() throws Exception {
        assertThat(start("echo already running")).isZero();
        assertThat(text(out)).isEqualTo("already running\n");
    }

    private int start(String script) throws IOException, InterruptedException {
        Path bin = Files.createDirectories(folder.resolve("dist/bin"));
        Path program = Files.writeString(bin.resolve("atelier"), "#!/bin/sh\n" + script + "\n");
        Files.setPosixFilePermissions(program, PosixFilePermissions.fromString("rwx------"));
        return Detached.start(home, List.of("run", "--detach"), stream(out), stream(err));
    }

    private static PrintStream stream(ByteArrayOutputStream to) {
        return new PrintStream(to, true, StandardCharsets.UTF_8);
    }

    private static String text(ByteArrayOutputStream said) {
        return said.toString(StandardCharsets.UTF_8);
    }
}
