package dev.atelier.studio.store.internal;

import dev.atelier.studio.store.api.ResultStore;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import okhttp3.HttpUrl;
import okhttp3.OkHttpClient;
import okhttp3.Request;
import okhttp3.RequestBody;
import okhttp3.Response;
import okhttp3.ResponseBody;

/** Results in a bucket of an S3-compatible store. An object appears whole or not at all: that is how S3 puts. */
final class S3Results implements ResultStore, AutoCloseable {
    private static final long LARGEST = 5L * 1024 * 1024 * 1024;
    private static final Duration ANSWER = Duration.ofSeconds(60);
    private static final Duration CONNECT = Duration.ofSeconds(10);

    private final HttpUrl bucket;
    private final String prefix;
    private final SigV4 signer;
    private final Incoming incoming;
    private final Clock clock;
    private final OkHttpClient client = new OkHttpClient.Builder()
            .connectTimeout(CONNECT)
            .readTimeout(ANSWER)
            .writeTimeout(ANSWER)
            .followRedirects(false)
            .followSslRedirects(false)
            .build();

    /** @param bucket the address of the bucket, its name being the last part of the path */
    S3Results(HttpUrl bucket, String prefix, SigV4 signer, Incoming incoming, Clock clock) {
        this.bucket = bucket;
        this.prefix = prefix;
        this.signer = signer;
        this.incoming = incoming;
        this.clock = clock;
    }

    @Override
    public Path incoming() {
        return incoming.folder();
    }

    @Override
    public void publish(String jobId, String claim, Path file) throws IOException {
        if (Files.size(file) > LARGEST) {
            throw new IOException("a result of more than 5 GiB cannot be put into the object store");
        }
        put(jobId, claim, RequestBody.create(file.toFile(), null), Hashes.sha256(file));
        Files.deleteIfExists(file);
    }

    @Override
    public void publish(String jobId, String claim, byte[] bytes) throws IOException {
        put(jobId, claim, RequestBody.create(bytes, null), Hashes.sha256(bytes));
    }

    private void put(String jobId, String claim, RequestBody body, String hash) throws IOException {
        HttpUrl url = url(jobId, claim);
        try (Response response = twice(() -> request("PUT", url, body, hash))) {
            if (!response.isSuccessful()) {
                throw refused("take", response);
            }
        }
    }

    @Override
    public Optional<Opened> open(String jobId, String claim) throws IOException {
        Request request = request("GET", url(jobId, claim), null, Hashes.sha256(""));
        Response response = client.newCall(request).execute();
        ResponseBody body = response.body();
        if (response.isSuccessful()) {
            return Optional.of(new Opened(body.byteStream(), body.contentLength()));
        }
        try (response) {
            if (response.code() == 404) {
                return Optional.empty();
            }
            throw refused("give", response);
        }
    }

    @Override
    public void delete(String jobId, String claim) throws IOException {
        Request request = request("DELETE", url(jobId, claim), null, Hashes.sha256(""));
        try (Response response = client.newCall(request).execute()) {
            if (!response.isSuccessful() && response.code() != 404) {
                throw refused("delete", response);
            }
        }
    }

    /** A put may be done twice: it is the same object. */
    private Response twice(Asked request) throws IOException {
        try {
            Response first = client.newCall(request.request()).execute();
            if (first.code() < 500) {
                return first;
            }
            first.close();
        } catch (IOException e) {
            if (Thread.currentThread().isInterrupted()) {
                throw e;
            }
        }
        return client.newCall(request.request()).execute();
    }

    /** Signed anew each time: a signature is good for minutes only. */
    private interface Asked {
        Request request();
    }

    private Request request(
            String method, HttpUrl url, @org.jspecify.annotations.Nullable RequestBody body, String hash) {
        Instant now = clock.instant();
        SortedMap<String, String> headers = new TreeMap<>();
        boolean usual = url.port() == HttpUrl.defaultPort(url.scheme());
        headers.put("host", usual ? url.host() : url.host() + ":" + url.port());
        headers.put("x-amz-content-sha256", hash);
        headers.put("x-amz-date", SigV4.STAMP.format(now));
        String authorization = signer.authorization(method, url.encodedPath(), "", headers, hash, now);
        Request.Builder request = new Request.Builder().url(url).method(method, body);
        headers.forEach(request::header);
        return request.header("Authorization", authorization)
                .header("Accept-Encoding", "identity")
                .build();
    }

    private HttpUrl url(String jobId, String claim) {
        String name = ResultNames.of(jobId, claim);
        return bucket.newBuilder()
                .addPathSegments(prefix)
                .addPathSegment(Hashes.sha256(jobId).substring(0, 2))
                .addPathSegment(name)
                .build();
    }

    /** The body is not repeated: it may hold the request, and with it the credentials' id. */
    private static IOException refused(String what, Response response) {
        return new IOException("the object store did not " + what + " a result: HTTP " + response.code());
    }

    @Override
    public void close() {
        client.dispatcher().executorService().shutdown();
        client.connectionPool().evictAll();
    }
}
