package dev.atelier.session.internal;

import dev.atelier.common.api.Secret;
import dev.atelier.common.api.Threads;
import dev.atelier.engine.api.Body;
import java.io.IOException;
import java.io.InputStream;
import java.net.MalformedURLException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import okhttp3.Call;
import okhttp3.Callback;
import okhttp3.ConnectionPool;
import okhttp3.Dispatcher;
import okhttp3.MediaType;
import okhttp3.MultipartBody;
import okhttp3.OkHttpClient;
import okhttp3.Protocol;
import okhttp3.Request;
import okhttp3.RequestBody;
import okhttp3.Response;
import okio.BufferedSink;

/** Results as multipart uploads, straight from the file. Follows no redirect and repeats nothing by itself. */
final class HttpPost implements Uploads.Post {
    private static final Duration TIMEOUT = Duration.ofSeconds(60);
    /** A slower line than this counts as broken, however big the result. */
    private static final long SLOWEST_BYTES_A_SECOND = 128 << 10;

    private static final int MAX_ERROR = 2_000;
    private static final int CHUNK = 64 << 10;

    private final ExecutorService threads = Executors.newCachedThreadPool(Threads.named("session-upload"));
    private final OkHttpClient client;

    HttpPost() {
        client = new OkHttpClient.Builder()
                .dispatcher(new Dispatcher(threads))
                // Uploads are rare and the retries are ours: no idle connection to go stale or to be left behind.
                .connectionPool(new ConnectionPool(0, 1, TimeUnit.MILLISECONDS))
                .protocols(List.of(Protocol.HTTP_1_1))
                .followRedirects(false)
                .followSslRedirects(false)
                .retryOnConnectionFailure(false)
                .connectTimeout(TIMEOUT)
                .readTimeout(TIMEOUT)
                .writeTimeout(TIMEOUT)
                .build();
    }

    @Override
    public CompletableFuture<Uploads.Answer> send(Parcel parcel, Runnable written) {
        CompletableFuture<Uploads.Answer> answer = new CompletableFuture<>();
        try {
            long length = parcel.body().length();
            Call call = client.newCall(request(parcel, length, written));
            call.timeout().timeout(TIMEOUT.toSeconds() + length / SLOWEST_BYTES_A_SECOND, TimeUnit.SECONDS);
            call.enqueue(new Answering(answer, parcel.to().authToken()));
        } catch (IOException | RuntimeException e) {
            answer.complete(unreachable(e));
        }
        return answer;
    }

    /** Gives what is under way the grace time, then cancels it. */
    boolean stop(Duration grace) {
        threads.shutdown();
        try {
            if (!threads.awaitTermination(grace.toMillis(), TimeUnit.MILLISECONDS)) {
                client.dispatcher().cancelAll();
            }
        } catch (InterruptedException e) {
            client.dispatcher().cancelAll();
            Thread.currentThread().interrupt();
        }
        client.connectionPool().evictAll();
        return Threads.stop(threads, grace);
    }

    private static Request request(Parcel parcel, long length, Runnable written) throws MalformedURLException {
        RequestBody form = new MultipartBody.Builder()
                .setType(MultipartBody.FORM)
                .addFormDataPart("prompt", parcel.prompt())
                .addFormDataPart("ext", parcel.ext())
                .addFormDataPart("image", parcel.jobId() + "." + parcel.ext(), new FilePart(parcel, length))
                .build();
        return new Request.Builder()
                .url(parcel.to()
                        .studio()
                        .complete(parcel.to().workerId(), parcel.jobId())
                        .toURL())
                .header("Authorization", "Bearer " + parcel.to().authToken().value())
                .header("Connection", "close")
                .post(new OnceOnly(form, written))
                .build();
    }

    private static Uploads.Answer unreachable(Exception e) {
        return new Uploads.Answer(Uploads.Answer.Kind.UNREACHABLE, "complete failed: " + Texts.reason(e));
    }

    /**
     * Told on a thread of ours.
     *
     * @param token a studio, or what stands before it, may well repeat what it was sent
     */
    private record Answering(CompletableFuture<Uploads.Answer> answer, Secret token) implements Callback {
        @Override
        public void onFailure(Call call, IOException e) {
            answer.complete(unreachable(e));
        }

        @Override
        public void onResponse(Call call, Response response) {
            try (response) {
                answer.complete(read(response, token));
            } catch (IOException | RuntimeException e) {
                answer.complete(unreachable(e));
            }
        }

        private static Uploads.Answer read(Response response, Secret token) throws IOException {
            if (response.isSuccessful()) {
                return Uploads.Answer.STORED;
            }
            String body = new String(response.body().byteStream().readNBytes(MAX_ERROR), StandardCharsets.UTF_8);
            return new Uploads.Answer(
                    response.code() >= 500 ? Uploads.Answer.Kind.UNREACHABLE : Uploads.Answer.Kind.REFUSED,
                    "complete failed: " + response.code() + " — "
                            + body.strip().replace(token.value(), token.toString()));
        }
    }

    /** A body the client must not send a second time on its own account. */
    private static final class OnceOnly extends RequestBody {
        private final RequestBody form;
        private final Runnable written;

        OnceOnly(RequestBody form, Runnable written) {
            this.form = form;
            this.written = written;
        }

        @Override
        public MediaType contentType() {
            return java.util.Objects.requireNonNull(form.contentType());
        }

        @Override
        public long contentLength() throws IOException {
            return form.contentLength();
        }

        @Override
        public boolean isOneShot() {
            return true;
        }

        @Override
        public void writeTo(BufferedSink sink) throws IOException {
            form.writeTo(sink);
            written.run();
        }
    }

    /** The bytes of the result. */
    private static final class FilePart extends RequestBody {
        private final Body body;
        private final MediaType type;
        private final long length;

        FilePart(Parcel parcel, long length) {
            this.body = parcel.body();
            this.type = MediaType.get(MediaTypes.of(parcel.ext()));
            this.length = length;
        }

        @Override
        public MediaType contentType() {
            return type;
        }

        @Override
        public long contentLength() {
            return length;
        }

        @Override
        public void writeTo(BufferedSink sink) throws IOException {
            byte[] chunk = new byte[CHUNK];
            try (InputStream in = body.open()) {
                for (int n = in.read(chunk); n >= 0; n = in.read(chunk)) {
                    sink.write(chunk, 0, n);
                }
            }
        }
    }
}
