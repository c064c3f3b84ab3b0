package dev.atelier.engine.manager.internal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import dev.atelier.engine.manager.api.EngineOperations.Preview;
import dev.atelier.engine.manager.api.Operation;
import dev.atelier.engine.tck.fixture.Spec;
import java.io.IOException;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Installing from an address: the first step of the operation brings the bundle here. */
class FetchTest extends OneWorker {
    private static final int BALLAST = 300_000;

    private final ExecutorService threads = Executors.newCachedThreadPool();
    private final CountDownLatch goOn = new CountDownLatch(1);

    @SuppressWarnings("NullAway.Init") // opened before each test
    private HttpServer server;

    @SuppressWarnings("NullAway.Init") // built before each test
    private byte[] bundle;

    @BeforeEach
    void serve() throws Exception {
        aWorker();
        bundle = Files.readAllBytes(worker.build(Spec.of("paint", "1.0.0").ballast(BALLAST)));
        server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.setExecutor(threads);
        server.createContext("/whole.jar", exchange -> send(exchange, bundle.length));
        server.createContext("/broken.jar", exchange -> send(exchange, bundle.length / 2));
        server.createContext("/down.jar", exchange -> {
            exchange.sendResponseHeaders(503, -1);
            exchange.close();
        });
        server.createContext("/there.jar", exchange -> redirect(exchange, "/whole.jar"));
        server.createContext("/away.jar", exchange -> redirect(exchange, "http://shop.example/x.jar"));
        server.createContext("/slow.jar", this::sendHalfAndWait);
        server.start();
    }

    /** Announces the whole, and sends so much of it. */
    private void send(HttpExchange exchange, int bytes) throws IOException {
        if (nothingThere(exchange)) {
            return;
        }
        exchange.sendResponseHeaders(200, bundle.length);
        exchange.getResponseBody().write(bundle, 0, bytes);
        exchange.getResponseBody().flush();
        exchange.close();
    }

    private void sendHalfAndWait(HttpExchange exchange) throws IOException {
        if (nothingThere(exchange)) {
            return;
        }
        int half = bundle.length / 2;
        exchange.sendResponseHeaders(200, bundle.length);
        OutputStream out = exchange.getResponseBody();
        out.write(bundle, 0, half);
        out.flush();
        goOn();
        out.write(bundle, half, bundle.length - half);
        exchange.close();
    }

    /** Only the bundle is there, and not what may lie beside it. */
    private static boolean nothingThere(HttpExchange exchange) throws IOException {
        if (exchange.getRequestURI().getPath().endsWith(".jar")) {
            return false;
        }
        exchange.sendResponseHeaders(404, -1);
        exchange.close();
        return true;
    }

    private static void redirect(HttpExchange exchange, String to) throws IOException {
        if (nothingThere(exchange)) {
            return;
        }
        exchange.getResponseHeaders().set("Location", to);
        exchange.sendResponseHeaders(302, -1);
        exchange.close();
    }

    private void goOn() throws IOException {
        try {
            goOn.await();
        } catch (InterruptedException e) {
            throw new IOException(e);
        }
    }

    @AfterEach
    void close() {
        goOn.countDown();
        server.stop(0);
        threads.shutdownNow();
    }

    private String at(String path) {
        return "http://127.0.0.1:" + server.getAddress().getPort() + path;
    }

    private Operation install(String path, boolean allowUnsigned) throws Exception {
        return worker.operations().install(Worker.reference(at(path)), allowUnsigned, "test");
    }

    private void failsWith(Operation asked, String... says) throws Exception {
        Operation end = worker.end(asked);

        assertThat(end.state()).isEqualTo(Operation.State.FAILED);
        assertThat(String.valueOf(end.error())).contains(says);
        assertThat(worker.versions("paint")).isEmpty();
        assertThat(worker.bundles()).isEmpty();
        assertThat(worker.stored()).isEmpty();
        assertThat(worker.staging()).isEmpty();
    }

    @Test
    void returnsAtOnceAndTellsHowFarItIs() throws Exception {
        Operation asked = install("/slow.jar?key=secret", true);
        assertThat(asked.engine()).isEqualTo("slow.jar");

        await().untilAsserted(
                        () -> assertThat(worker.find(asked).steps().get(0)).satisfies(step -> {
                            assertThat(step.name()).isEqualTo("fetch");
                            assertThat(step.state()).isEqualTo(Operation.StepState.RUNNING);
                            assertThat(step.detail()).matches("[1-9]\\d* of " + bundle.length + " bytes");
                        }));
        assertThat(worker.hub.events)
                .anyMatch(e -> e.type().equals("operation")
                        && e.data().toString().contains(" of " + bundle.length + " bytes"));
        goOn.countDown();

        Operation end = worker.end(asked);
        assertThat(end.error()).isNull();
        assertThat(end.engine() + " " + end.to()).isEqualTo("paint 1.0.0");
        assertThat(end.steps())
                .extracting(s -> s.name() + " " + s.state().wireName())
                .startsWith("fetch done", "stage done", "verify done", "preview done");
        assertThat(worker.row("paint", "1.0.0").origin()).isEqualTo("catalogue");
    }

    @Test
    void isToldTheSameAfterARestart() throws Exception {
        Operation end = worker.end(install("/whole.jar", true));

        worker.close();
        aWorker();

        assertThat(worker.find(end)).satisfies(again -> {
            assertThat(again.engine()).isEqualTo("paint");
            assertThat(again.state()).isEqualTo(Operation.State.DONE);
            assertThat(again.steps()).extracting(Operation.Step::name).startsWith("fetch", "stage");
        });
    }

    @Test
    void sawTheConnectionBreakOff() throws Exception {
        failsWith(
                install("/broken.jar", true),
                "download_failed",
                "/broken.jar",
                bundle.length / 2 + " of " + bundle.length + " bytes");
    }

    @Test
    void sawTheServerDown() throws Exception {
        failsWith(install("/down.jar", true), "download_failed", "answered 503");
    }

    @Test
    void foundNothingThere() throws Exception {
        failsWith(install("/nowhere.jar", true), "download_failed", "status 404");
    }

    @Test
    void followsARedirectButNotToWhereItWouldNotHaveGone() throws Exception {
        failsWith(install("/away.jar", true), "download_failed", "only https addresses are read");

        assertThat(worker.end(install("/there.jar", true)).state()).isEqualTo(Operation.State.DONE);
    }

    @Test
    void judgesWhatCameAsAnyOther() throws Exception {
        failsWith(install("/whole.jar", false), "untrusted_bundle", "not signed");
    }

    @Test
    void refusesAtOnceWhatIsNoAddressOfABundle() {
        for (String bad : new String[] {
            "http://shop.example/x.jar", "file:///x.jar", "ftp://shop.example/x.jar", "https:///x.jar", "https://a b"
        }) {
            assertThat(worker.refused(Worker.reference(bad), true)).as(bad).startsWith("400 bad_source");
        }
        assertThat(worker.operations().operations()).isEmpty();
    }

    @Test
    void previewsFromAnAddress() throws Exception {
        Preview preview = worker.operations().preview(Worker.reference(at("/whole.jar")), true);

        assertThat(preview.engine()).isEqualTo("paint");
        assertThat(preview.size()).isEqualTo(bundle.length);
        assertThat(worker.operations().operations()).isEmpty();
        assertThat(worker.staging()).isEmpty();
    }
}
