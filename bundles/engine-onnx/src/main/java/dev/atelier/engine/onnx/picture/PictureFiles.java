package dev.atelier.engine.onnx.picture;

import dev.atelier.engine.api.Body;
import dev.atelier.engine.api.EngineException;
import dev.atelier.engine.api.EngineResult;
import dev.atelier.engine.api.JobContext;
import dev.atelier.lib.codecs.api.Picture;
import dev.atelier.lib.codecs.api.Pictures;
import dev.atelier.lib.codecs.api.Resize;
import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** Pictures of tasks, read and written. */
public final class PictureFiles {
    private static final String PNG = "png";
    private static final String WEBP = "webp";
    private static final int LARGEST = 4096;
    private static final int SMALL = 256;

    private PictureFiles() {}

    /**
     * The picture a URL of the task names, in that size.
     *
     * @param what the URL is called in the task
     */
    public static Picture read(String url, String what, int width, int height, JobContext context)
            throws EngineException {
        return Resize.of(fine(url, what, 2 * Math.max(width, height), Pictures::readScaled, context), width, height);
    }

    /** The mask a URL of the task names, in that size. */
    public static Mask readMask(String url, String what, int width, int height, JobContext context)
            throws EngineException {
        return Mask.of(fine(url, what, 2 * Math.max(width, height), Pictures::readBrightest, context))
                .resized(width, height);
    }

    /** The picture a URL of the task names, as it is. */
    public static Picture read(String url, String what, JobContext context) throws EngineException {
        return fine(url, what, LARGEST, Pictures::readScaled, context);
    }

    /** How a file becomes a picture with no side longer than that. */
    private interface Reading {
        Picture read(Path file, int side) throws IOException;
    }

    /** No side longer than that, and no more of it than there is room for. */
    private static Picture fine(String url, String what, int side, Reading reading, JobContext context)
            throws EngineException {
        Path file = context.input(url);
        try {
            if ((long) side * side <= Room.pixels()) {
                return reading.read(file, side);
            }
            Picture shape = Pictures.readScaled(file, SMALL);
            return reading.read(file, Math.min(side, Room.side(shape.width(), shape.height())));
        } catch (IOException e) {
            throw refused(what + " is no picture that can be read: " + e.getMessage());
        }
    }

    /** As a file of the job: PNG when that is asked for, else WebP. */
    public static EngineResult write(Picture picture, String ext, JobContext context) throws EngineException {
        boolean png = ext.equalsIgnoreCase(PNG);
        return write(picture, png, png ? PNG : WEBP, context);
    }

    /** The same, under the name that was asked for, whatever it is: what the reference does. */
    public static EngineResult writeAs(Picture picture, String ext, JobContext context) throws EngineException {
        String name = ext.toLowerCase(Locale.ROOT);
        return write(picture, name.equals(PNG), name.matches("[a-z0-9]{1,10}") ? name : WEBP, context);
    }

    private static EngineResult write(Picture picture, boolean png, String name, JobContext context)
            throws EngineException {
        context.checkCancelled();
        Path file = context.scratch().resolve("picture." + (png ? PNG : WEBP));
        try (OutputStream out = new BufferedOutputStream(Files.newOutputStream(file))) {
            if (png) {
                Pictures.writePng(picture, out);
            } else {
                Pictures.writeWebp(picture, out);
            }
        } catch (IOException e) {
            throw EngineException.failed("the picture could not be written: " + e.getMessage(), e);
        }
        return new EngineResult.Media(Body.of(file), name);
    }

    /** Whether a URL of a task says anything. */
    public static boolean given(@Nullable String url) {
        return url != null && !url.isBlank();
    }

    /** The task cannot be done as it stands, here or after another try. */
    public static EngineException refused(String message) {
        return new EngineException("bad_input", message, false);
    }
}
