package dev.atelier.engine.sdcpp;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.atelier.engine.api.EngineException;
import dev.atelier.engine.api.JobContext;
import dev.atelier.engine.host.api.LocalExchange;
import dev.atelier.engine.host.api.LocalHttp;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Base64;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/** One job at sd-server: handed in, asked about until it is over, fetched. */
final class ServerJob {
    private static final ObjectMapper MAPPER = new ObjectMapper();
    private static final Duration SILENCE = Duration.ofSeconds(30);
    private static final long LOOK_MS = 100;
    private static final int MOST_BYTES = 512 << 20;

    private final LocalHttp http;
    private final Duration goodbye;
    private final CountDownLatch cancelled = new CountDownLatch(1);
    private volatile @Nullable LocalExchange asking;

    /** @param goodbye how long the server may take to answer a cancel */
    ServerJob(LocalHttp http, Duration goodbye) {
        this.http = http;
        this.goodbye = goodbye;
    }

    /** The server does not take this job; sd-cli may. */
    static final class NotTaken extends Exception {
        private static final long serialVersionUID = 1L;

        NotTaken(String why) {
            super(why);
        }
    }

    /** The job was cancelled and the server goes on with it all the same. */
    static final class GoesOn extends Exception {
        private static final long serialVersionUID = 1L;
    }

    Path make(Order order, byte[] body, JobContext context) throws IOException, EngineException, NotTaken, GoesOn {
        context.onCancel(this::hangUp);
        context.checkCancelled();
        String id;
        try {
            id = submit(ServerRequest.path(order), body);
        } catch (IOException e) {
            if (context.cancelled()) {
                throw (GoesOn) new GoesOn().initCause(e); // it may have got it, and nobody knows its name
            }
            throw e;
        }
        JsonNode result;
        try {
            result = over(id);
        } catch (IOException e) {
            if (!context.cancelled()) {
                throw e;
            }
            result = null;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            result = null;
        }
        if (result == null) {
            cancel(id);
            throw EngineException.cancelled();
        }
        return result(order, result, context);
    }

    /** What came of it; null when it was cancelled. */
    private @Nullable JsonNode over(String id) throws IOException, InterruptedException, EngineException {
        while (!cancelled.await(LOOK_MS, TimeUnit.MILLISECONDS)) {
            JsonNode job = parsed(ask("GET", "/sdcpp/v1/jobs/" + id, null));
            switch (job.path("status").asText()) {
                case "completed" -> {
                    return job.path("result");
                }
                case "queued", "generating" -> {}
                default -> throw EngineException.failed("sd-server: " + complaint(job), null);
            }
        }
        return null;
    }

    /** As long as it is asked, a cancel is heard. */
    private LocalHttp.Reply ask(String method, String path, byte @Nullable [] body) throws IOException {
        try (LocalExchange exchange = http.open(method, path, body, SILENCE)) {
            asking = exchange;
            if (cancelled.getCount() == 0) {
                throw new IOException("the job was cancelled");
            }
            return exchange.reply(SILENCE, MOST_BYTES);
        }
    }

    private void hangUp() {
        cancelled.countDown();
        LocalExchange exchange = asking;
        if (exchange != null) {
            exchange.abandon();
        }
    }

    private String submit(String path, byte[] body) throws IOException, EngineException, NotTaken {
        LocalHttp.Reply reply = ask("POST", path, body);
        if (reply.status() == 400 || reply.status() == 404) {
            throw new NotTaken(shortened(reply.text()));
        }
        if (!reply.ok()) {
            throw EngineException.failed("sd-server answered " + reply.status() + ": " + shortened(reply.text()), null);
        }
        String id = parsed(reply).path("id").asText();
        if (!id.matches("[\\w-]{1,100}")) {
            throw new IOException("sd-server gave the job no id");
        }
        return id;
    }

    private void cancel(String id) throws GoesOn {
        try {
            LocalHttp.Reply reply = http.post("/sdcpp/v1/jobs/" + id + "/cancel", new byte[0], goodbye, MOST_BYTES);
            String status = reply.ok() ? parsed(reply).path("status").asText() : "";
            if (!status.equals("queued") && !status.equals("generating") && reply.ok()) {
                return;
            }
        } catch (IOException e) {
            throw (GoesOn) new GoesOn().initCause(e);
        }
        throw new GoesOn();
    }

    private static JsonNode parsed(LocalHttp.Reply reply) throws IOException {
        if (!reply.ok()) {
            throw new IOException("sd-server answered " + reply.status() + ": " + shortened(reply.text()));
        }
        return MAPPER.readTree(reply.body());
    }

    private static Path result(Order order, JsonNode result, JobContext context) throws IOException, EngineException {
        JsonNode data = order.film() ? result.path("b64_json") : result.at("/images/0/b64_json");
        if (!data.isTextual()) {
            throw EngineException.failed("sd-server made nothing", null);
        }
        String format = result.path("output_format").asText(order.ext());
        String ext = format.equals("jpeg") ? "jpg" : format.matches("[a-z0-9]{1,5}") ? format : order.ext();
        byte[] bytes;
        try {
            bytes = Base64.getDecoder().decode(data.asText());
        } catch (IllegalArgumentException e) {
            throw EngineException.failed("sd-server sent no valid base64", e);
        }
        return Files.write(context.scratch().resolve("result." + ext), bytes);
    }

    private static String complaint(JsonNode job) {
        String message = job.at("/error/message").asText();
        return message.isEmpty() ? "the job ended as " + job.path("status").asText("nothing known") : message;
    }

    private static String shortened(String text) {
        return text.length() <= 300 ? text.strip() : text.substring(0, 300) + "…";
    }
}
