package dev.atelier.engine.video;

import dev.atelier.engine.api.EngineException;
import dev.atelier.engine.api.JobContext;
import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;

/** Writes a film as GIF with nothing but this bundle. */
final class GifRecorder {
    private static final int HUNDREDTHS = 100;

    private GifRecorder() {}

    static Path record(Film film, int fps, JobContext context) throws EngineException {
        Path file = context.scratch().resolve("film.gif");
        int[] pixels = new int[film.width() * film.height()];
        try (OutputStream out = new BufferedOutputStream(Files.newOutputStream(file));
                GifWriter gif = new GifWriter(out, film.width(), film.height(), Math.round((float) HUNDREDTHS / fps))) {
            for (int i = 0; i < film.frames(); i++) {
                context.checkCancelled();
                context.progress((double) i / film.frames(), "frame " + (i + 1) + " of " + film.frames());
                film.draw(i, pixels);
                gif.write(pixels);
            }
        } catch (IOException e) {
            throw EngineException.failed("the film could not be written", e);
        }
        return file;
    }
}
