package dev.atelier.engine.onnx;

import dev.atelier.engine.api.EngineException;
import dev.atelier.engine.onnx.diffusion.Diffusion;
import dev.atelier.engine.onnx.lama.Lama;
import dev.atelier.engine.onnx.net.Nets;
import dev.atelier.engine.onnx.picture.Painter;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.util.stream.Stream;

/**
 * Where a model is: a folder, or the file of a single network.
 *
 * @param stamp other than before when the model was replaced by another
 */
record Place(Path path, long stamp) {
    private static final int FOLDERS_DEEP = 2;

    static Place of(Path path) {
        try (Stream<Path> files = Files.walk(path, FOLDERS_DEEP)) {
            return new Place(path, files.mapToLong(Place::stamp).sum());
        } catch (IOException | UncheckedIOException e) {
            return new Place(path, 0); // whoever opens it will say what is wrong
        }
    }

    private static long stamp(Path file) {
        try {
            FileTime modified = Files.getLastModifiedTime(file);
            return Files.isDirectory(file) ? 0 : 31L * (31L * file.hashCode() + modified.toMillis()) + Files.size(file);
        } catch (IOException e) {
            return 1; // gone in this moment
        }
    }

    Painter painter(Nets nets) throws EngineException {
        return Files.isDirectory(path) ? Diffusion.in(path, nets) : new Lama(path, nets);
    }
}
