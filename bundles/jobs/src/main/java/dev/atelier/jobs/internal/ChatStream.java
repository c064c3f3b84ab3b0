package dev.atelier.jobs.internal;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.atelier.common.api.Json;
import dev.atelier.engine.api.EngineResult;
import dev.atelier.http.api.Exchange;
import dev.atelier.jobs.api.Job;
import dev.atelier.jobs.api.JobOutcome;
import dev.atelier.jobs.api.Jobs;
import dev.atelier.jobs.api.Thoughts;
import java.io.IOException;
import java.util.function.Function;

/** A chat told while it is made, as server-sent events; the client that leaves ends the job. */
final class ChatStream implements Jobs.TextReader {
    private final Exchange.EventStream stream;
    private final String model;
    private final Thoughts thoughts = new Thoughts();
    private boolean told;

    private ChatStream(Exchange.EventStream stream, String model) {
        this.stream = stream;
        this.model = model;
    }

    /**
     * Begins the job and answers with what it tells. What refuses the job refuses the request as well.
     *
     * @param start begins the job of the given id
     */
    static void answer(Exchange exchange, Jobs jobs, Function<String, Job> start, String model) throws IOException {
        String id = jobs.newId();
        FirstPieces pieces = new FirstPieces();
        Jobs.Reading reading = jobs.follow(id, pieces); // before it begins, so that nothing is missed
        boolean answered = false;
        try {
            Job job = start.apply(id);
            exchange.events(stream -> {
                ChatStream telling = new ChatStream(stream, model);
                pieces.to(telling);
                stream.onClose(() -> {
                    reading.close();
                    job.cancel(); // does nothing once the job is over
                });
                var unused = job.outcome().thenAccept(telling::over);
            });
            answered = true;
        } finally {
            if (!answered) {
                reading.close();
            }
        }
    }

    @Override
    public void text(long at, String piece) {
        tell(thoughts.add(piece));
    }

    private void tell(String said) {
        String thought = thoughts.takeThought();
        if (thought != null && !thought.isEmpty()) {
            delta(Json.object().put("reasoning_content", thought));
        }
        if (!said.isEmpty()) {
            delta(Json.object().put("content", said));
        }
    }

    private void delta(ObjectNode delta) {
        told = true;
        send(chunk(delta, null));
    }

    private void over(JobOutcome outcome) {
        String problem = outcome.<String>fold(
                done -> finish(done.result()), failed -> failed.reason(), cancelled -> cancelled.reason());
        if (!problem.isEmpty()) {
            ObjectNode error = Json.object();
            error.putObject("error").put("message", problem);
            send(error);
        }
        stream.send("", "", "[DONE]");
        stream.close();
    }

    /** @return what is wrong with the answer, if anything */
    private String finish(EngineResult result) {
        JsonNode answer;
        try {
            answer = Json.parse(result.fold(media -> "", EngineResult.Json::text));
        } catch (IOException e) {
            return "the engine's answer is no JSON";
        }
        tell(thoughts.rest());
        JsonNode choice = answer.path("choices").path(0);
        JsonNode message = choice.path("message");
        if (!told) { // an engine that does not tell its text as it comes
            String thought = message.path("reasoning_content").asText("");
            if (!thought.isEmpty()) {
                delta(Json.object().put("reasoning_content", thought));
            }
            delta(Json.object().put("content", message.path("content").asText("")));
        }
        ObjectNode last = chunk(Json.object(), choice.path("finish_reason").asText("stop"));
        if (answer.path("usage").isObject()) {
            last.set("usage", answer.path("usage"));
        }
        send(last);
        return "";
    }

    private ObjectNode chunk(ObjectNode delta, @org.jspecify.annotations.Nullable String reason) {
        ObjectNode chunk = Json.object().put("object", "chat.completion.chunk").put("model", model);
        ObjectNode choice = chunk.putArray("choices").addObject().put("index", 0);
        choice.set("delta", delta);
        choice.put("finish_reason", reason);
        return chunk;
    }

    private void send(ObjectNode event) {
        stream.send("", "", event.toString());
    }
}
