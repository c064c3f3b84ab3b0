package dev.atelier.engine.host.api;

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
import java.util.function.Predicate;
import java.util.function.Supplier;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** The models of an engine on this machine, looked at when somebody asks and not more often than every other second. */
public final class LocalModels {
    private static final long FRESH = Duration.ofSeconds(2).toNanos();
    private static final int MOST_ENTRIES = 5_000;

    /**
     * How a model is recognised.
     *
     * @param folder below the root, where those lie that jobs may ask for by name
     * @param suffix of a model's file, in whatever case
     * @param depth how deep below that folder they may lie; 1 is in it
     * @param stray whether a file elsewhere with that suffix is a model of this engine; its bytes may tell
     * @param whole whether a folder is a model itself; such may be named wherever below the root they lie
     */
    public record Form(String folder, String suffix, int depth, Predicate<Path> stray, Predicate<Path> whole) {
        /** Every file with that suffix is one, and no folder. */
        public static Form of(String folder, String suffix) {
            return new Form(folder, suffix, 1, file -> true, path -> false);
        }

        public Form deep(int levels) {
            return new Form(folder, suffix, levels, stray, whole);
        }

        public Form withStray(Predicate<Path> test) {
            return new Form(folder, suffix, depth, test, whole);
        }

        public Form withWhole(Predicate<Path> test) {
            return new Form(folder, suffix, depth, stray, test);
        }

        /** Whether a file is called like a model. */
        public boolean named(String filename) {
            return filename.toLowerCase(Locale.ROOT).endsWith(suffix);
        }
    }

    /** What was seen: models by name, and whether there are others. */
    private record Seen(Path root, Map<String, Path> named, boolean any, long at) {}

    private final Supplier<Path> root;
    private final Form form;
    private final LongSupplier nanoTime;
    private volatile @Nullable Seen seen;

    /** @param root where models are; it need not exist, and may be another one every time */
    public LocalModels(Supplier<Path> root, Form form, LongSupplier nanoTime) {
        this.root = root;
        this.form = form;
        this.nanoTime = nanoTime;
    }

    /** Where a person would put one. */
    public Path folder() {
        return root.get().resolve(form.folder());
    }

    /** Names a job may ask for: those of the files without their ending, and of folders. */
    public List<String> names() {
        return List.copyOf(look().named().keySet());
    }

    /** The models with those names, in the same order. */
    public List<Path> places() {
        return List.copyOf(look().named().values());
    }

    /** Whether there is any model at all, under whatever name. */
    public boolean any() {
        return look().any();
    }

    /** The model of that name, if it is there still. */
    public Optional<Path> find(String name) {
        return Optional.ofNullable(look().named().get(name)).filter(Files::exists);
    }

    private Seen look() {
        Seen known = seen;
        Path now = root.get();
        if (known != null && known.root().equals(now) && nanoTime.getAsLong() - known.at() < FRESH) {
            return known;
        }
        Map<String, Path> named = named(now);
        Seen fresh = new Seen(now, named, !named.isEmpty() || elsewhere(now), nanoTime.getAsLong());
        seen = fresh;
        return fresh;
    }

    /** Of two with one name that in the folder for them wins, and there the one that comes first. */
    private Map<String, Path> named(Path now) {
        Map<String, Path> named = new TreeMap<>();
        Path folder = now.resolve(form.folder());
        list(folder, 1).filter(form.whole()).forEach(each -> named.putIfAbsent(name(each), each));
        files(folder, form.depth()).forEach(each -> named.putIfAbsent(stem(each), each));
        list(now, 1).filter(form.whole()).forEach(each -> named.putIfAbsent(name(each), each));
        return named;
    }

    /** Models of the catalogue have folders of their own, and older ones lie side by side. */
    private boolean elsewhere(Path now) {
        return files(now, 2).anyMatch(form.stray());
    }

    private Stream<Path> files(Path folder, int depth) {
        return list(folder, depth).filter(file -> form.named(name(file))).filter(Files::isRegularFile);
    }

    private String stem(Path file) {
        String name = name(file);
        return name.substring(0, name.length() - form.suffix().length());
    }

    private static String name(Path path) {
        return String.valueOf(path.getFileName());
    }

    /** What is below a folder, so many levels deep and in order; nothing of what is not there or not ours to read. */
    private static Stream<Path> list(Path folder, int depth) {
        return entries(folder).stream()
                .flatMap(entry -> depth > 1 && Files.isDirectory(entry)
                        ? Stream.concat(Stream.of(entry), list(entry, depth - 1))
                        : Stream.of(entry));
    }

    private static List<Path> entries(Path folder) {
        try (Stream<Path> entries = Files.list(folder)) {
            return entries.limit(MOST_ENTRIES).sorted().toList();
        } catch (IOException | UncheckedIOException e) {
            return List.of(); // nothing in it can be run
        }
    }
}
