package dev.atelier.containers.internal;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ImagesTest {
    private static final String DONE =
            "HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nContent-Length: 2\r\n\r\n{}";

    @ParameterizedTest
    @CsvSource({
        "node, fromImage=node&tag=latest",
        "docker.io/library/node, fromImage=docker.io%2Flibrary%2Fnode&tag=latest",
        "host:5000/name, fromImage=host%3A5000%2Fname&tag=latest",
        "node:20-slim, fromImage=node%3A20-slim",
        "host:5000/name:1, fromImage=host%3A5000%2Fname%3A1",
        "node@sha256:00ff, fromImage=node%40sha256%3A00ff",
        "host:5000/name:1@sha256:00ff, fromImage=host%3A5000%2Fname%3A1%40sha256%3A00ff"
    })
    void oneImageIsPulledAndNotAllOfItsName(String image, String query) throws Exception {
        CompletableFuture<String> asked = new CompletableFuture<>();
        try (FakeEngine fake = new FakeEngine((in, out, self) -> {
            asked.complete(FakeEngine.head(in));
            out.write(DONE.getBytes(ISO_8859_1));
        })) {
            new Images(new EngineHttp(fake.socket(), "1.41")).pull(image, Duration.ofMinutes(1), line -> {});
        }

        assertThat(asked.getNow("")).contains("/images/create?" + query + " HTTP/1.1\r\n");
    }
}
