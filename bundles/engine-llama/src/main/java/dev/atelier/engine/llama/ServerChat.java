package dev.atelier.engine.llama;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.atelier.engine.api.EngineException;
import dev.atelier.engine.api.JobContext;
import dev.atelier.engine.api.Task;
import dev.atelier.engine.host.api.LocalExchange;
import dev.atelier.engine.host.api.LocalHttp;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.function.Consumer;

/** One chat with a server: asked for as a stream, read piece by piece. */
final class ServerChat {
    private static final ObjectMapper MAPPER = new ObjectMapper();
    private static final int SEED = 1234;
    private static final int PROGRESS_EVERY = 16;

    /** A long prompt on a slow machine takes its time before the first word. */
    private static final Duration SILENCE = Duration.ofMinutes(30);

    private static final int MOST_ERROR = 1 << 20;
    private static final String DATA = "data:";

    private final Backend.Request request;
    private final Consumer<String> text;
    private final JobContext context;
    private boolean thinking;
    private boolean said;
    private long pieces;
    private long promptTokens;
    private long tokens;
    private String finish = "";

    ServerChat(Backend.Request request, Consumer<String> text, JobContext context) {
        this.request = request;
        this.text = text;
        this.context = context;
    }

    Chat.Answer run(LlamaServer server) throws EngineException {
        try (LocalExchange exchange = server.http()
                .open(
                        "POST",
                        "/v1/chat/completions",
                        body(request).toString().getBytes(StandardCharsets.UTF_8),
                        SILENCE)) {
            context.onCancel(exchange::abandon); // hanging up is how it hears of it
            if (exchange.status() != 200) {
                throw refused(new LocalHttp.Reply(exchange.status(), exchange.all(MOST_ERROR)));
            }
            read(exchange);
        } catch (IOException e) {
            context.checkCancelled();
            throw server.lost(e);
        }
        context.checkCancelled();
        return new Chat.Answer(promptTokens, Math.max(tokens, Math.min(pieces, 1)), finish.equals("stop"));
    }

    static ObjectNode body(Backend.Request request) throws EngineException {
        Task.Llm task = request.task();
        ObjectNode body = MAPPER.createObjectNode();
        try {
            body.setAll((ObjectNode) MAPPER.readTree(Chat.messages(task)));
            if (request.schema() != null) {
                ObjectNode format = body.putObject("response_format").put("type", "json_schema");
                format.putObject("json_schema").set("schema", MAPPER.readTree(request.schema()));
            }
            if (request.arguments() != null) {
                body.set("chat_template_kwargs", MAPPER.readTree(request.arguments()));
            }
        } catch (IOException e) {
            throw EngineException.failed("the request cannot be written", e); // all of it was made here
        }
        body.put("stream", true).putObject("stream_options").put("include_usage", true);
        body.put("max_tokens", Math.max(task.maxTokens(), 1))
                .put("temperature", Math.max(0, task.temperature()))
                .put("seed", SEED)
                .put("cache_prompt", true);
        ArrayNode samplers = body.putArray("samplers");
        if (task.temperature() <= 0) {
            samplers.add("top_k"); // the best token, without sorting all the others
            body.put("top_k", 1);
        } else {
            if (task.topP() != null) {
                samplers.add("top_p");
                body.put("top_p", task.topP());
            }
            samplers.add("temperature");
        }
        task.stop().forEach(body.putArray("stop")::add);
        return body;
    }

    private void read(LocalExchange exchange) throws IOException, EngineException {
        BufferedReader lines = new BufferedReader(new InputStreamReader(exchange.body(), StandardCharsets.UTF_8));
        for (String line = lines.readLine(); line != null; line = lines.readLine()) {
            if (line.startsWith("error:")) {
                throw failed(MAPPER.readTree(line.substring("error:".length())));
            }
            if (!line.startsWith(DATA)) {
                continue; // a comment, or the space between events
            }
            String data = line.substring(DATA.length()).strip();
            if (data.equals("[DONE]")) {
                return;
            }
            take(MAPPER.readTree(data));
        }
        throw new IOException("the stream ended before the answer did");
    }

    private void take(JsonNode event) throws EngineException {
        if (event.hasNonNull("error")) {
            throw failed(event.get("error"));
        }
        JsonNode choice = event.at("/choices/0");
        String thought = choice.at("/delta/reasoning_content").asText("");
        String words = choice.at("/delta/content").asText("");
        if (!thought.isEmpty() && !said) {
            tell(thinking ? thought : "<think>" + thought);
            thinking = true;
        }
        if (!words.isEmpty()) {
            tell(thinking && !said ? "</think>" + words : words);
            said = true;
        }
        if (choice.hasNonNull("finish_reason")) {
            finish = choice.get("finish_reason").asText();
        }
        JsonNode usage = event.path("usage");
        if (usage.isObject()) {
            promptTokens = usage.path("prompt_tokens").asLong();
            tokens = usage.path("completion_tokens").asLong();
        }
    }

    private void tell(String piece) {
        text.accept(piece);
        if (pieces++ % PROGRESS_EVERY == 0) {
            double budget = Math.max(request.task().maxTokens(), 1);
            context.progress(Math.min(1, pieces / budget), pieces + " tokens");
        }
    }

    private static EngineException refused(LocalHttp.Reply reply) {
        try {
            JsonNode error = MAPPER.readTree(reply.body()).path("error");
            return error.isObject() ? failed(error) : other(reply);
        } catch (IOException e) {
            return other(reply);
        }
    }

    private static EngineException other(LocalHttp.Reply reply) {
        return EngineException.failed("llama-server answered " + reply.status(), null);
    }

    private static EngineException failed(JsonNode error) {
        String message = error.path("message").asText(error.asText("it does not say why"));
        if (error.path("type").asText().equals("exceed_context_size_error")) {
            return new EngineException(
                    "prompt_too_long",
                    "prompt is " + error.path("n_prompt_tokens").asLong() + " tokens but the context holds "
                            + error.path("n_ctx").asLong() + "; raise contextSize or shorten the prompt",
                    false);
        }
        if (message.matches("(?is).*(jinja|chat template|raise_exception|at row \\d+, column \\d+).*")) {
            return Chat.wrongTemplate(message.strip());
        }
        boolean ours = error.path("code").asInt() == 400;
        return new EngineException(
                ours ? "bad_input" : EngineException.ENGINE_FAILED, "llama-server: " + message.strip(), !ours);
    }
}
