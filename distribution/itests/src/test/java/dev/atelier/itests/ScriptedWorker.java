package dev.atelier.itests;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.atelier.engine.api.Kind;
import dev.atelier.wire.api.Capabilities;
import java.io.IOException;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Supplier;
import java.util.stream.Collectors;

/**
 * A worker as a studio sees one, with no engine behind it: it does its jobs by waiting, and writes down what happens to
 * them. Many fit into one process, and being killed costs them nothing.
 */
final class ScriptedWorker implements AutoCloseable {
    private static final AtomicInteger SERIAL = new AtomicInteger();

    final String name = "scripted-" + SERIAL.incrementAndGet();
    final StudioProcess studio;
    final JobHistory history;
    final Manner manner;
    final ScheduledExecutorService threads;
    final Capabilities capabilities;
    private final AtomicInteger attempts = new AtomicInteger();
    private final AtomicInteger sessions = new AtomicInteger();
    private String id;
    private String token;
    private ScriptedLife life;
    private CompletableFuture<Void> ended = CompletableFuture.completedFuture(null);

    /**
     * How it works.
     *
     * @param beat between two heartbeats
     * @param lasting how long the next job takes; null when it never ends
     * @param failing which part of the jobs fails, to be tried again
     */
    record Manner(Duration beat, List<Kind> kinds, Supplier<Duration> lasting, Supplier<Boolean> failing) {
        static Manner working(Duration beat, Supplier<Duration> lasting) {
            return new Manner(beat, List.of(Kind.LLM, Kind.IMAGE), lasting, () -> false);
        }

        /** Takes a job and never ends it. */
        static Manner holding(Duration beat) {
            return working(beat, () -> null);
        }
    }

    private ScriptedWorker(StudioProcess studio, JobHistory history, Manner manner, ScheduledExecutorService threads) {
        this.studio = studio;
        this.history = history;
        this.manner = manner;
        this.threads = threads;
        List<String> models = List.of("synthetic");
        this.capabilities = new Capabilities(
                name,
                "nobody",
                "0.1.0",
                "multi",
                24,
                24,
                true,
                false,
                true,
                true,
                false,
                null,
                manner.kinds(),
                models,
                manner.kinds().stream().collect(Collectors.toMap(kind -> kind, kind -> models)));
    }

    /** Let in by the studio's administrator, and connected. */
    static ScriptedWorker join(
            StudioProcess studio, JobHistory history, Manner manner, ScheduledExecutorService threads)
            throws Exception {
        ScriptedWorker worker = new ScriptedWorker(studio, history, manner, threads);
        worker.enrol();
        worker.start();
        return worker;
    }

    private void enrol() throws Exception {
        String secret = name + "-secret";
        String request = studio.call("POST", "/workers/register-request", StudioSamples.registration(secret))
                .json()
                .path("requestId")
                .asText();
        assertThat(studio.call("POST", "/workers/pending/" + request + "/approve", Map.of())
                        .status())
                .isEqualTo(200);
        JsonNode identity = approved(request, secret);
        id = identity.path("workerId").asText();
        token = identity.path("authToken").asText();
        assertThat(token).isNotEmpty();
    }

    private JsonNode approved(String request, String secret) throws IOException, InterruptedException {
        return Atelier.JSON.readTree(StudioProcess.HTTP
                .send(
                        HttpRequest.newBuilder(
                                        studio.address().orElseThrow().api("/workers/register-requests/" + request))
                                .header("Authorization", "Bearer " + secret)
                                .build(),
                        BodyHandlers.ofString())
                .body());
    }

    String id() {
        return id;
    }

    String token() {
        return token;
    }

    String nextAttempt() {
        return name + "#" + attempts.incrementAndGet();
    }

    /** How often it was welcomed. */
    int sessions() {
        return sessions.get();
    }

    void welcomed() {
        sessions.incrementAndGet();
    }

    /** A process that is gone asks for no connection behind the back of the next one. */
    synchronized void start() {
        ScriptedLife next = new ScriptedLife(this);
        life = next;
        var unused = ended.thenRun(next::begin);
    }

    /** Ends without a word; it knows nothing of its job when it starts again. */
    synchronized void kill() {
        ended = life.kill();
    }

    /** Still there, and its socket open, but it says nothing any more. */
    synchronized void fallSilent() {
        life.fallSilent();
    }

    HttpRequest upload(StudioProcess.Address to, String jobId, String result) {
        String body = "--XX\r\nContent-Disposition: form-data; name=\"prompt\"\r\n\r\nx\r\n"
                + "--XX\r\nContent-Disposition: form-data; name=\"ext\"\r\n\r\nbin\r\n"
                + "--XX\r\nContent-Disposition: form-data; name=\"image\"; filename=\"" + jobId + ".bin\"\r\n"
                + "Content-Type: application/octet-stream\r\n\r\n" + result + "\r\n--XX--\r\n";
        return HttpRequest.newBuilder(to.api("/workers/" + id + "/jobs/" + jobId + "/complete"))
                .timeout(Duration.ofSeconds(20))
                .header("Authorization", "Bearer " + token)
                .header("Content-Type", "multipart/form-data; boundary=XX")
                .POST(BodyPublishers.ofString(body))
                .build();
    }

    @Override
    public void close() {
        kill();
    }
}
