package dev.atelier.models.internal;

import dev.atelier.engine.api.EngineException;
import dev.atelier.engine.api.JobContext;
import dev.atelier.engine.api.ModelFiles;
import dev.atelier.settings.api.WorkerSettings;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** A folder of models, and what stands around it. */
final class Shelf {
    final Path root;
    final Path state;
    final FakeDownloads downloads = new FakeDownloads();
    final RecordingHub hub = new RecordingHub();
    final FakeJob job = new FakeJob();
    final CatalogueStore catalogue;
    final ModelStore store;

    Shelf(Path folder) {
        root = folder.resolve("models");
        state = folder.resolve("state");
        catalogue = new CatalogueStore(new CatalogueFile(state, Clock.systemUTC()), hub);
        store = new ModelStore(settings(root), downloads, hub, new FetchedFiles(state));
        hub.types.clear();
    }

    /** A file of seven bytes. */
    Path file(String path) throws IOException {
        Path file = root.resolve(path);
        Files.createDirectories(file.getParent());
        return Files.writeString(file, "weights");
    }

    private static WorkerSettings settings(Path root) {
        return new WorkerSettings() {
            @Override
            public Optional<String> apiBaseUrl() {
                return Optional.empty();
            }

            @Override
            public double vramThresholdGb() {
                return 12;
            }

            @Override
            public boolean onlyWhenIdle() {
                return false;
            }

            @Override
            public Path modelsRoot() {
                return root;
            }

            @Override
            public int localApiPort() {
                return 0;
            }
        };
    }

    /** Remembers what it is told. */
    static final class FakeJob implements JobContext {
        final List<String> told = new ArrayList<>();
        Runnable whenCancellable = () -> {};
        private Runnable onCancel = () -> {};
        private boolean cancelled;

        void cancel() {
            cancelled = true;
            onCancel.run();
        }

        @Override
        public void progress(double fraction, String text) {
            told.add(fraction + " " + text);
        }

        @Override
        public void log(Level level, String message) {
            told.add(level + " " + message);
        }

        @Override
        public boolean cancelled() {
            return cancelled;
        }

        @Override
        public void onCancel(Runnable action) {
            onCancel = action;
            whenCancellable.run();
        }

        @Override
        public Optional<Instant> deadline() {
            return Optional.empty();
        }

        @Override
        public Path scratch() {
            throw new UnsupportedOperationException();
        }

        @Override
        public ModelFiles modelFiles() {
            throw new UnsupportedOperationException();
        }

        @Override
        public Path input(String url) throws EngineException {
            throw new UnsupportedOperationException();
        }
    }
}
