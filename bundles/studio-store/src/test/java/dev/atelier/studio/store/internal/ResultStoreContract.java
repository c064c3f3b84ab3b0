package dev.atelier.studio.store.internal;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.atelier.studio.store.api.ResultStore;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;

/** What is promised of results, wherever they are. */
abstract class ResultStoreContract {
    abstract ResultStore results() throws IOException;

    static String read(ResultStore results, String job, String claim) throws IOException {
        ResultStore.Opened opened = results.open(job, claim).orElseThrow();
        try (InputStream bytes = opened.bytes()) {
            byte[] all = bytes.readAllBytes();
            assertThat(opened.length()).isEqualTo(all.length);
            return new String(all, UTF_8);
        }
    }

    @Test
    void aFileBecomesAResult() throws IOException {
        ResultStore results = results();
        Path body = Files.writeString(results.incoming().resolve("body"), "a picture");

        results.publish("job", "claim", body);

        assertThat(read(results, "job", "claim")).isEqualTo("a picture");
        assertThat(body).doesNotExist();
    }

    @Test
    void aSmallResultIsReplacedAndDeleted() throws IOException {
        ResultStore results = results();

        results.publish("job", "claim", "one".getBytes(UTF_8));
        results.publish("job", "claim", "two".getBytes(UTF_8));

        assertThat(read(results, "job", "claim")).isEqualTo("two");
        results.delete("job", "claim");
        results.delete("job", "claim");
        assertThat(results.open("job", "claim")).isEmpty();
    }

    @Test
    void namesCannotLeaveTheirPlace() throws IOException {
        ResultStore results = results();

        results.publish("../../../etc/passwd", "../x", "inside".getBytes(UTF_8));
        results.publish("a job/with ümlauts", "c", "other".getBytes(UTF_8));

        assertThat(read(results, "../../../etc/passwd", "../x")).isEqualTo("inside");
        assertThat(read(results, "a job/with ümlauts", "c")).isEqualTo("other");
    }

    @Test
    void eachClaimHasItsOwnResult() throws IOException {
        ResultStore results = results();

        results.publish("job", "one", "1".getBytes(UTF_8));

        assertThat(results.open("job", "two")).isEmpty();
    }
}
