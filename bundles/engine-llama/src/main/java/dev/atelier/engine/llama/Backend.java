package dev.atelier.engine.llama;

import dev.atelier.engine.api.EngineException;
import dev.atelier.engine.api.Health;
import dev.atelier.engine.api.JobContext;
import dev.atelier.engine.api.Task;
import java.nio.file.Path;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** What runs a model. */
interface Backend extends AutoCloseable {
    /**
     * One chat.
     *
     * @param template to use instead of the model's own, or null
     * @param arguments of the template, a JSON object, which that one has in it already; or null
     * @param schema the answer's grammar, known to be good, or null
     */
    record Request(
            Path model,
            Gguf head,
            int context,
            Task.Llm task,
            @Nullable String template,
            @Nullable String arguments,
            @Nullable String schema) {}

    /** Says it all to the text, in order, and then how it went. Several at once are of one model. */
    Chat.Answer chat(Request request, Consumer<String> text, JobContext context) throws EngineException;

    /** Has the model ready for what comes next. */
    void load(Request request, JobContext context) throws EngineException;

    /** The tokens of a text, without any mark around them. */
    int[] tokens(Request request, String text) throws EngineException;

    /** Whether a model may be in its memory still. */
    boolean alive();

    /** How many chats it makes at once with the model it has; more of them wait. */
    default int slots() {
        return 1;
    }

    /** Whether it runs at all. At once. */
    Health health();

    /** Whether it runs this model. At once. */
    Health health(Path model);

    @Override
    void close();
}
