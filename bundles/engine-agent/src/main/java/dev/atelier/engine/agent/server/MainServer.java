package dev.atelier.engine.agent.server;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.atelier.common.api.Json;
import dev.atelier.common.api.Secret;
import dev.atelier.engine.agent.server.RpcTrouble.Kind;
import dev.atelier.wire.agent.api.Rpc;
import dev.atelier.wire.api.MalformedJson;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.time.Duration;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicLong;
import okhttp3.MediaType;
import okhttp3.OkHttpClient;
import okhttp3.Request;
import okhttp3.RequestBody;
import okhttp3.Response;
import okio.BufferedSource;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Calls the server of agent tasks; one call at a time for each thread that asks. */
final class MainServer implements AutoCloseable {
    private static final Duration CONNECT = Duration.ofSeconds(5);
    private static final Duration LONGEST_PAUSE = Duration.ofMinutes(5);
    private static final int MOST_SENT = 16 << 20;
    private static final int MOST_READ = 16 << 20;
    private static final int TOO_MANY = 429;
    private static final int UNAVAILABLE = 503;
    private static final int SERVER_ERROR = 500;
    private static final int UNAUTHORIZED = 401;
    private static final int FORBIDDEN = 403;
    private static final Logger LOG = LoggerFactory.getLogger(MainServer.class);
    private static final MediaType JSON = MediaType.get("application/json");

    private final ServerAddress address;
    private final Optional<Secret> token;
    private final OkHttpClient client;
    private final String ids = UUID.randomUUID() + "-";
    private final AtomicLong calls = new AtomicLong();

    MainServer(ServerAddress address, Optional<Secret> token) {
        this.address = address;
        this.token = token;
        this.client = new OkHttpClient.Builder()
                .connectTimeout(CONNECT)
                .readTimeout(Duration.ZERO)
                .writeTimeout(Duration.ZERO)
                .followRedirects(false)
                .retryOnConnectionFailure(true)
                .build();
    }

    /** @param limit for the whole call */
    JsonNode call(String method, ObjectNode params, Duration limit) throws RpcTrouble {
        Rpc.Call call = new Rpc.Call(ids + calls.incrementAndGet(), method, params);
        byte[] body = Json.bytes(Rpc.write(call));
        if (body.length > MOST_SENT) {
            throw new RpcTrouble(Kind.NEVER, method + ": more than " + MOST_SENT + " bytes to send");
        }
        Request.Builder request = new Request.Builder().url(address.rpc()).post(RequestBody.create(body, JSON));
        token.ifPresent(secret -> request.header("Authorization", "Bearer " + secret.value()));
        OkHttpClient timed = client.newBuilder().callTimeout(limit).build();
        try (Response response = timed.newCall(request.build()).execute()) {
            return result(call, reply(call, response), pause(response));
        } catch (RpcTrouble e) {
            throw e;
        } catch (InterruptedIOException e) {
            throw new RpcTrouble(Kind.AGAIN, method + ": no answer within " + limit.toSeconds() + " s");
        } catch (IOException e) {
            throw new RpcTrouble(Kind.AGAIN, method + ": the main server cannot be reached");
        }
    }

    private static JsonNode result(Rpc.Call call, Rpc.Reply reply, Duration pause) throws RpcTrouble {
        if (reply instanceof Rpc.Failure failure) {
            throw new RpcTrouble(
                    RpcTrouble.kind(failure.code()),
                    call.method() + ": the main server says " + failure.code() + " " + failure.message(),
                    pause);
        }
        if (!reply.id().equals(call.id())) {
            throw new RpcTrouble(Kind.AGAIN, call.method() + ": the answer belongs to another call");
        }
        return ((Rpc.Result) reply).value();
    }

    private static Rpc.Reply reply(Rpc.Call call, Response response) throws IOException {
        String method = call.method();
        BufferedSource source = response.body().source();
        if (source.request(MOST_READ + 1L)) {
            throw new RpcTrouble(Kind.AGAIN, method + ": the answer is larger than " + MOST_READ + " bytes");
        }
        try {
            Rpc.Reply reply = Rpc.reply(Json.parse(source.readByteArray()));
            if (response.isSuccessful() || reply.id().equals(call.id())) {
                return reply;
            }
        } catch (IOException | MalformedJson e) {
            LOG.trace("no answer of the protocol");
        }
        throw byStatus(method, response); // nobody has read the call: only the status says why
    }

    private static RpcTrouble byStatus(String method, Response response) {
        int status = response.code();
        String message = method + ": the main server answers " + status;
        if (status == UNAUTHORIZED || status == FORBIDDEN) {
            return new RpcTrouble(Kind.NOT_ALLOWED, message);
        }
        boolean passing = status == TOO_MANY || status >= SERVER_ERROR || response.isSuccessful();
        return new RpcTrouble(passing ? Kind.AGAIN : Kind.NEVER, message, pause(response));
    }

    private static Duration pause(Response response) {
        boolean busy = response.code() == TOO_MANY || response.code() == UNAVAILABLE;
        return busy ? pause(response.header("Retry-After")) : Duration.ZERO;
    }

    private static Duration pause(@Nullable String seconds) {
        if (seconds == null || !seconds.matches("\\d{1,6}")) {
            return Duration.ZERO;
        }
        Duration wanted = Duration.ofSeconds(Long.parseLong(seconds));
        return wanted.compareTo(LONGEST_PAUSE) > 0 ? LONGEST_PAUSE : wanted;
    }

    @Override
    public void close() {
        client.dispatcher().cancelAll();
        client.dispatcher().executorService().shutdown();
        client.connectionPool().evictAll();
    }
}
