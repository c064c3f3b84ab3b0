package dev.atelier.fleet.internal.remote;

import dev.atelier.common.api.Threads;
import dev.atelier.fleet.internal.remote.Road.Reply;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import okhttp3.Call;
import okhttp3.Callback;
import okhttp3.ConnectionPool;
import okhttp3.Dispatcher;
import okhttp3.OkHttpClient;
import okhttp3.Protocol;
import okhttp3.Request;
import okhttp3.Response;
import okio.BufferedSource;
import org.jspecify.annotations.Nullable;

/** The threads and connections by which runtimes are asked. Follows no redirect. */
public final class Calls implements AutoCloseable {
    public static final int MAX_BODY = 8 << 20;
    /** At a time and runtime; what comes on top waits, within its own time. */
    private static final int AT_ONCE = 8;

    private static final int WAITING = 64;
    private static final int IDLE_CONNECTIONS = 64;

    private final ExecutorService threads = Executors.newCachedThreadPool(Threads.named("fleet-call"));
    private final ScheduledThreadPoolExecutor timer = new ScheduledThreadPoolExecutor(1, Threads.named("fleet-timer"));
    private final ConnectionPool connections = new ConnectionPool(IDLE_CONNECTIONS, 30, TimeUnit.SECONDS);

    /** Made for the first runtime; what is trusted takes long to read, and all of them share it. */
    private @Nullable OkHttpClient common;

    public Calls() {
        // Else each answer, body and all, is kept until the time it was given has passed.
        timer.setRemoveOnCancelPolicy(true);
    }

    /** How many calls are waited for. */
    int waiting() {
        return timer.getQueue().size();
    }

    public ScheduledExecutorService timer() {
        return timer;
    }

    public ExecutorService threads() {
        return threads;
    }

    /** For one runtime: however slow it is, others do not wait for it. */
    OkHttpClient client() {
        Dispatcher dispatcher = new Dispatcher(threads);
        dispatcher.setMaxRequests(AT_ONCE);
        dispatcher.setMaxRequestsPerHost(AT_ONCE);
        return common().newBuilder().dispatcher(dispatcher).build();
    }

    private synchronized OkHttpClient common() {
        OkHttpClient known = common;
        if (known == null) {
            known = new OkHttpClient.Builder()
                    .dispatcher(new Dispatcher(threads))
                    .connectionPool(connections)
                    .protocols(List.of(Protocol.HTTP_1_1))
                    .followRedirects(false)
                    .followSslRedirects(false)
                    .connectTimeout(Duration.ZERO)
                    .readTimeout(Duration.ZERO)
                    .writeTimeout(Duration.ZERO)
                    .build();
            common = known;
        }
        return known;
    }

    /** @param limit for all of it, waiting included */
    CompletableFuture<Reply> send(OkHttpClient client, Request request, Duration limit) {
        CompletableFuture<Reply> answer = new CompletableFuture<>();
        if (client.dispatcher().queuedCallsCount() >= WAITING) {
            answer.complete(new Reply.Unasked());
            return answer;
        }
        Call call = client.newCall(request);
        try {
            ScheduledFuture<?> waiting = timer.schedule(
                    () -> {
                        answer.complete(new Reply.TooLate());
                        call.cancel();
                    },
                    limit.toMillis(),
                    TimeUnit.MILLISECONDS);
            var unused = answer.whenComplete((any, failure) -> waiting.cancel(false));
            call.enqueue(new Answering(answer));
        } catch (RejectedExecutionException e) {
            answer.complete(new Reply.Unasked());
        }
        return answer;
    }

    @Override
    public void close() {
        timer.shutdownNow();
        threads.shutdownNow();
        connections.evictAll();
        var unused = Threads.stop(threads, Duration.ofSeconds(1)) && Threads.stop(timer, Duration.ofSeconds(1));
    }

    private record Answering(CompletableFuture<Reply> answer) implements Callback {
        @Override
        public void onFailure(Call call, IOException e) {
            answer.complete(e instanceof InterruptedIOException ? new Reply.TooLate() : new Reply.Unreached());
        }

        @Override
        public void onResponse(Call call, Response response) {
            try (response) {
                BufferedSource body = response.body().source();
                boolean tooLong = response.body().contentLength() > MAX_BODY || body.request(MAX_BODY + 1L);
                answer.complete(new Reply.Replied(response.code(), tooLong ? null : body.readByteString()));
            } catch (IOException e) {
                onFailure(call, e);
            } catch (RuntimeException e) {
                answer.complete(new Reply.Unasked());
            }
        }
    }
}
