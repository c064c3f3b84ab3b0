package dev.atelier.engine.llama;

import dev.atelier.engine.api.EngineException;
import dev.atelier.engine.api.Health;
import dev.atelier.engine.api.JobContext;
import dev.atelier.engine.api.Task;
import dev.atelier.engine.host.api.Child;
import dev.atelier.engine.host.api.ChildSpec;
import dev.atelier.engine.host.api.Children;
import dev.atelier.engine.host.api.Unpacked;
import dev.atelier.engine.host.child.Fields;
import dev.atelier.engine.llama.child.LlamaWorker;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;

/** The library in a process of its own, which keeps the model it loaded for the next chat. */
final class ChildBackend implements Backend {
    private static final String JAR = "lib/llama.jar";
    private static final Duration TOKENS_LIMIT = Duration.ofSeconds(30);

    private final Child child;

    /**
     * @param name of this child among the others of the engine
     * @param idle after which it goes, with the model it has loaded
     */
    ChildBackend(Children children, Unpacked unpacked, Path folder, String name, Duration idle) {
        this.child = children.open(ChildSpec.of(
                        LlamaEngine.ID,
                        LlamaWorker.class.getName(),
                        () -> List.of(unpacked.classes(LlamaWorker.class), unpacked.file(LlamaEngine.class, JAR)),
                        folder.resolve(name))
                // Without it an abort takes a second longer, for a trace of the native stack.
                .withEnvironment(Map.of("GGML_NO_BACKTRACE", "1"))
                .withIdle(idle));
    }

    @Override
    public Chat.Answer chat(Request request, Consumer<String> text, JobContext context) throws EngineException {
        Task.Llm task = request.task();
        Fields fields = model(request)
                .put("messages", Chat.messages(task))
                .put("schema", request.schema())
                .put("maxTokens", Math.max(task.maxTokens(), 1))
                .put("temperature", task.temperature())
                .put("stop", task.stop());
        if (task.topP() != null) {
            fields.put("topP", task.topP());
        }
        Fields answer = call(fields, request.model(), context, text);
        return new Chat.Answer(answer.number("promptTokens", 0), answer.number("tokens", 0), answer.flag("ended"));
    }

    @Override
    public void load(Request request, JobContext context) throws EngineException {
        call(model(request), request.model(), context, text -> {});
    }

    @Override
    public int[] tokens(Request request, String text) throws EngineException {
        Fields answer = child.call(model(request).put("tokensOf", text), subject(request.model()), TOKENS_LIMIT);
        ByteBuffer bytes = ByteBuffer.wrap(answer.bytes("tokens"));
        int[] tokens = new int[bytes.remaining() / 4];
        bytes.asIntBuffer().get(tokens);
        return tokens;
    }

    @Override
    public boolean alive() {
        return child.warm();
    }

    /** A template that raises an error ends the process, as the library has it; that is no fault of the model. */
    private Fields call(Fields fields, Path model, JobContext context, Consumer<String> text) throws EngineException {
        try {
            return child.call(fields, subject(model), context, text);
        } catch (EngineException e) {
            String message = e.getMessage();
            int what = message == null ? -1 : message.indexOf("what():");
            if (message != null && what >= 0 && message.matches("(?s).* at row \\d+, column \\d+.*")) {
                throw Chat.wrongTemplate(
                        message.substring(what + "what():".length()).strip());
            }
            throw e;
        }
    }

    private static Fields model(Request request) throws EngineException {
        try {
            return new Fields()
                    .put("model", request.model().toString())
                    .put("modified", Files.getLastModifiedTime(request.model()).toMillis())
                    .put("context", request.context())
                    .put("template", request.template())
                    .put("addBos", request.head().addBos());
        } catch (IOException e) {
            throw EngineException.failed("the model file " + request.model() + " is gone", e);
        }
    }

    private static String subject(Path model) {
        return model.getFileName().toString();
    }

    @Override
    public Health health() {
        return child.health();
    }

    @Override
    public Health health(Path model) {
        return child.health(subject(model));
    }

    @Override
    public void close() {
        child.close();
    }
}
