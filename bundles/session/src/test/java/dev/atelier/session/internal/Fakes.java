package dev.atelier.session.internal;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.atelier.common.api.EventHub;
import dev.atelier.common.api.Home;
import dev.atelier.common.api.Secret;
import dev.atelier.engine.api.EngineDescriptor;
import dev.atelier.engine.api.Kind;
import dev.atelier.engine.manager.api.EngineRow;
import dev.atelier.engine.manager.api.EngineUnavailable;
import dev.atelier.engine.manager.api.Engines;
import dev.atelier.host.api.Host;
import dev.atelier.models.api.ModelCatalogue;
import dev.atelier.models.api.ModelEntry;
import dev.atelier.registration.api.Credentials;
import dev.atelier.registration.api.Registration;
import dev.atelier.registration.api.RegistrationState;
import dev.atelier.settings.api.Setting;
import dev.atelier.settings.api.Settings;
import dev.atelier.settings.api.WorkerSettings;
import dev.atelier.wire.api.StudioAddress;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** The rooms around this one, as small as they can be. */
final class Fakes {
    private Fakes() {}

    static EngineDescriptor synthetic() {
        Map<Kind, List<String>> models = new EnumMap<>(Kind.class);
        for (Kind kind : List.of(Kind.IMAGE, Kind.LLM, Kind.AUDIO_STT, Kind.AUDIO_TTS, Kind.VIDEO)) {
            models.put(kind, List.of("synthetic", "synthetic-" + kind.wireName()));
        }
        return descriptor("synthetic", models);
    }

    static EngineDescriptor descriptor(String id, Map<Kind, List<String>> models) {
        return new EngineDescriptor(
                id,
                "1.0.0",
                id,
                Set.of(id),
                models,
                EngineDescriptor.Isolation.IN_PROCESS,
                false,
                EngineDescriptor.Needs.NONE,
                1);
    }

    static Engines engines(EngineDescriptor... serving) {
        return new Engines() {
            @Override
            public Lease lease(String source, String model) throws EngineUnavailable {
                throw new UnsupportedOperationException();
            }

            @Override
            public Optional<EngineDescriptor> current(String source) {
                return serving().stream()
                        .filter(engine -> engine.sources().contains(source))
                        .findFirst();
            }

            @Override
            public Optional<Lease> hold(String engineId) {
                return Optional.empty();
            }

            @Override
            public List<EngineDescriptor> serving() {
                return List.of(serving);
            }

            @Override
            public List<EngineRow> rows() {
                return List.of();
            }
        };
    }

    static EventHub hub() {
        return new EventHub() {
            @Override
            public void publish(String type, ObjectNode data) {}

            @Override
            public long last() {
                return 0;
            }

            @Override
            public Replay since(long id) {
                return new Replay(true, List.of());
            }

            @Override
            public EventHub.Subscription subscribe(Consumer<Event> watcher) {
                return () -> {};
            }
        };
    }

    static Host host(Host.@Nullable Presence presence) {
        return new Host() {
            @Override
            public String machineName() {
                return "rig";
            }

            @Override
            public String userName() {
                return "alice";
            }

            @Override
            public Optional<Memory> memory() {
                return Optional.empty();
            }

            @Override
            public Optional<Memory> memoryNow() {
                return memory();
            }

            @Override
            public double vramTotalGb() {
                return 24;
            }

            @Override
            public OptionalLong freeDisk(Path path) {
                return OptionalLong.empty();
            }

            @Override
            public Optional<Presence> presence() {
                return Optional.ofNullable(presence);
            }
        };
    }

    static Home home(Path root) {
        return new Home() {
            @Override
            public Path root() {
                return root;
            }

            @Override
            public Path installation() {
                return root;
            }

            @Override
            public String version() {
                return "1.2.3";
            }

            @Override
            public List<String> roles() {
                return List.of("worker");
            }
        };
    }

    /** Settings by name; what is not given has no value. */
    static Settings settings(Map<String, String> values) {
        return new Settings() {
            @Override
            public List<Setting> all() {
                return List.of();
            }

            @Override
            public Optional<Setting> find(String name) {
                return Optional.ofNullable(values.get(name))
                        .map(value -> new Setting(
                                name,
                                "pid",
                                Setting.Type.STRING,
                                value,
                                null,
                                Setting.Origin.FILE,
                                null,
                                name,
                                name,
                                List.of(),
                                null,
                                null,
                                false,
                                "group"));
            }

            @Override
            public void set(Map<String, Optional<String>> changes) {
                throw new UnsupportedOperationException();
            }
        };
    }

