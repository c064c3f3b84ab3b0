package dev.atelier.fleet.internal.remote;

import dev.atelier.common.api.Secret;
import dev.atelier.fleet.internal.shape.Feed;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import okhttp3.MediaType;
import okhttp3.OkHttpClient;
import okhttp3.RequestBody;
import okio.BufferedSink;
import org.jspecify.annotations.Nullable;

/** To a runtime that listens on a port of its own, with its credential. */
final class HttpRoad implements Road {
    private static final MediaType JSON = MediaType.get("application/json");

    private final Remote remote;
    private final Calls calls;
    private final OkHttpClient client;

    HttpRoad(Remote remote, Calls calls) {
        this.remote = remote;
        this.calls = calls;
        this.client = calls.client();
    }

    @Override
    public CompletableFuture<Reply> send(Request request, Duration within) {
        okhttp3.@Nullable Request call;
        try {
            call = call(request);
        } catch (RuntimeException e) {
            // What is wrong with an address would repeat the address.
            return CompletableFuture.completedFuture(new Reply.Unasked());
        }
        return call == null
                ? CompletableFuture.completedFuture(new Reply.NoCredential())
                : calls.send(client, call, within);
    }

    @Override
    public Feed feed(String workerId) {
        return new RemoteFeed(remote, workerId, calls);
    }

    /** Null when there is no credential to show. */
    private okhttp3.@Nullable Request call(Request asked) {
        okhttp3.Request.Builder request = new okhttp3.Request.Builder()
                .url(remote.base() + asked.path())
                .header("Content-Type", "application/json")
                .header("Accept", "application/json")
                .header("Accept-Encoding", "identity")
                .header("User-Agent", "atelier");
        Remote.Credential credential = remote.credential();
        if (credential != null) {
            Optional<Secret> secret = credential.find();
            if (secret.isEmpty()) {
                return null;
            }
            request.header("Authorization", "Bearer " + secret.get().value());
        }
        String body = asked.body();
        return body == null
                ? request.get().build()
                : request.post(new Once(body.getBytes(StandardCharsets.UTF_8))).build();
    }

    /** What is said to a Worker is said once: the client must not repeat it on its own account. */
    private static final class Once extends RequestBody {
        private final byte[] body;

        Once(byte[] body) {
            this.body = body;
        }

        @Override
        public MediaType contentType() {
            return JSON;
        }

        @Override
        public long contentLength() {
            return body.length;
        }

        @Override
        public boolean isOneShot() {
            return true;
        }

        @Override
        public void writeTo(BufferedSink sink) throws IOException {
            sink.write(body);
        }
    }
}
