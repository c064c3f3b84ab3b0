package dev.atelier.launcher.start;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import dev.atelier.launcher.Home;
import dev.atelier.launcher.feature.Feature;
import dev.atelier.launcher.json.Json;
import dev.atelier.launcher.start.ReconcilePlan.Wanted;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.jar.Attributes;
import java.util.jar.JarOutputStream;
import java.util.jar.Manifest;
import java.util.zip.ZipEntry;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A real framework with one tiny bundle. */
class InstanceTest {
    private final Path folder;
    private final ByteArrayOutputStream said = new ByteArrayOutputStream();
    private final ExecutorService thread = Executors.newSingleThreadExecutor();
    private List<String> waits = List.of();
    private Duration patience = Duration.ZERO;
    private Home home = new Home(Path.of(""), Path.of(""));

    InstanceTest(@TempDir Path folder) {
        this.folder = folder;
    }

    @BeforeEach
    void makeHome() throws IOException {
        home = new Home(folder.resolve("a home+x"), folder);
        HomeFolders.create(home);
    }

    @AfterEach
    void endThread() throws InterruptedException {
        thread.shutdownNow();
        assertThat(thread.awaitTermination(20, TimeUnit.SECONDS)).isTrue();
    }

    @Test
    void tellsWhenItIsReadyAndLeavesNothingWhenStopped() throws Exception {
        Instance instance = instance("up", "aa", Map.of("Test-Endpoint", "console"));
        CompletableFuture<?> running = start(instance);

        await().untilAsserted(
                        () -> assertThat(said.toString(StandardCharsets.UTF_8)).contains("welcome to console"));

        assertThat(said.toString(StandardCharsets.UTF_8).lines())
                .containsExactly("ready worker http://console", "ready up http://console", "welcome to console");
        assertThat(Json.parse(Files.readString(home.run().resolve("endpoints.json"))))
                .isInstanceOfSatisfying(
                        Map.class, map -> assertThat(map.get("console")).isEqualTo(Map.of("url", "http://console")));
        assertThat(Files.getPosixFilePermissions(home.run().resolve("endpoints.json")))
                .hasSize(2);

        assertThat(instance.stop()).isTrue();
        instance.removeRunFiles();
        running.get(20, TimeUnit.SECONDS);

        assertThat(home.run()).isEmptyDirectory();
    }

    @Test
    void endsWhenABundleStopsTheFramework() throws Exception {
        Instance instance = instance("run", "aa", Map.of("Test-Endpoint", "console", "Test-Stop", "yes"));

        start(instance).get(20, TimeUnit.SECONDS);
    }

    @Test
    void comesBackWhenABundleRestartsTheFramework() throws Exception {
        runToReady(instance("run", "aa", Map.of("Test-Endpoint", "console", "Test-Restart", "yes")));

        assertThat(said.toString(StandardCharsets.UTF_8).lines()).endsWith("welcome to console");
    }

    @Test
    void failsWithTheReasonOfARoomThatCannotWork() throws Exception {
        Instance instance = instance("run", "aa", Map.of("Test-Failure", "port 4780 — taken; use another"));

        assertThatThrownBy(instance::run)
                .isInstanceOf(StartFailure.class)
                .hasMessage("atelier: port 4780 — taken; use another");
        instance.stop();
    }

    @Test
    void failsWithAReasonThatComesAfterItWasReady() throws Exception {
        Instance instance =
                instance("run", "aa", Map.of("Test-Endpoint", "console", "Test-Late-Failure", "ws auth failed"));

        assertThatThrownBy(instance::run).isInstanceOf(StartFailure.class).hasMessage("atelier: ws auth failed");

        assertThat(said.toString(StandardCharsets.UTF_8)).contains("ready worker", "about to fail");
        assertThat(instance.stop()).isTrue();
        instance.removeRunFiles();
        assertThat(home.run()).isEmptyDirectory();
    }

