package dev.atelier.itests;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Assumptions;

/** A disk of a few MiB, in memory, mounted over a folder. Wants root, or sudo that does not ask. */
final class SmallDisk implements AutoCloseable {
    private final Path folder;

    private SmallDisk(Path folder) {
        this.folder = folder;
    }

    /** Aborts the test where mounting is not allowed; fails it where skipping is not. */
    static SmallDisk over(Path folder, int mib) throws Exception {
        Files.createDirectories(folder);
        String said = asRoot("mount", "-t", "tmpfs", "-o", "mode=0777,size=" + mib + "m", "tmpfs", folder.toString());
        if (!said.isEmpty()) {
            String reason = "no small disk, mounting one is not allowed here: " + said;
            assertThat(System.getProperty("tests.skips")).as(reason).isNotEqualTo("forbidden");
            Assumptions.abort(reason);
        }
        return new SmallDisk(folder);
    }

    /** What it said when it went wrong. */
    private static String asRoot(String... words) {
        List<String> line = new ArrayList<>();
        if (!"root".equals(System.getProperty("user.name"))) {
            line.addAll(List.of("sudo", "-n"));
        }
        line.addAll(List.of(words));
        try {
            Process process = new ProcessBuilder(line).redirectErrorStream(true).start();
            String said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
            return process.waitFor() == 0 ? "" : said.strip() + " (" + String.join(" ", line) + ")";
        } catch (IOException e) {
            return String.valueOf(e.getMessage());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return "interrupted";
        }
    }

    @Override
    public void close() {
        assertThat(asRoot("umount", folder.toString())).isEmpty();
    }
}
