package dev.atelier.engine.llama;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.atelier.engine.api.EngineException;
import dev.atelier.engine.api.JobContext;
import dev.atelier.engine.api.ModelSource;
import dev.atelier.engine.api.Task;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** Makes of a job what a back end is asked: which file, how much context, which template. */
final class Requests {
    /** For a request that is about the model more than about its answer. */
    static final Task.Llm NOTHING = new Task.Llm(
            List.of(new Task.Message("user", "Say hello.")), null, 4, 0, null, List.of(), null, null, null);

    private static final int DEFAULT_CONTEXT = 8192;
    private static final String SUFFIX = ".gguf";

    private final LocalModels models;
    private volatile @Nullable Known last;

    private record Known(Path file, FileTime modified, Gguf head) {}

    Requests(LocalModels models) {
        this.models = models;
    }

    Backend.Request of(Path file, ModelSource.Defaults defaults, Task.Llm task, @Nullable AnswerSchema schema)
            throws EngineException {
        Gguf head = head(file);
        if (head.template() == null) {
            throw Chat.wrongTemplate("the model " + file.getFileName() + " has none");
        }
        Integer asked = defaults.contextSize();
        int context = asked == null || asked < 1 ? DEFAULT_CONTEXT : asked;
        if (head.contextLength() > 0) {
            context = Math.min(context, head.contextLength());
        }
        ObjectNode arguments = Chat.arguments(defaults.chatTemplateKwargs(), task.chatTemplateKwargs());
        return new Backend.Request(
                file,
                head,
                context,
                task,
                Chat.template(head.template(), arguments),
                arguments.isEmpty() ? null : arguments.toString(),
                schema == null ? null : schema.forGrammar());
    }

    /** The head of a large model takes a moment to read, and mostly the same model is asked again. */
    private Gguf head(Path file) throws EngineException {
        try {
            Known known = last;
            FileTime modified = Files.getLastModifiedTime(file);
            if (known != null && known.file().equals(file) && known.modified().equals(modified)) {
                return known.head();
            }
            Gguf head = Gguf.read(file);
            last = new Known(file, modified, head);
            return head;
        } catch (IOException e) {
            throw new EngineException(
                    "model_unusable", "the model file " + file + " cannot be used: " + e.getMessage(), true, e);
        }
    }

    Path file(String model, ModelSource source, JobContext context) throws EngineException {
        List<ModelSource.File> files = source.files();
        if (files.isEmpty()) {
            String id = LlamaEngine.ID + ":";
            String name = model.startsWith(id) ? model.substring(id.length()) : model;
            return models.find(name)
                    .orElseThrow(() -> new EngineException(
                            "model_missing",
                            "model " + model + " not found in " + models.folder() + "; put " + name + SUFFIX
                                    + " there, or give the model its files",
                            false));
        }
        Path chosen = null;
        for (ModelSource.File each : files) {
            Path file = context.modelFiles().get(each);
            boolean gguf = each.filename().toLowerCase(Locale.ROOT).endsWith(SUFFIX);
            if (gguf && (chosen == null || each.role() == ModelSource.Role.MODEL)) {
                chosen = file;
                if (each.role() == ModelSource.Role.MODEL) {
                    return file;
                }
            }
        }
        if (chosen == null) {
            throw new EngineException(
                    "model_missing", "llama modelSource for `" + model + "` contained no .gguf file", false);
        }
        return chosen;
    }
}
