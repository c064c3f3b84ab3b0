package dev.atelier.engine.onnx;

import dev.atelier.engine.api.EngineException;
import dev.atelier.engine.api.ModelSource;
import dev.atelier.engine.onnx.diffusion.DiffusersFolder;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.UUID;
import java.util.stream.Stream;

/**
 * Folders made of files that came one by one. Files of a model have plain names, so the folder each belongs into is the
 * one it has in its URL: {@code …/unet/model.onnx} goes into {@code unet}. The folder holds links to the files.
 */
final class FileFolder {
    private static final Set<String> PARTS = Set.of(
            "text_encoder",
            "text_encoder_2",
            "tokenizer",
            "tokenizer_2",
            "unet",
            "vae",
            "vae_encoder",
            "vae_decoder",
            "scheduler");

    private final Path data;
    /** Guarded by this. */
    private boolean swept;

    /** @param data below which the folders are */
    FileFolder(Path data) {
        this.data = data;
    }

    /** Whether the files of a model are those of a whole folder. */
    static boolean is(List<ModelSource.File> files) {
        return files.stream().anyMatch(file -> place(file).equals(DiffusersFolder.INDEX));
    }

    /** Where a file of that URL belongs. */
    static String place(ModelSource.File file) {
        String path = file.url().split("[?#]", 2)[0];
        int end = path.lastIndexOf('/');
        String name = path.substring(end + 1);
        String folder = end < 0 ? "" : path.substring(path.lastIndexOf('/', end - 1) + 1, end);
        return PARTS.contains(folder) ? folder + "/" + name : name;
    }

    /** @param files where they are, by where they belong */
    synchronized Path of(Map<String, Path> files) throws EngineException {
        Path folder = data.resolve(name(new TreeMap<>(files)));
        try {
            sweep();
            if (!Files.isDirectory(folder)) {
                Path part = Files.createTempDirectory(Files.createDirectories(data), "part-");
                for (var file : files.entrySet()) {
                    Path link = part.resolve(file.getKey()).normalize();
                    if (!link.startsWith(part)) {
                        throw new IOException(file.getKey() + " is no name of a file");
                    }
                    link(Files.createDirectories(link.resolveSibling("")).resolve(link.getFileName()), file.getValue());
                }
                Files.move(part, folder);
            }
        } catch (IOException e) {
            throw EngineException.failed("the files of the model could not be put together: " + e.getMessage(), e);
        }
        return folder;
    }

    /** What earlier runs left may keep files on the disk that were deleted since. */
    private void sweep() throws IOException {
        if (swept || !Files.isDirectory(data)) {
            swept = true;
            return;
        }
        try (Stream<Path> old = Files.walk(data)) {
            for (Path each : old.sorted(Comparator.reverseOrder()).toList()) {
                Files.delete(each);
            }
        }
        swept = true;
    }

    /** Another one when any of the files is another one. */
    private static String name(Map<String, Path> files) {
        return UUID.nameUUIDFromBytes(files.toString().getBytes(StandardCharsets.UTF_8))
                .toString();
    }

    private static void link(Path link, Path file) throws IOException {
        try {
            Files.createSymbolicLink(link, file.toAbsolutePath());
        } catch (IOException | UnsupportedOperationException e) {
            Files.createLink(link, file); // not everybody may make the other kind on Windows
        }
    }
}
