package dev.atelier.model.host.internal;

import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.atelier.common.api.EventHub;
import dev.atelier.common.api.Home;
import dev.atelier.common.api.Json;
import dev.atelier.engine.api.Engine;
import dev.atelier.engine.api.EngineDescriptor;
import dev.atelier.engine.api.Kind;
import dev.atelier.engine.api.ModelFiles;
import dev.atelier.engine.api.ModelSource;
import dev.atelier.engine.manager.api.EngineRow;
import dev.atelier.engine.manager.api.EngineUnavailable;
import dev.atelier.engine.manager.api.Engines;
import dev.atelier.host.api.Host;
import dev.atelier.model.host.api.ModelHost;
import dev.atelier.model.host.api.ModelHost.State;
import dev.atelier.models.api.ModelCatalogue;
import dev.atelier.models.api.ModelEntry;
import java.nio.file.Path;
import java.time.Clock;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** A worker with one engine, some models, and as much memory as a test says. */
final class World implements AutoCloseable {
    static final String ENGINE = "llama-cpp";

    final List<ModelEntry> entries = new CopyOnWriteArrayList<>();
    final ModelCatalogue catalogue = new Catalogue();
    final AtomicInteger leases = new AtomicInteger();
    // guarded by recalls
    private final List<Map.Entry<String, Runnable>> recalls = new ArrayList<>();
    private final Set<String> recalled = new HashSet<>();
    private final List<Consumer<EventHub.Event>> watchers = new CopyOnWriteArrayList<>();
    private final Path folder;
    volatile double freeGib = 8;
    volatile double vramGib;
    final AtomicInteger looks = new AtomicInteger();
    volatile @Nullable FakeLoader engine = new FakeLoader("1.0.0");
    HostRoom room;

    World(Path folder) {
        this.folder = folder;
        this.room = opened();
    }

    HostRoom opened() {
        HostRoom opened = new HostRoom(
                new HostRoom.Rooms(
                        new Catalogue(),
                        new OneEngine(),
                        (model, source, job) -> new NoFiles(),
                        new Machine(),
                        new Hub(),
                        home()),
                Clock.systemUTC());
        opened.start();
        return opened;
    }

    void restart() {
        room.stop();
        room = opened();
    }

    /** The engine is another version from now on, or gone. */
    void serves(@Nullable FakeLoader next) {
        engine = next;
        watchers.forEach(each -> each.accept(new EventHub.Event(1, "engine", Json.object())));
    }

    /** The drain deadline of a version has passed. */
    void recall(String version) {
        List<Runnable> actions;
        synchronized (recalls) {
            recalled.add(version);
            actions = recalls.stream()
                    .filter(each -> each.getKey().equals(version))
                    .map(Map.Entry::getValue)
                    .toList();
        }
        actions.forEach(Runnable::run);
    }

    void model(String id, double gib) {
        model(id, gib, null);
    }

    void model(String id, double gib, @Nullable String group) {
        entries.add(new ModelEntry(
                id, id, Kind.LLM, gib, null, ModelSource.of(ENGINE), true, ModelEntry.Origin.LOCAL, group));
    }

    ModelHost.View view(String model) {
        return room.find(model).orElseThrow();
    }

    void awaitState(String model, State state) {
        await().until(() -> view(model).state() == state);
    }

    @Override
    public void close() {
        room.stop();
    }

    private Home home() {
        return new Home() {
            @Override
            public Path root() {
                return folder;
            }

            @Override
            public Path installation() {
                return folder;
            }

            @Override
            public String version() {
                return "1";
            }

            @Override
            public List<String> roles() {
                return List.of("worker");
            }
        };
    }

    private final class Catalogue implements ModelCatalogue {
        @Override
        public List<ModelEntry> all() {
            return List.copyOf(entries);
        }

        @Override
        public Optional<ModelEntry> find(String id) {
            return entries.stream().filter(each -> each.id().equals(id)).findFirst();
        }

        @Override
        public Optional<ModelEntry> defaultFor(Kind kind) {
            return entries.stream().findFirst();
        }

        @Override
        public void put(ModelEntry entry) {
            entries.add(entry);
        }

        @Override
        public boolean remove(String id) {
            return entries.removeIf(each -> each.id().equals(id));
        }

        @Override
        public void mirror(ModelEntry entry) {
            put(entry);
        }
    }

    private final class OneEngine implements Engines {
        @Override
        public Lease lease(String source, String model) throws EngineUnavailable {
            FakeLoader now = engine;
            if (now == null) {
                throw new EngineUnavailable(source, "engine " + source + " does not serve");
            }
            leases.incrementAndGet();
            return new Held(now);
        }

        @Override
        public Optional<EngineDescriptor> current(String source) {
            return Optional.ofNullable(engine).map(FakeLoader::descriptor);
        }

        @Override
        public Optional<Lease> hold(String engineId) {
            return Optional.empty();
        }

        @Override
        public List<EngineDescriptor> serving() {
            return current(ENGINE).stream().toList();
        }

        @Override
        public List<EngineRow> rows() {
            return List.of();
        }
    }

    private final class Held implements Engines.Lease {
        private final FakeLoader version;

        private Held(FakeLoader version) {
            this.version = version;
        }

        @Override
        public Engine engine() {
            return version;
        }

        @Override
        public EngineDescriptor descriptor() {
            return version.descriptor();
        }

        @Override
        public void report(boolean engineFault) {}

        @Override
        public void onRecall(Runnable action) {
            String wanted = version.descriptor().version();
            synchronized (recalls) {
                if (!recalled.contains(wanted)) {
                    recalls.add(Map.entry(wanted, action));
                    return;
                }
            }
            action.run(); // too late to be called: at once, as the real one does
        }

        @Override
        public void close() {
            leases.decrementAndGet();
        }
    }

    final class Machine implements Host {
        @Override
        public String machineName() {
            return "here";
        }

        @Override
        public String userName() {
            return "somebody";
        }

        @Override
        public Optional<Memory> memory() {
            return freeGib < 0
                    ? Optional.empty()
                    : Optional.of(new Memory("host", 16L << 30, (long) (freeGib * (1L << 30))));
        }

        @Override
        public Optional<Memory> memoryNow() {
            looks.incrementAndGet();
            return memory();
        }

        @Override
        public double vramTotalGb() {
            return vramGib;
        }

        @Override
        public OptionalLong freeDisk(Path path) {
            return OptionalLong.empty();
        }

        @Override
        public Optional<Presence> presence() {
            return Optional.empty();
        }
    }

    private static final class NoFiles implements ModelFiles {
        @Override
        public Path get(ModelSource.File file) {
            throw new UnsupportedOperationException();
        }

        @Override
        public Path root() {
            throw new UnsupportedOperationException();
        }
    }

    private final class Hub implements EventHub {
        @Override
        public void publish(String type, ObjectNode data) {}

        @Override
        public long last() {
            return 0;
        }

        @Override
        public Replay since(long id) {
            return new Replay(true, new ArrayList<>());
        }

        @Override
        public Subscription subscribe(Consumer<Event> watcher) {
            watchers.add(watcher);
            return () -> watchers.remove(watcher);
        }
    }
}
