package dev.atelier.session.internal;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.atelier.common.api.Json;
import dev.atelier.engine.api.Body;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class OutboxTest {
    private Path home = Path.of("unused");
    private Path folder = home;
    private Outbox outbox = new Outbox(folder);

    @BeforeEach
    void open(@TempDir Path temporary) throws IOException {
        home = temporary;
        folder = home.resolve("outbox");
        outbox = opened(100, 1 << 20);
    }

    @Test
    void survivesTheProcess() throws IOException {
        outbox.put(kept("job-1", 3, 1), Body.of(new byte[] {1, 2, 3}));

        Outbox next = opened(100, 1 << 20);

        assertThat(next.all()).containsExactly(kept("job-1", 3, 1));
        assertThat(next.bodyOf(next.all().get(0)).open()).hasBinaryContent(new byte[] {1, 2, 3});
    }

    @Test
    void keepsAFileThatItsOwnerDeletes() throws IOException {
        Path result = Files.write(home.resolve("result"), new byte[] {7});

        outbox.put(kept("job-1", 1, 1), Body.of(result));
        Files.delete(result);

        assertThat(outbox.bodyOf(outbox.all().get(0)).open()).hasBinaryContent(new byte[] {7});
    }

    @Test
    void removesWhatWasNotFinished() throws IOException {
        outbox.put(kept("whole", 3, 1), Body.of(new byte[3]));
        outbox.put(kept("short", 9, 2), Body.of(new byte[3]));
        outbox.put(kept("bodiless", 3, 3), Body.of(new byte[3]));
        outbox.put(kept("nameless", 3, 4), Body.of(new byte[3]));
        Files.delete(file("bodiless", ".body"));
        Files.writeString(file("nameless", ".json"), "{\"studio\":");
        Files.writeString(folder.resolve("half.body.tmp"), "ha");

        Outbox next = opened(100, 1 << 20);

        assertThat(next.all()).extracting(Kept::jobId).containsExactly("whole");
        try (Stream<Path> left = Files.list(folder)) {
            assertThat(left).hasSize(2);
        }
    }

    @Test
    void theOldestGoesWhenThereAreTooMany() throws IOException {
        Outbox small = opened(2, 1 << 20);
        small.put(kept("a", 1, 1), Body.of(new byte[1]));
        small.put(kept("b", 1, 2), Body.of(new byte[1]));

        List<Kept> gone = small.put(kept("c", 1, 3), Body.of(new byte[1]));

        assertThat(gone).extracting(Kept::jobId).containsExactly("a");
        assertThat(small.all()).extracting(Kept::jobId).containsExactly("b", "c");
    }

    @Test
    void theOldestGoWhenTheyAreTooBigButTheNewestStays() throws IOException {
        Outbox small = opened(100, 10);
        small.put(kept("a", 5, 1), Body.of(new byte[5]));
        small.put(kept("b", 5, 2), Body.of(new byte[5]));

        List<Kept> gone = small.put(kept("c", 20, 3), Body.of(new byte[20]));

        assertThat(gone).extracting(Kept::jobId).containsExactly("a", "b");
        assertThat(small.all()).extracting(Kept::jobId).containsExactly("c");
    }

    @Test
    void aJobIdIsNeverAFileName() throws IOException {
        outbox.put(kept("../../etc/passwd", 1, 1), Body.of(new byte[1]));

        try (Stream<Path> files = Files.list(folder)) {
            assertThat(files).allMatch(file -> file.getFileName().toString().matches("[0-9a-f]{32}\\.(json|body)"));
        }
    }

    @Test
    void onlyTheOwnerCanLook() throws IOException {
        outbox.put(kept("job-1", 1, 1), Body.of(new byte[1]));

        assertThat(Files.getPosixFilePermissions(folder)).hasSize(3);
    }

    private Outbox opened(int entries, long bytes) throws IOException {
        Outbox made = new Outbox(folder, entries, bytes);
        made.open();
        return made;
    }

    private Path file(String jobId, String ending) throws IOException {
        try (Stream<Path> files = Files.list(folder)) {
            for (Path meta : files.filter(f -> f.toString().endsWith(".json")).toList()) {
                if (Json.parse(Files.readString(meta)).path("jobId").asText().equals(jobId)) {
                    String name = meta.getFileName().toString();
                    return folder.resolve(name.substring(0, name.length() - 5) + ending);
                }
            }
        }
        throw new AssertionError("no entry for " + jobId);
    }

    private static Kept kept(String jobId, long length, long second) {
        ObjectNode task = Json.object().put("kind", "image");
        return new Kept("https://s.example", "w-1", jobId, "a cat", "png", task, length, Instant.ofEpochSecond(second));
    }
}
