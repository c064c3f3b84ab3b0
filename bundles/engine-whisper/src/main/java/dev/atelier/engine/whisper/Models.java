package dev.atelier.engine.whisper;

import dev.atelier.engine.api.EngineException;
import dev.atelier.engine.api.JobContext;
import dev.atelier.engine.api.ModelSource;
import dev.atelier.engine.host.api.LocalModels;
import dev.atelier.engine.host.api.LocalModels.Form;
import java.io.DataInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import org.jspecify.annotations.Nullable;

/** Finds the model of a job, and looks at it before anybody else does. */
final class Models {
    static final String SUFFIX = ".bin";

    /** Other engines' files end in the same letters: elsewhere the bytes tell. */
    static final Form FORM = Form.of("stt", SUFFIX).withStray(Models::begins);

    private final LocalModels local;
    private final Check check;
    private volatile @Nullable Known last;

    /** How a file is looked at; throws, saying what is wrong with it. */
    @FunctionalInterface
    interface Check {
        Ggml read(Path file) throws IOException;
    }

    /** A file that may be handed to the library. */
    record Model(Path file, long modified, Ggml head) {
        /** Crashes are held against it under this name. */
        String subject() {
            return file.getFileName().toString();
        }
    }

    private record Known(Path file, FileTime modified, Ggml head) {}

    Models(LocalModels local, Check check) {
        this.local = local;
        this.check = check;
    }

    LocalModels local() {
        return local;
    }

    Model of(String model, ModelSource source, JobContext context) throws EngineException {
        return checked(file(model, source, context));
    }

    /** All of a file is walked through, and mostly the same model is asked again. */
    Model checked(Path file) throws EngineException {
        try {
            FileTime modified = Files.getLastModifiedTime(file);
            Known known = last;
            if (known == null || !known.file().equals(file) || !known.modified().equals(modified)) {
                known = new Known(file, modified, check.read(file));
                last = known;
            }
            return new Model(file, modified.toMillis(), known.head());
        } catch (IOException e) {
            // The file here is damaged, not the job: another machine may have a good one.
            throw new EngineException(
                    "model_unusable", "the model file " + file + " cannot be used: " + e.getMessage(), true, e);
        }
    }

    private Path file(String model, ModelSource source, JobContext context) throws EngineException {
        if (source.files().isEmpty()) {
            String prefix = WhisperEngine.ID + ":";
            String name = model.startsWith(prefix) ? model.substring(prefix.length()) : model;
            return local.find(name)
                    .orElseThrow(() -> missing("model `" + name + "` not found in " + local.folder() + "; put " + name
                            + SUFFIX + " there, or give the model its files"));
        }
        ModelSource.File wanted = source.files().stream()
                .filter(each -> FORM.named(each.filename()))
                .min((a, b) -> Boolean.compare(b.role() == ModelSource.Role.MODEL, a.role() == ModelSource.Role.MODEL))
                .orElseThrow(() -> missing("whisper modelSource for `" + model + "` contained no .bin file"));
        return context.modelFiles().get(wanted);
    }

    private static boolean begins(Path file) {
        try (InputStream in = Files.newInputStream(file);
                DataInputStream data = new DataInputStream(in)) {
            return Integer.reverseBytes(data.readInt()) == Ggml.MAGIC;
        } catch (IOException e) {
            return false; // shorter than four bytes, or not ours to read
        }
    }

    private static EngineException missing(String message) {
        return new EngineException("model_missing", message, false);
    }
}
