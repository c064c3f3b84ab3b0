package dev.atelier.engine.onnx;

import dev.atelier.engine.onnx.diffusion.DiffusersFolder;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.LongSupplier;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** The models on this machine, looked at when somebody asks and not more often than every other second. */
final class LocalModels {
    private static final long FRESH = Duration.ofSeconds(2).toNanos();
    private static final String SUFFIX = ".onnx";
    private static final int MOST_FOLDERS = 500;

    /** What was seen: models by name, and whether there are others that have none of their own. */
    private record Seen(Path root, Map<String, Path> named, boolean any, long at) {}

    private final ModelsRoot root;
    private final LongSupplier nanoTime;
    private volatile @Nullable Seen seen;

    /** Where models are. */
    interface ModelsRoot {
        Path path();
    }

    LocalModels(ModelsRoot root, LongSupplier nanoTime) {
        this.root = root;
        this.nanoTime = nanoTime;
    }

    /** Where a person would put one. */
    Path folder() {
        return root.path().resolve(OnnxEngine.ID);
    }

    /** Names a job may ask for: those of the folders, and of single networks without their ending. */
    List<String> names() {
        return List.copyOf(look().named().keySet());
    }

    List<Path> places() {
        return List.copyOf(look().named().values());
    }

    /** Whether there is any model at all, under whatever name. */
    boolean any() {
        return look().any();
    }

    Optional<Path> find(String name) {
        return Optional.ofNullable(look().named().get(name)).filter(Files::exists);
    }

    private Seen look() {
        Seen known = seen;
        Path now = root.path();
        if (known != null && known.root().equals(now) && nanoTime.getAsLong() - known.at() < FRESH) {
            return known;
        }
        Map<String, Path> named = new TreeMap<>();
        folders(now.resolve(OnnxEngine.ID)).forEach(folder -> name(folder, "", named));
        networks(now.resolve(OnnxEngine.ID)).forEach(file -> name(file, SUFFIX, named));
        folders(now).forEach(folder -> name(folder, "", named));
        Seen fresh = new Seen(now, named, !named.isEmpty() || elsewhere(now), nanoTime.getAsLong());
        seen = fresh;
        return fresh;
    }

    private static void name(Path model, String ending, Map<String, Path> named) {
        String name = model.getFileName().toString();
        named.putIfAbsent(name.substring(0, name.length() - ending.length()), model);
    }

    /** Models of the catalogue have folders of their own, and older ones lie side by side. */
    private static boolean elsewhere(Path root) {
        return networks(root).findAny().isPresent()
                || list(root).limit(MOST_FOLDERS).filter(Files::isDirectory).anyMatch(folder -> networks(folder)
                        .findAny()
                        .isPresent());
    }

    private static Stream<Path> folders(Path folder) {
        return list(folder).limit(MOST_FOLDERS).filter(DiffusersFolder::is);
    }

    private static Stream<Path> networks(Path folder) {
        return list(folder)
                .filter(file ->
                        file.getFileName().toString().toLowerCase(Locale.ROOT).endsWith(SUFFIX))
                .filter(Files::isRegularFile);
    }

    private static Stream<Path> list(Path folder) {
        try (Stream<Path> entries = Files.list(folder)) {
            return entries.sorted().toList().stream();
        } catch (IOException | UncheckedIOException e) {
            return Stream.empty(); // not there, or not ours to read: nothing in it can be run
        }
    }
}