    static WorkerSettings worker(boolean onlyWhenIdle) {
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
                return onlyWhenIdle;
            }

            @Override
            public Path modelsRoot() {
                return Path.of("models");
            }

            @Override
            public int localApiPort() {
                return 0;
            }
        };
    }

    static final class FakeCatalogue implements ModelCatalogue {
        final List<ModelEntry> mirrored = new CopyOnWriteArrayList<>();

        @Override
        public List<ModelEntry> all() {
            return List.copyOf(mirrored);
        }

        @Override
        public Optional<ModelEntry> find(String id) {
            return Optional.empty();
        }

        @Override
        public Optional<ModelEntry> defaultFor(Kind kind) {
            return Optional.empty();
        }

        @Override
        public void put(ModelEntry entry) {}

        @Override
        public boolean remove(String id) {
            return false;
        }

        @Override
        public void mirror(ModelEntry entry) {
            mirrored.add(entry);
        }
    }

    /** An identity that comes and goes as a test says. */
    static final class FakeRegistration implements Registration {
        private final List<Consumer<RegistrationState>> watchers = new CopyOnWriteArrayList<>();
        private volatile @Nullable Credentials credentials;
        private volatile @Nullable StudioAddress studio;
        private volatile boolean expected;

        void expected() {
            expected = true;
        }

        void configured(@Nullable String baseUrl) {
            studio = baseUrl == null ? null : StudioAddress.parse(baseUrl);
            credentials = null;
            tell();
        }

        void approved(String workerId, String token) {
            StudioAddress at = studio;
            credentials = at == null ? null : new Credentials(at, workerId, new Secret(token));
            tell();
        }

        private void tell() {
            watchers.forEach(watcher -> watcher.accept(state()));
        }

        @Override
        public RegistrationState state() {
            return credentials()
                    .<RegistrationState>map(known -> new RegistrationState.Approved(known.workerId()))
                    .orElseGet(RegistrationState.Pristine::new);
        }

        @Override
        public Optional<StudioAddress> studio() {
            return Optional.ofNullable(studio);
        }

        @Override
        public boolean expectsStudio() {
            return expected || studio != null;
        }

        @Override
        public Optional<Credentials> credentials() {
            return Optional.ofNullable(credentials);
        }

        @Override
        public Registration.Subscription watch(Consumer<RegistrationState> watcher) {
            watchers.add(watcher);
            return () -> watchers.remove(watcher);
        }

        @Override
        public boolean reset() {
            return false;
        }
    }

    /** A timer the test turns: it runs what it was given when told to, and remembers how long that should have waited. */
    static final class TurnedTimer extends ScheduledThreadPoolExecutor {
        final List<Long> delays = new ArrayList<>();
        private final List<Runnable> waiting = new ArrayList<>();

        TurnedTimer() {
            super(0);
        }

        @Override
        public ScheduledFuture<?> schedule(Runnable command, long delay, TimeUnit unit) {
            delays.add(unit.toMillis(delay));
            waiting.add(command);
            return super.schedule(() -> {}, 1, TimeUnit.DAYS);
        }

        void turn() {
            List<Runnable> due = List.copyOf(waiting);
            waiting.clear();
            due.forEach(Runnable::run);
        }
    }

    /** A socket that writes down what it is told. */
    static final class FakeSocket implements Socket {
        final List<String> sent = new CopyOnWriteArrayList<>();
        volatile boolean open = true;
        volatile boolean congested;

        @Override
        public boolean send(String text) {
            if (open) {
                sent.add(text);
            }
            return open;
        }

        @Override
        public boolean congested() {
            return congested;
        }

        volatile java.util.concurrent.CompletableFuture<Void> received =
                java.util.concurrent.CompletableFuture.completedFuture(null);

        @Override
        public java.util.concurrent.CompletableFuture<Void> received() {
            return received;
        }

        @Override
        public void close(String reason) {
            open = false;
        }

        @Override
        public void abort() {
            open = false;
        }

        @Override
        public java.util.concurrent.CompletableFuture<Void> gone() {
            return java.util.concurrent.CompletableFuture.completedFuture(null);
        }
    }
}