    @Test
    void isReadyAtOnceWithWhatIsWorthAWait() throws Exception {
        waits = List.of("engines");
        patience = Duration.ofHours(1);

        runToReady(instance("run", "aa", Map.of("Test-Endpoint", "console", "Test-Ready", "engines")));
    }

    @Test
    void isReadyWithoutWhatTakesTooLong() throws Exception {
        waits = List.of("engines");
        patience = Duration.ofMillis(1);

        runToReady(instance("run", "aa", Map.of("Test-Endpoint", "console")));
    }

    @Test
    void startsWithAnotherBundleOnceTheShippedFileIsAnother() throws Exception {
        runToReady(instance("run", "aa", Map.of("Test-Endpoint", "console")));
        said.reset();

        runToReady(instance("run", "bb", Map.of("Test-Endpoint", "console", "Test-Other", "yes")));

        assertThat(Files.readString(home.cache().resolve("bundles.json")))
                .contains("\"bb\"")
                .doesNotContain("\"aa\"");
    }

    @Test
    void startsAgainOverADamagedCache() throws Exception {
        runToReady(instance("run", "aa", Map.of("Test-Endpoint", "console")));
        Path framework = home.cache().resolve("framework");
        Files.writeString(framework.resolve("bundle0/bundle.id"), "nonsense");
        Files.writeString(framework.resolve("bundle1/bundle.info"), "nonsense");
        said.reset();

        runToReady(instance("run", "aa", Map.of("Test-Endpoint", "console")));
    }

    private void runToReady(Instance instance) throws Exception {
        CompletableFuture<?> running = start(instance);
        await().untilAsserted(
                        () -> assertThat(said.toString(StandardCharsets.UTF_8)).contains("welcome to"));
        instance.stop();
        running.get(20, TimeUnit.SECONDS);
    }

    private CompletableFuture<?> start(Instance instance) {
        return CompletableFuture.runAsync(
                () -> {
                    try {
                        instance.run();
                    } catch (Exception e) {
                        throw new IllegalStateException(e);
                    }
                },
                thread);
    }

    private Instance instance(String command, String sha256, Map<String, String> headers) throws IOException {
        Path jar = bundle(headers);
        StartOptions options = new StartOptions(command, null, Map.of(), false, false);
        Feature worker = new Feature("w", List.of(), "worker", List.of(), List.of("console"), waits, "console", false);
        StartPlan plan = new StartPlan(
                List.of("worker"),
                new Readiness(command, List.of(worker)),
                List.of(new Wanted(StartPlan.location(jar), sha256, 5)),
                FrameworkProperties.of(home, options, List.of("worker"), ""));
        return new Instance(home, plan, new PrintStream(said, true, StandardCharsets.UTF_8), System.err, patience);
    }

    private Path bundle(Map<String, String> headers) throws IOException {
        Manifest manifest = new Manifest();
        Attributes main = manifest.getMainAttributes();
        main.putValue("Manifest-Version", "1.0");
        main.putValue("Bundle-ManifestVersion", "2");
        main.putValue("Bundle-SymbolicName", "test");
        main.putValue("Bundle-Activator", TestBundle.class.getName());
        main.putValue("Import-Package", "org.osgi.framework");
        headers.forEach(main::putValue);
        Path jar = Files.createDirectories(folder.resolve("the repo+x")).resolve("test.jar");
        try (OutputStream file = Files.newOutputStream(jar);
                JarOutputStream out = new JarOutputStream(file, manifest)) {
            add(out, TestBundle.class);
        }
        return jar;
    }

    private static void add(JarOutputStream out, Class<?> type) throws IOException {
        String name = type.getName().replace('.', '/') + ".class";
        out.putNextEntry(new ZipEntry(name));
        try (InputStream in = Objects.requireNonNull(type.getClassLoader()).getResourceAsStream(name)) {
            Objects.requireNonNull(in).transferTo(out);
        }
    }
}
