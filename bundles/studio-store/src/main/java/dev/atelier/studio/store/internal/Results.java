package dev.atelier.studio.store.internal;

import dev.atelier.common.api.Secret;
import dev.atelier.studio.store.api.ResultStore;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.time.Clock;
import java.util.regex.Pattern;
import okhttp3.HttpUrl;
import org.jspecify.annotations.Nullable;

/** Results where the settings say. */
final class Results {
    private static final Pattern PLAIN = Pattern.compile("[A-Za-z0-9._/-]+");

    private Results() {}

    static ResultStore open(Path studio, StoreConfig config) throws IOException {
        Path results = studio.resolve("results");
        Incoming incoming = Incoming.emptied(results.resolve("incoming"));
        return config.studio_results_s3_endpoint().isBlank()
                ? new FileResults(results, incoming)
                : bucket(config, incoming);
    }

    private static S3Results bucket(StoreConfig config, Incoming incoming) {
        HttpUrl endpoint = HttpUrl.parse(config.studio_results_s3_endpoint().strip());
        if (endpoint == null) {
            throw new IllegalArgumentException("studio.results.s3.endpoint is no address, such as https://host:9000");
        }
        String secret = secret("studio.results.s3.secret_key_file", config.studio_results_s3_secret__key__file());
        if (config.studio_results_s3_bucket().isBlank()
                || config.studio_results_s3_access__key().isBlank()
                || secret == null) {
            throw new IllegalArgumentException("studio.results.s3.endpoint also needs studio.results.s3.bucket,"
                    + " studio.results.s3.access_key and studio.results.s3.secret_key_file");
        }
        String prefix = config.studio_results_s3_prefix().strip();
        if (!PLAIN.matcher(config.studio_results_s3_bucket().strip() + prefix).matches()) {
            // Others are encoded in one way on the line and in another one in what is signed.
            throw new IllegalArgumentException("studio.results.s3.bucket and studio.results.s3.prefix"
                    + " may hold letters, digits, dots, dashes, underscores and slashes");
        }
        HttpUrl bucket = endpoint.newBuilder()
                .addPathSegment(config.studio_results_s3_bucket().strip())
                .build();
        SigV4 signer = new SigV4(
                config.studio_results_s3_access__key().strip(),
                new Secret(secret),
                config.studio_results_s3_region().strip());
        return new S3Results(bucket, prefix, signer, incoming, Clock.systemUTC());
    }

    /** @throws IllegalArgumentException naming the setting when the file cannot be read */
    static @Nullable String secret(String setting, String file) {
        if (file.isBlank()) {
            return null;
        }
        try {
            return Files.readString(Path.of(file.strip())).strip();
        } catch (IOException | InvalidPathException e) {
            throw new IllegalArgumentException("the file that " + setting + " names cannot be read", e);
        }
    }
}
