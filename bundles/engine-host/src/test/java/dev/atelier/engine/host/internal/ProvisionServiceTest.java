package dev.atelier.engine.host.internal;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.sun.net.httpserver.HttpServer;
import dev.atelier.engine.api.EngineException;
import dev.atelier.engine.host.api.Provisions.Release;
import dev.atelier.engine.tck.ContractContext;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** With real archives from a server on a real socket. */
@SuppressWarnings("NullAway.Init") // set before each test
class ProvisionServiceTest {
    private static final String SCRIPT = "#!/bin/sh\necho ready\n";

    @TempDir
    Path root;

    @TempDir
    Path jobs;

    private final Map<String, byte[]> served = new ConcurrentHashMap<>();
    private final AtomicInteger asked = new AtomicInteger();
    private final PlainDownloads downloads = new PlainDownloads();
    private final ProvisionService provisions = new ProvisionService(downloads, new Unpacking.Limits(100_000, 20));
    private final ExecutorService threads = Executors.newCachedThreadPool();
    private volatile CountDownLatch hold = new CountDownLatch(0);
    private HttpServer server;
    private ContractContext context;

    @BeforeEach
    void open() throws IOException {
        context = new ContractContext(jobs.resolve("job"));
        server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.setExecutor(threads);
        server.createContext("/", exchange -> {
            asked.incrementAndGet();
            try {
                hold.await();
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
            byte[] file = served.get(exchange.getRequestURI().getPath());
            exchange.sendResponseHeaders(file == null ? 404 : 200, file == null ? -1 : file.length);
            if (file != null) {
                exchange.getResponseBody().write(file);
            }
            exchange.close();
        });
        server.start();
    }

    @AfterEach
    void close() {
        server.stop(0);
        threads.shutdownNow();
    }

    private Release release(String file) {
        return new Release(
                List.of("sd-cli", "sd-server"),
                "http://127.0.0.1:" + server.getAddress().getPort() + file,
                null,
                0,
                root.resolve("bin"),
                ".sd-cli-release");
    }

    private Release serve(String file, byte[] archive) {
        served.put(file, archive);
        return release(file);
    }

    private Path bin(String name) {
        return root.resolve("bin").resolve(name);
    }

    private List<String> inRoot() throws IOException {
        try (Stream<Path> files = Files.list(root)) {
            return files.map(file -> file.getFileName().toString()).sorted().toList();
        }
    }

    @Test
    void laysTheFilesOfAnArchiveSideBySideAndMakesTheProgramsRunnable() throws Exception {
        Release release = serve(
                "/a.zip",
                Archives.zip(
                        "build/bin/sd-cli", SCRIPT, "build/bin/sd-server", SCRIPT, "build/lib/libx.so", "x", "e/", ""));

        Path program = provisions.provide(release, context);

        assertThat(program).isEqualTo(bin("sd-cli")).isExecutable().hasContent(SCRIPT);
        assertThat(bin("sd-server")).isExecutable();
        assertThat(bin("libx.so")).hasContent("x");
        assertThat(bin(".sd-cli-release")).hasContent(release.url() + "\n");
        assertThat(inRoot()).containsExactly("bin");
        assertThat(downloads.asked).singleElement().satisfies(request -> {
            assertThat(request.target().getParent()).isEqualTo(root);
            assertThat(request.target().getFileName().toString())
                    .matches("\\.sd-cli-" + ProcessHandle.current().pid() + "-\\d+\\.zip");
        });
        assertThat(context.fractions()).isSorted();
    }

    @Test
    void asksNothingWhenTheProgramOfThatReleaseIsThere() throws Exception {
        Release release = serve("/a.zip", Archives.zip("sd-cli", SCRIPT));

        assertThat(provisions.present(release)).isFalse();
        provisions.provide(release, context);
        provisions.provide(release, context);

        assertThat(provisions.present(release)).isTrue();
        assertThat(asked).hasValue(1);
    }

    @Test
    void anotherReleaseTakesTheOldOnesPlaceAndLeavesWhatIsNotItsOwnAlone() throws Exception {
        provisions.provide(serve("/a.zip", Archives.zip("sd-cli", "old", "libx.so", "old")), context);
        Files.createDirectories(bin("mine"));
        Files.writeString(bin("mine/notes"), "kept");
        Files.writeString(bin("notes"), "kept");

        provisions.provide(serve("/b.zip", Archives.zip("x/sd-cli", "new")), context);

        assertThat(bin("sd-cli")).hasContent("new");
        assertThat(bin("mine/notes")).hasContent("kept");
        assertThat(bin("notes")).hasContent("kept");
        assertThat(bin("libx.so")).doesNotExist();
        assertThat(bin(".sd-cli-release.files")).hasContent("sd-cli\n");
        assertThat(bin(".sd-cli-release")).content().contains("/b.zip");
    }

    @Test
    void whatAKilledWorkerHadHalfwayPutThereGoesWithTheNextRelease() throws Exception {
        provisions.provide(serve("/a.zip", Archives.zip("sd-cli", "old", "liba.so", "old")), context);
        Files.writeString(bin(".sd-cli-release.files"), "liba.so\nlibb.so\nsd-cli\n../outside\n");
        Files.delete(bin(".sd-cli-release"));
        Files.writeString(bin("libb.so"), "half of the next");
        Files.writeString(root.resolve("outside"), "kept");

        provisions.provide(serve("/c.zip", Archives.zip("sd-cli", "new", "libc.so", "new")), context);

        assertThat(bin("liba.so")).doesNotExist();
        assertThat(bin("libb.so")).doesNotExist();
        assertThat(bin("libc.so")).hasContent("new");
        assertThat(root.resolve("outside")).hasContent("kept");
    }

    @Test
    void whateverFailsTheOldProgramStaysAndNothingIsLeftBehind() throws Exception {
        Release old = serve("/a.zip", Archives.zip("sd-cli", "old", "libx.so", "old"));
        provisions.provide(old, context);
        Files.createDirectories(bin("sub"));
        byte[] good = Archives.zip("sd-cli", "new", "libx.so", "new");

        assertFails(release("/gone.zip"), "sd-cli: GET http://127.0.0.1:", "-> 404");
        assertFails(serve("/cut.zip", Archives.cut(good)), "sd-cli could not be provisioned");
        assertFails(serve("/page.zip", "<html>".getBytes(UTF_8)), "it is neither a zip nor a gzipped tar");
        assertFails(serve("/empty.zip", Archives.zip("readme", "x")), "the archive holds no sd-cli");
        assertFails(serve("/clash.zip", Archives.zip("libx.so", "new", "sub", "x", "sd-cli", "new")), "is a folder");

        assertThat(bin("sd-cli")).hasContent("old");
        assertThat(bin("libx.so")).hasContent("old");
        assertThat(bin(".sd-cli-release.files")).hasContent("libx.so\nsd-cli\n");
        assertThat(provisions.present(old)).isTrue();
        assertThat(inRoot()).containsExactly("bin");
    }

    private void assertFails(Release release, String... words) {
        assertThatThrownBy(() -> provisions.provide(release, context))
                .isInstanceOf(EngineException.class)
                .hasMessageContainingAll(words);
    }

    @Test
    void noEntryGetsOutOfTheFolder() throws Exception {
        Release release = serve(
                "/slip.zip",
                Archives.zip(
                        "sd-cli", SCRIPT, "../../evil", "1", "/absolute", "2", "..\\..\\windows", "3", "a/../b", "4"));

        provisions.provide(release, context);

        assertThat(inRoot()).containsExactly("bin");
        assertThat(root.resolveSibling("evil")).doesNotExist();
        try (Stream<Path> files = Files.list(root.resolve("bin"))) {
            assertThat(files.map(file -> file.getFileName().toString()))
                    .containsExactlyInAnyOrder(
                            "sd-cli", "evil", "absolute", "windows", "b", ".sd-cli-release", ".sd-cli-release.files");
        }
    }

    @Test
    void entriesWithoutAProperNameAreRefused() throws Exception {
        assertFails(serve("/dots.zip", Archives.zip("sd-cli", SCRIPT, "a/..", "x")), "a name that is none");
        assertFails(serve("/colon.zip", Archives.zip("sd-cli", SCRIPT, "C:evil", "x")), "a name that is none");
        assertThat(bin("sd-cli")).doesNotExist();
    }

    @Test
    void anArchiveThatUnpacksToTooMuchIsGivenUp() throws Exception {
        assertFails(serve("/big.zip", Archives.zip("sd-cli", "0".repeat(200_000))), "it unpacks to more than");
        String[] many = new String[60];
        for (int i = 0; i < many.length; i += 2) {
            many[i] = "file" + i;
            many[i + 1] = "";
        }
        assertFails(serve("/many.zip", Archives.zip(many)), "it holds more than 20 files");
        assertThat(inRoot()).isEmpty();
    }

    @Test
    void whatIsLeftOutCountsAsWell() throws Exception {
        Archives.Tarball folders = new Archives.Tarball().file("sd-cli", 0755, SCRIPT);
        Archives.Tarball devices = new Archives.Tarball().file("sd-cli", 0755, SCRIPT);
        for (int i = 0; i < 21; i++) {
            folders.folder("f" + i + "/");
            devices.link("d" + i, '3', "");
        }
        assertFails(serve("/folders.tar.gz", folders.gzipped()), "it holds more than 20 files");
        assertFails(serve("/devices.tar.gz", devices.gzipped()), "it holds more than 20 files");
        assertFails(
                serve(
                        "/big.tar.gz",
                        new Archives.Tarball()
                                .file("a/", 0755, "0".repeat(200_000))
                                .gzipped()),
                "it unpacks to more than");
        Archives.Tarball attributes = new Archives.Tarball();
        for (int i = 0; i < 100; i++) {
            attributes.attributes("1 a=b\n");
        }
        assertFails(serve("/x.tar.gz", attributes.gzipped()), "the archive makes no sense");
    }

    @Test
    void aLengthBelowNothingIsNone() throws Exception {
        assertFails(
                serve(
                        "/minus.tar.gz",
                        new Archives.Tarball().length("sd-cli", "-0000000777").gzipped()),
                "no sense");
    }

    @Test
    void tarsKeepTheirLinksAndWhatIsExecutable() throws Exception {
        String longName = "llama/" + "n".repeat(120) + ".so";
        byte[] tar = new Archives.Tarball()
                .folder("llama/")
                .link("llama/libx.so", '2', "libx.so.1")
                .link("llama/libx.so.1", '2', "libx.so.1.2")
                .file("llama/libx.so.1.2", 0644, "library")
                .file("llama/sd-cli", 0644, SCRIPT)
                .file("llama/other-tool", 0755, SCRIPT)
                .link("llama/lost", '2', "../../../etc/passwd")
                .link("llama/round", '2', "round")
                .longName(longName)
                .file("llama/short", 0644, "long")
                .attributes("20 path=llama/pax.so\n")
                .file("llama/ignored", 0644, "pax")
                .gzipped();

        provisions.provide(serve("/a.tar.gz", tar), context);

        assertThat(bin("libx.so")).hasContent("library").isSymbolicLink();
        assertThat(bin("libx.so.1")).hasContent("library");
        assertThat(bin("sd-cli")).isExecutable();
        assertThat(bin("other-tool")).isExecutable();
        assertThat(bin("libx.so.1.2").toFile().canExecute()).isFalse();
        assertThat(bin("lost")).doesNotExist();
        assertThat(bin("round")).doesNotExist();
        assertThat(bin("n".repeat(120) + ".so")).hasContent("long");
        assertThat(bin("pax.so")).hasContent("pax");
    }

    @Test
    void aTarThatEndsTooEarlyIsNone() throws Exception {
        byte[] tar =
                new Archives.Tarball().file("sd-cli", 0755, SCRIPT.repeat(1000)).gzipped();

        assertFails(serve("/cut.tar.gz", Archives.cut(tar)), "sd-cli could not be provisioned");
    }

    @Test
    void whoWantsTheSameAtTheSameTimeWaitsForIt() throws Exception {
        Release release = serve("/a.zip", Archives.zip("sd-cli", SCRIPT));
        hold = new CountDownLatch(1);
        Future<Path> one = threads.submit(() -> provisions.provide(release, context));
        Future<Path> two = threads.submit(() -> provisions.provide(release, new ContractContext(jobs.resolve("two"))));
        ContractContext impatient = new ContractContext(jobs.resolve("three"));
        Future<Path> three = threads.submit(() -> provisions.provide(release, impatient));

        impatient.cancel();
        assertThatThrownBy(() -> three.get(5, TimeUnit.SECONDS)).hasRootCauseInstanceOf(EngineException.class);
        hold.countDown();

        assertThat(one.get(5, TimeUnit.SECONDS)).isEqualTo(two.get(5, TimeUnit.SECONDS));
        assertThat(asked).hasValueLessThan(3);
        assertThat(inRoot()).containsExactly("bin");
    }

    @Test
    void clearsAwayWhatAKilledWorkerLeft() throws Exception {
        Process ended = new ProcessBuilder("true").start();
        ended.waitFor();
        Files.writeString(root.resolve(".sd-cli-" + ended.pid() + "-1.part"), "half");
        Files.createDirectories(root.resolve(".sd-cli-" + ended.pid() + "-1.staging/x"));
        Files.writeString(root.resolve(".sd-cli-1-x.part"), "of somebody else");
        Files.writeString(root.resolve("sd-cli-" + ended.pid() + "-1.zip"), "of somebody else");

        provisions.provide(serve("/a.zip", Archives.zip("sd-cli", SCRIPT)), context);

        assertThat(inRoot()).containsExactly(".sd-cli-1-x.part", "bin", "sd-cli-" + ended.pid() + "-1.zip");
    }
}
