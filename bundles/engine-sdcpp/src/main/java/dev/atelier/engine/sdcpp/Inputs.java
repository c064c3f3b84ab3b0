package dev.atelier.engine.sdcpp;

import dev.atelier.engine.api.EngineException;
import dev.atelier.engine.api.InputFiles;
import dev.atelier.engine.api.JobContext;
import dev.atelier.engine.api.Task;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/** The pictures a task names, on this machine. */
record Inputs(
        @Nullable Path init, @Nullable Path mask, @Nullable Path reference) {
    static final Inputs NONE = new Inputs(null, null, null);

    private static final String UNKNOWN = "bin";

    static Inputs of(Task.Image task, Scratch scratch, JobContext context) throws EngineException {
        boolean any = given(task.initImageUrl()) || given(task.refImageUrl());
        return new Inputs(
                bring(task.initImageUrl(), "init", scratch, context),
                any ? bring(task.maskUrl(), "mask", scratch, context) : null,
                bring(task.refImageUrl(), "ref", scratch, context));
    }

    static Inputs of(Task.Video task, Scratch scratch, JobContext context) throws EngineException {
        return new Inputs(bring(task.initImageUrl(), "init", scratch, context), null, null);
    }

    private static boolean given(@Nullable String url) {
        return url != null && !url.isBlank();
    }

    private static @Nullable Path bring(@Nullable String url, String what, Scratch scratch, JobContext context)
            throws EngineException {
        if (url == null || url.isBlank()) {
            return null;
        }
        Path fetched = context.input(url); // named after what its bytes are, where that is known
        String name = String.valueOf(fetched.getFileName());
        String ext = name.substring(name.lastIndexOf('.') + 1);
        if (ext.equals(UNKNOWN) && !InputFiles.isData(url)) {
            ext = InputFiles.tail(url);
        }
        try {
            Path file = scratch.file(what, ext.equals(UNKNOWN) ? "webp" : ext);
            return Files.move(fetched, file);
        } catch (IOException e) {
            throw EngineException.failed("an input could not be put aside: " + e.getMessage(), e);
        }
    }
}
