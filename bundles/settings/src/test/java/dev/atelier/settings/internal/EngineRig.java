package dev.atelier.settings.internal;

import dev.atelier.settings.api.Setting;
import dev.atelier.settings.internal.Definition.Kind;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.CopyOnWriteArrayList;
import org.jspecify.annotations.Nullable;

/** An engine on real files, with maps for everything else around it. */
final class EngineRig {
    final Map<String, String> properties = new HashMap<>();
    final Map<String, String> environment = new HashMap<>();
    final Map<String, Map<String, Object>> configurations;
    /** What changed in the configurations, in turn; one that is as it was is no change. */
    final List<String> sunk;

    final List<Set<String>> changes = new CopyOnWriteArrayList<>();
    final Checks checks = new Checks();

    @Nullable
    String diskFullFor;

    final EtcFolder etc;
    final SettingsEngine engine;

    EngineRig(Path folder) {
        this(folder, new TreeMap<>(), new ArrayList<>());
    }

    /** Another one on the same files, with the configurations the earlier one left. */
    EngineRig(EngineRig earlier) {
        this(earlier.etc.path(), earlier.configurations, earlier.sunk);
    }

    private EngineRig(Path folder, Map<String, Map<String, Object>> configurations, List<String> sunk) {
        this.configurations = configurations;
        this.sunk = sunk;
        etc = new EtcFolder(folder) {
            @Override
            void write(String pid, Form form, byte @Nullable [] bytes) throws IOException {
                if (pid.equals(diskFullFor)) {
                    throw new IOException("No space left on device");
                }
                super.write(pid, form, bytes);
            }
        };
        engine = new SettingsEngine(
                etc, new Overrides(properties::get, environment::get), checks, new MapSink(), changes::add);
    }

    /** The worker's settings and two of another room. */
    EngineRig start() throws Exception {
        etc.prepare();
        engine.define(1, MetatypeXmlTest.workerDefinitions());
        engine.define(
                2,
                List.of(
                        new Definition(
                                "http.port",
                                "dev.atelier.http",
                                Kind.INTEGER,
                                "4780",
                                "0",
                                "65535",
                                List.of(),
                                "",
                                "",
                                "HTTP"),
                        new Definition(
                                "http.bind",
                                "dev.atelier.http",
                                Kind.STRING,
                                "127.0.0.1",
                                null,
                                null,
                                List.of(),
                                "",
                                "",
                                "HTTP")));
        return this;
    }

    EngineRig file(String pid, String text) throws IOException {
        Files.createDirectories(etc.path());
        Files.writeString(etc.file(pid, EtcFolder.Form.JSON), text);
        return this;
    }

    EngineRig cfg(String pid, String text) throws IOException {
        Files.createDirectories(etc.path());
        Files.writeString(etc.file(pid, EtcFolder.Form.CFG), text);
        return this;
    }

    String text(String pid) throws IOException {
        return Files.readString(etc.file(pid));
    }

    Setting setting(String name) {
        return engine.find(name).orElseThrow();
    }

    @Nullable
    String value(String name) {
        return setting(name).value();
    }

    private final class MapSink implements ConfigurationSink {
        @Override
        public void put(String pid, Map<String, Object> values) {
            if (!values.equals(configurations.put(pid, Map.copyOf(values)))) {
                sunk.add("put " + pid);
            }
        }

        @Override
        public void delete(String pid) {
            if (configurations.remove(pid) != null) {
                sunk.add("delete " + pid);
            }
        }

        @Override
        public List<String> pids() {
            return new ArrayList<>(configurations.keySet());
        }
    }
}
