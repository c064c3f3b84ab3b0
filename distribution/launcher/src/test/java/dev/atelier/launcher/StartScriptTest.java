package dev.atelier.launcher;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.DisabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

/** The shell script with a Java that only tells what it was called with. */
@DisabledOnOs(value = OS.WINDOWS, disabledReason = "there another script starts it")
class StartScriptTest {
    private final Path folder;
    private final Path script;

    StartScriptTest(@TempDir Path folder) throws IOException {
        this.folder = folder;
        Path bin = Files.createDirectories(folder.resolve("the installation/bin"));
        script = bin.resolve("atelier");
        Files.copy(Path.of("../src/main/bin/atelier"), script);
        executable(script);
    }

    @Test
    void startsOnJava17WithoutFlagsItDoesNotKnow() throws Exception {
        Said said = run(java("17.0.15"), script, "up", "--port", "0");

        assertThat(said.code()).isZero();
        assertThat(said.words())
                .contains("-Xmx512m", "-XX:TieredStopAtLevel=1", "up", "--port", "0")
                .contains("-Datelier.installation=" + folder.toRealPath().resolve("the installation"))
                .noneMatch(word -> word.startsWith("--sun-misc"));
    }

    @Test
    void givesAStudioRoomForItsQueueAndAWorkerLess() throws Exception {
        assertThat(run(java("17"), script, "studio").words()).contains("-Xmx512m");
        assertThat(run(java("17"), script, "run").words()).contains("-Xmx256m");
    }

    @Test
    void allowsOnNewerJavaWhatTheFrameworkStillNeeds() throws Exception {
        assertThat(run(java("25.0.3"), script, "--home", "x y", "run").words())
                .contains("--sun-misc-unsafe-memory-access=allow", "--home", "x y");
    }

    @Test
    void letsNoLibraryTellItsMakerAboutTheMachine() throws Exception {
        Path home = java("17");
        Files.writeString(home.resolve("bin/java"), "#!/bin/sh\nenv\n");

        assertThat(run(home, script, "run").words()).contains("ORT_DISABLE_TELEMETRY=1");
    }

    @Test
    void givesClientCommandsASmallerMachine() throws Exception {
        assertThat(run(java("25"), script, "--home", "up", "status").words())
                .contains("-Xmx64m")
                .doesNotContain("-Xmx512m", "--sun-misc-unsafe-memory-access=allow");
    }

    @Test
    void refusesAnOldOrMissingJavaInOneLine() throws Exception {
        Said old = run(java("1.8.0_402"), script, "status");
        Said missing = run(folder.resolve("nowhere"), script, "status");

        assertThat(old.code()).isEqualTo(1);
        assertThat(old.words()).singleElement().asString().contains("too old", "1.8.0_402", "17");
        assertThat(missing.code()).isEqualTo(1);
        assertThat(missing.words()).singleElement().asString().contains("JAVA_HOME");
    }

    @Test
    void findsItsInstallationThroughLinks() throws Exception {
        Path link = Files.createSymbolicLink(folder.resolve("link"), Path.of("the installation/bin/atelier"));
        Path second = Files.createSymbolicLink(folder.resolve("second"), link);

        assertThat(run(java("17"), second, "status").words())
                .contains("-Datelier.installation=" + folder.toRealPath().resolve("the installation"));
    }

    private record Said(int code, List<String> words) {}

    private Path java(String version) throws IOException {
        Path home = folder.resolve("jdk " + version);
        Path java = Files.createDirectories(home.resolve("bin")).resolve("java");
        Files.writeString(java, "#!/bin/sh\nfor word in \"$@\"; do echo \"$word\"; done\n");
        executable(java);
        Files.writeString(home.resolve("release"), "IMPLEMENTOR=\"x\"\nJAVA_VERSION=\"" + version + "\"\n");
        return home;
    }

    private Said run(Path javaHome, Path command, String... words) throws Exception {
        List<String> line = new ArrayList<>(List.of(command.toString()));
        line.addAll(List.of(words));
        Path output = folder.resolve("output");
        ProcessBuilder builder =
                new ProcessBuilder(line).redirectErrorStream(true).redirectOutput(output.toFile());
        builder.environment().put("JAVA_HOME", javaHome.toString());
        builder.environment().remove("ATELIER_JAVA_OPTS");
        Process process = builder.start();
        try {
            assertThat(process.waitFor(20, TimeUnit.SECONDS)).isTrue();
            return new Said(process.exitValue(), Files.readAllLines(output));
        } finally {
            process.destroyForcibly();
        }
    }

    private static void executable(Path file) {
        assertThat(file.toFile().setExecutable(true)).isTrue();
    }
}
