package dev.atelier.engine.manager.internal;

import static org.awaitility.Awaitility.await;

import dev.atelier.common.api.Home;
import dev.atelier.engine.manager.api.EngineOperations;
import dev.atelier.engine.manager.api.EngineOperations.Source;
import dev.atelier.engine.manager.api.EngineRow;
import dev.atelier.engine.manager.api.Engines;
import dev.atelier.engine.manager.api.Operation;
import dev.atelier.engine.manager.api.RefusedOperation;
import dev.atelier.engine.manager.internal.settings.ManagerSettings;
import dev.atelier.engine.manager.internal.store.Digests;
import dev.atelier.engine.manager.internal.store.Disk;
import dev.atelier.engine.tck.fixture.Spec;
import dev.atelier.engine.tck.fixture.TestEngines;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.ServiceLoader;
import java.util.SortedSet;
import java.util.TreeSet;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.osgi.framework.Bundle;
import org.osgi.framework.BundleException;
import org.osgi.framework.Constants;
import org.osgi.framework.launch.Framework;
import org.osgi.framework.launch.FrameworkFactory;

/** A manager over a home folder in a real framework. */
final class Worker implements AutoCloseable {
    static final ManagerSettings QUICK = new ManagerSettings(
            Duration.ofSeconds(5),
            Duration.ofSeconds(30),
            Duration.ofSeconds(30),
            Duration.ofSeconds(60),
            5,
            5,
            Duration.ofSeconds(60),
            List.of(),
            false,
            false);

    final Path root;
    final Framework framework;
    final TestHub hub = new TestHub();
    final Assembly assembly;
    volatile ManagerSettings settings;

    Worker(Path root) throws Exception {
        this(root, QUICK, Disk.real(), null);
    }

    Worker(Path root, ManagerSettings settings, Disk disk, @Nullable String seeds) throws Exception {
        this.root = root;
        this.settings = settings;
        this.framework = ServiceLoader.load(FrameworkFactory.class)
                .findFirst()
                .orElseThrow()
                .newFramework(Map.of(
                        Constants.FRAMEWORK_STORAGE,
                        root.resolve("cache").toString(),
                        Constants.FRAMEWORK_SYSTEMPACKAGES_EXTRA,
                        "dev.atelier.engine.api;version=\"1.0.0\"",
                        "felix.log.level",
                        "0"));
        framework.start();
        assembly = new Assembly(
                framework.getBundleContext(), home(root), hub, () -> this.settings, disk, Clock.systemUTC(), seeds);
        assembly.start();
        await().until(() -> !assembly.registry().starting());
    }

    private static Home home(Path root) {
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
                return "0.1.0";
            }

            @Override
            public List<String> roles() {
                return List.of("worker");
            }
        };
    }

    Engines engines() {
        return assembly.registry();
    }

    EngineOperations operations() {
        return assembly.operations();
    }

    Path build(Spec spec) throws IOException {
        return TestEngines.build(Files.createDirectories(root.resolve("made")), spec);
    }

    static Source reference(String reference) {
        return new Source(null, null, null, reference, "catalogue");
    }

    static Source upload(Path jar) {
        return new Source(jar, null, null, null, "upload");
    }

    /** Installs unsigned, and waits for the end. */
    Operation install(Spec spec) throws Exception {
        return install(build(spec));
    }

    Operation install(Path jar) throws Exception {
        return end(operations().install(upload(jar), true, "test"));
    }

    Operation end(Operation operation) {
        return operations().end(operation.id()).orTimeout(60, TimeUnit.SECONDS).join();
    }

    Operation find(Operation operation) {
        return operations().operation(operation.id()).orElseThrow();
    }

    /** The version that answers a lease now. */
    String serving(String id) throws Exception {
        try (Engines.Lease lease = engines().lease(id, "m")) {
            lease.engine().health(); // a stopped bundle's classes would still answer; see liveEngine()
            return lease.descriptor().version();
        }
    }

    EngineRow row(String id, String version) {
        return engines().rows().stream()
                .filter(r -> r.id().equals(id) && r.version().equals(version))
                .findFirst()
                .orElseThrow();
    }

    List<String> versions(String id) {
        return engines().rows().stream()
                .filter(r -> r.id().equals(id))
                .map(r -> r.version() + " " + r.state().wireName())
                .toList();
    }

    /** Engine bundles in the framework: name, version, state. */
    List<String> bundles() {
        return Arrays.stream(framework.getBundleContext().getBundles())
                .filter(b -> b.getLocation().startsWith("engine:"))
                .map(b -> b.getVersion() + (b.getState() == Bundle.ACTIVE ? " active" : " " + b.getState()))
                .sorted()
                .toList();
    }

    /** Hashes in the store, as file names. */
    SortedSet<String> stored() throws IOException {
        Path store = root.resolve("engines/store");
        if (!Files.exists(store)) {
            return new TreeSet<>();
        }
        try (Stream<Path> files = Files.walk(store)) {
            return files.filter(Files::isRegularFile)
                    .map(f -> f.getFileName().toString())
                    .collect(Collectors.toCollection(TreeSet::new));
        }
    }

    List<Path> staging() throws IOException {
        Path folder = root.resolve("engines/staging");
        if (!Files.exists(folder)) {
            return List.of();
        }
        try (Stream<Path> files = Files.list(folder)) {
            return files.toList();
        }
    }

    static String seeds(Path... jars) throws IOException {
        StringBuilder lines = new StringBuilder();
        for (Path jar : jars) {
            lines.append(Digests.of(jar)).append(' ').append(jar).append('\n');
        }
        return lines.toString();
    }

    /** The code of the refusal. */
    String refused(Path jar, boolean allowUnsigned) {
        return refused(upload(jar), allowUnsigned);
    }

    String refused(Source source, boolean allowUnsigned) {
        try {
            operations().install(source, allowUnsigned, "test");
            return "not refused";
        } catch (RefusedOperation e) {
            return e.status() + " " + e.code() + ": " + e.getMessage();
        }
    }

    @Override
    public void close() {
        assembly.close();
        try {
            framework.stop();
            framework.waitForStop(5000);
        } catch (BundleException e) {
            throw new IllegalStateException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
