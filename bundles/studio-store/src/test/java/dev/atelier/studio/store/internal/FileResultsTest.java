package dev.atelier.studio.store.internal;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.atelier.studio.store.api.ResultStore;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class FileResultsTest extends ResultStoreContract {
    private final Path folder;

    FileResultsTest(@TempDir Path folder) {
        this.folder = folder.resolve("results");
    }

    @Override
    ResultStore results() throws IOException {
        return new FileResults(folder, Incoming.emptied(folder.resolve("incoming")));
    }

    @Test
    void onlyTheOwnerCanLook() throws IOException {
        results().publish("job", "claim", "x".getBytes(UTF_8));

        try (Stream<Path> all = Files.walk(folder)) {
            for (Path each : (Iterable<Path>) all::iterator) {
                assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(each)))
                        .endsWith("------");
            }
        }
    }

    @Test
    void halfReceivedBodiesAreGoneAfterAStart() throws IOException {
        Files.writeString(results().incoming().resolve("half"), "ha");

        try (Stream<Path> left = Files.list(results().incoming())) {
            assertThat(left).isEmpty();
        }
    }

    @Test
    void nothingButResultsIsLeft() throws IOException {
        ResultStore results = results();
        results.publish("job", "claim", "x".getBytes(UTF_8));

        try (Stream<Path> all = Files.walk(folder)) {
            List<String> names = all.filter(Files::isRegularFile)
                    .map(each -> String.valueOf(each.getFileName()))
                    .toList();
            assertThat(names).containsExactly("job-claim");
        }
    }
}
