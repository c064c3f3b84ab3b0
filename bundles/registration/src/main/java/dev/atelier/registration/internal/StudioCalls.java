package dev.atelier.registration.internal;

import com.fasterxml.jackson.databind.JsonNode;
import dev.atelier.common.api.Json;
import dev.atelier.common.api.Secret;
import dev.atelier.wire.api.MalformedJson;
import dev.atelier.wire.api.Registrations;
import dev.atelier.wire.api.StudioAddress;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import javax.net.ssl.SSLException;
import okhttp3.Call;
import okhttp3.ConnectionPool;
import okhttp3.MediaType;
import okhttp3.OkHttpClient;
import okhttp3.Protocol;
import okhttp3.Request;
import okhttp3.RequestBody;
import okhttp3.Response;
import okhttp3.ResponseBody;
import okio.BufferedSource;
import org.jspecify.annotations.Nullable;

/**
 * Calls a studio over HTTP. Made for one caller that asks rarely: no connection outlives its call, so none is left
 * open at the end, none is found dead at the next call, and no thread of ours is needed.
 */
final class StudioCalls implements StudioApi, AutoCloseable {
    static final Duration LIMIT = Duration.ofSeconds(60);

    private static final int MAX_ANSWER = 64 * 1024;
    private static final int MAX_ERROR = 4 * 1024;
    private static final int NOT_FOUND = 404;
    private static final MediaType JSON = MediaType.get("application/json");

    private final String userAgent;
    private final Duration limit;
    private final Object lock = new Object();
    /** Made at the first call: a worker without a studio never loads the library. */
    private @Nullable OkHttpClient client;

    private @Nullable Call running;
    private boolean closed;

    StudioCalls(String userAgent, Duration limit) {
        this.userAgent = userAgent;
        this.limit = limit;
    }

    @Override
    public String request(StudioAddress studio, Registrations.Request request) throws IOException {
        RequestBody body = RequestBody.create(Json.bytes(Registrations.write(request)), JSON);
        return ask(
                "register-request",
                to(studio.registerRequest()).post(body),
                answer -> Registrations.noted(document(answer, null)));
    }

    @Override
    public Optional<Registrations.Decision> poll(StudioAddress studio, String requestId, Secret secret)
            throws IOException {
        return ask(
                "register-poll",
                to(studio.poll(requestId)).header("Authorization", "Bearer " + secret.value()),
                answer -> answer.code() == NOT_FOUND
                        ? Optional.empty()
                        : Optional.of(usable(Registrations.decision(document(answer, secret)))));
    }

    /** Ends the call that is running, if any, with an exception for its caller. */
    void abandon() {
        synchronized (lock) {
            if (running != null) {
                running.cancel();
            }
        }
    }

    @Override
    public void close() {
        synchronized (lock) {
            closed = true;
            abandon();
            if (client != null) {
                client.connectionPool().evictAll();
            }
        }
    }

    private Request.Builder to(URI uri) {
        return new Request.Builder().url(uri.toString()).header("User-Agent", userAgent);
    }

    private <T> T ask(String op, Request.Builder request, Reader<T> reader) throws IOException {
        Call call = begin(request.build());
        try (Response answer = call.execute()) {
            return reader.read(answer);
        } catch (Unusable e) {
            throw new IOException(op + " failed: " + e.getMessage());
        } catch (MalformedJson e) {
            throw new IOException(op + " failed: the studio's answer is unusable: " + e.getMessage());
        } catch (SSLException e) {
            throw new IOException(op + " failed: " + Distrust.of(e), e);
        } catch (InterruptedIOException e) {
            throw new IOException(op + " failed: no answer within " + limit.toSeconds() + " s", e);
        } catch (IOException e) {
            throw new IOException(op + " failed: " + Texts.clean(String.valueOf(e.getMessage())), e);
        } finally {
            synchronized (lock) {
                running = null;
            }
        }
    }

    private Call begin(Request request) throws IOException {
        synchronized (lock) {
            if (closed) {
                throw new IOException("stopped");
            }
            if (client == null) {
                client = newClient(limit);
            }
            Call call = client.newCall(request);
            running = call;
            return call;
        }
    }

    private static JsonNode document(Response answer, @Nullable Secret secret) throws IOException {
        if (!answer.isSuccessful()) {
            throw new Unusable(answer.code() + " — " + said(answer.body(), secret));
        }
        BufferedSource source = answer.body().source();
        if (source.request(MAX_ANSWER + 1L)) {
            throw new Unusable("the studio's answer is larger than " + MAX_ANSWER + " bytes");
        }
        byte[] bytes = source.readByteArray();
        try {
            return Json.parse(bytes);
        } catch (IOException e) {
            // The parser's words may repeat what it read, a token for instance: they are dropped.
            throw new Unusable("the studio's answer is not JSON");
        }
    }

    /** A token that cannot be sent back is no approval. */
    private static Registrations.Decision usable(Registrations.Decision decision) throws Unusable {
        boolean good = decision.fold(
                pending -> true,
                approved -> Texts.fitsHeader(approved.authToken().value()),
                rejected -> true);
        if (!good) {
            throw new Unusable("the studio's answer is unusable: authToken cannot be sent in a header");
        }
        return decision;
    }

    /** What the studio says of its refusal. A studio may well repeat what it was sent. */
    private static String said(ResponseBody body, @Nullable Secret secret) {
        try {
            BufferedSource source = body.source();
            boolean more = source.request(MAX_ERROR + 1L);
            long length = more ? MAX_ERROR : source.getBuffer().size();
            String text = new String(source.readByteArray(length), StandardCharsets.UTF_8);
            return Texts.clean(secret == null ? text : text.replace(secret.value(), "***"));
        } catch (IOException e) {
            return "";
        }
    }

    private static OkHttpClient newClient(Duration limit) {
        return new OkHttpClient.Builder()
                .callTimeout(limit)
                // Only the limit of the whole call counts: an answer may take its time.
                .connectTimeout(limit)
                .readTimeout(limit)
                .writeTimeout(limit)
                .followRedirects(false)
                .followSslRedirects(false)
                .retryOnConnectionFailure(false)
                // Connects on the calling thread, and over HTTP/1 needs no thread for reading either.
                .fastFallback(false)
                .protocols(List.of(Protocol.HTTP_1_1))
                .connectionPool(new ConnectionPool(0, 1, TimeUnit.SECONDS))
                // The library would repeat a call at once when told to by a 503; the next tick is ours to choose.
                .addNetworkInterceptor(chain -> chain.proceed(chain.request())
                        .newBuilder()
                        .removeHeader("Retry-After")
                        .build())
                .build();
    }

    /** Takes from an answer what its caller wants. */
    private interface Reader<T> {
        T read(Response answer) throws IOException, MalformedJson;
    }

    /** An answer that is none. Its message repeats neither secrets nor the whole answer, so it has no cause. */
    private static final class Unusable extends IOException {
        private static final long serialVersionUID = 1L;

        Unusable(String why) {
            super(why);
        }
    }
}
