package dev.atelier.studio.store.internal;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.atelier.common.api.Secret;
import dev.atelier.studio.store.api.ResultStore;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import okhttp3.HttpUrl;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class S3ResultsTest extends ResultStoreContract {
    private final Path folder;
    private final FakeS3 s3 = new FakeS3();
    private final List<S3Results> opened = new ArrayList<>();

    S3ResultsTest(@TempDir Path folder) throws IOException {
        this.folder = folder;
    }

    @AfterEach
    void close() {
        opened.forEach(S3Results::close);
        s3.close();
    }

    @Override
    ResultStore results() throws IOException {
        return results(FakeS3.SIGNER, "atelier/");
    }

    private ResultStore results(SigV4 signer, String prefix) throws IOException {
        S3Results results = new S3Results(
                HttpUrl.get(s3.endpoint() + "/bucket"),
                prefix,
                signer,
                Incoming.emptied(folder.resolve("incoming")),
                Clock.systemUTC());
        opened.add(results);
        return results;
    }

    @Test
    void objectsAreInTheirBucketBelowThePrefix() throws IOException {
        results().publish("job", "claim", "x".getBytes(UTF_8));
        results(FakeS3.SIGNER, "").publish("job", "claim", "x".getBytes(UTF_8));

        String shelf = Hashes.sha256("job").substring(0, 2);
        assertThat(s3.objects.keySet())
                .containsExactlyInAnyOrder(
                        "/bucket/atelier/" + shelf + "/job-claim", "/bucket/" + shelf + "/job-claim");
    }

    @Test
    void aStoreThatIsBusyIsAskedOnceMore() throws IOException {
        s3.failures.set(1);

        results().publish("job", "claim", "x".getBytes(UTF_8));

        assertThat(s3.objects).hasSize(1);
        s3.failures.set(2);
        assertThatThrownBy(() -> results().publish("job", "claim", "y".getBytes(UTF_8)))
                .isInstanceOf(IOException.class)
                .hasMessageContaining("HTTP 503");
    }

    @Test
    void aWrongSecretIsRefusedInWords() throws IOException {
        ResultStore results = results(new SigV4("test", new Secret("wrong"), "eu-test-1"), "");

        assertThatThrownBy(() -> results.publish("job", "claim", "x".getBytes(UTF_8)))
                .isInstanceOf(IOException.class)
                .hasMessage("the object store did not take a result: HTTP 403");
        assertThatThrownBy(() -> results.open("job", "claim")).hasMessageContaining("HTTP 403");
    }
}
