package dev.atelier.models.internal;

import dev.atelier.downloads.api.Downloads;
import dev.atelier.engine.api.EngineException;
import dev.atelier.engine.api.ModelSource;
import dev.atelier.models.api.ModelCatalogue;
import dev.atelier.models.api.ModelEntry;
import java.io.IOException;
import java.nio.file.DirectoryNotEmptyException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** What the files of models take up, and which of them nobody needs. */
final class ModelCache {
    private static final Logger LOG = LoggerFactory.getLogger(ModelCache.class);

    private final ModelStore store;
    private final ModelCatalogue catalogue;
    private final Downloads downloads;

    ModelCache(ModelStore store, ModelCatalogue catalogue, Downloads downloads) {
        this.store = store;
        this.catalogue = catalogue;
        this.downloads = downloads;
    }

    /** What a file is good for. */
    enum Use {
        /** A model of the catalogue names it. */
        USED,
        /** Fetched by this worker, and no model names it any more. */
        UNUSED,
        /** Coming at this moment. */
        DOWNLOADING,
        /** Left of a download that did not end. */
        UNFINISHED;

        String wireName() {
            return name().toLowerCase(Locale.ROOT);
        }

        boolean goes() {
            return this == UNUSED || this == UNFINISHED;
        }
    }

    /** @param fetched whether this worker brought it, rather than finding it here */
    record Item(Path path, long bytes, Instant modified, Use use, boolean fetched, List<String> models) {}

    List<Item> items() {
        Map<Path, Set<String>> named = named();
        Set<Path> fetched = store.fetched().all();
        Set<Path> underway =
                downloads.underway().stream().map(Downloads.Underway::target).collect(Collectors.toSet());
        Map<Path, Item> items = new TreeMap<>();
        named.forEach((path, models) -> add(items, path, Use.USED, fetched.contains(path), List.copyOf(models)));
        fetched.stream()
                .filter(path -> !named.containsKey(path))
                .forEach(path -> add(items, path, Use.UNUSED, true, List.of()));
        fetched.stream().map(Path::getParent).distinct().forEach(folder -> unfinished(folder, underway, items));
        return List.copyOf(items.values());
    }

    /** @return what is gone now */
    List<Item> delete(List<Item> chosen) {
        List<Item> gone = new ArrayList<>();
        Set<Path> empty = new LinkedHashSet<>();
        for (Item item : chosen) {
            try {
                Files.deleteIfExists(item.path());
                Files.deleteIfExists(note(item.path()));
                gone.add(item);
                empty.add(item.path().getParent());
            } catch (IOException e) {
                LOG.atWarn().addKeyValue("file", item.path()).setCause(e).log("model file not deleted");
            }
        }
        store.fetched()
                .remove(gone.stream()
                        .filter(item -> item.use() == Use.UNUSED)
                        .map(Item::path)
                        .toList());
        empty.stream().filter(folder -> !folder.equals(store.folders().root())).forEach(ModelCache::deleteIfEmpty);
        return gone;
    }

    /** By the models of the catalogue, enabled or not. */
    private Map<Path, Set<String>> named() {
        ModelFolders folders = store.folders();
        Map<Path, Set<String>> named = new TreeMap<>();
        for (ModelEntry model : catalogue.all()) {
            for (ModelSource.File file : model.source().files()) {
                try {
                    folders.find(model.id(), model.source().engine(), file)
                            .ifPresent(path -> named.computeIfAbsent(path, p -> new LinkedHashSet<>())
                                    .add(model.id()));
                } catch (EngineException e) {
                    // a name that is no file's name names no file
                }
            }
        }
        return named;
    }

    private static void unfinished(Path folder, Set<Path> underway, Map<Path, Item> items) {
        boolean busy = underway.stream().anyMatch(target -> folder.equals(target.getParent()));
        try (Stream<Path> files = Files.list(folder)) {
            // Without a note beside it, it may be of another program.
            files.filter(file -> Downloads.unfinished(file) && Files.exists(note(file)))
                    .forEach(file -> add(items, file, busy ? Use.DOWNLOADING : Use.UNFINISHED, true, List.of()));
        } catch (NoSuchFileException e) {
            // nothing came so far
        } catch (IOException e) {
            LOG.atWarn().addKeyValue("folder", folder).setCause(e).log("folder of models not read");
        }
    }

    private static void add(Map<Path, Item> items, Path path, Use use, boolean fetched, List<String> models) {
        try {
            Instant modified = Files.getLastModifiedTime(path).toInstant();
            items.put(path, new Item(path, Files.size(path), modified, use, fetched, models));
        } catch (IOException e) {
            // gone meanwhile, or not there yet
        }
    }

    private static Path note(Path file) {
        return file.resolveSibling(file.getFileName() + ".json");
    }

    private static void deleteIfEmpty(Path folder) {
        try {
            Files.deleteIfExists(folder);
        } catch (DirectoryNotEmptyException e) {
            // others are in it
        } catch (IOException e) {
            LOG.atDebug().setCause(e).log("folder of a model not deleted");
        }
    }
}
