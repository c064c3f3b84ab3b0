package dev.atelier.fleet.internal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.atelier.fleet.internal.observe.Observations;
import dev.atelier.fleet.internal.observe.Outlet;
import dev.atelier.fleet.internal.remote.FakeRemote;
import dev.atelier.fleet.internal.remote.FakeRemote.Reply;
import dev.atelier.log.testing.CapturedLog;
import dev.atelier.runtime.api.RuntimeError;
import dev.atelier.runtime.api.RuntimeRefusal;
import dev.atelier.runtime.api.WorkerRuntime;
import java.io.IOException;
import java.lang.reflect.Proxy;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Whatever goes wrong, and at whatever level it is logged, no line says where a runtime is, what it is shown or what it said. */
class LogLeakTest {
    private static final Duration LIMIT = Duration.ofMillis(500);

    private final FakeRemote remote = new FakeRemote();
    private final Path home;
    private final List<String> ended = new CopyOnWriteArrayList<>();

    LogLeakTest(@TempDir Path temp) throws IOException {
        this.home = temp.resolve("canary-home");
    }

    @BeforeEach
    void listen() {
        CapturedLog.LINES.clear();
    }

    @AfterEach
    void end() {
        remote.close();
    }

    private FleetRoom room(String settings) throws IOException {
        FleetRoom room = new FleetRoom(new TestHome(home), () -> {}, LIMIT, settings, "Test");
        room.start();
        return room;
    }

    /** Of libraries, whose levels are set in the configuration of the log. */
    private static boolean isTalk(String line) {
        return line.startsWith("TRACE ") || line.startsWith("DEBUG ");
    }

    private static List<String> ours() {
        return CapturedLog.LINES.stream()
                .filter(line -> line.contains(" dev.atelier.") || !isTalk(line))
                .toList();
    }

    private void tellsNothing(String... expected) {
        for (String words : expected) {
            assertThat(ours()).anyMatch(line -> line.contains(words));
        }
        for (String line : ours()) {
            assertThat(line)
                    .doesNotContain(
                            FakeRemote.MARK,
                            FakeRemote.TOKEN,
                            "canary",
                            "127.0.0.1",
                            "127.9.9.9",
                            ":" + remote.uri().getPort(),
                            "http://",
                            "https://",
                            "ws://",
                            "own-name",
                            "/srv/",
                            home.toString());
        }
    }

    @Test
    void ofARuntimeThatAnswersInEveryWayAndThenNotAtAll() throws Exception {
        FleetRoom room = room("");
        Visits visits = new Visits(room);
        visits.keepSecret("lab", FakeRemote.TOKEN);
        visits.add("lab", remote.uri().toString());
        for (Reply reply : List.of(
                Reply.ok(FakeRemote.DIRTY),
                Reply.ok("{\"" + FakeRemote.MARK + "\": " + FakeRemote.TOKEN),
                new Reply(302, "", Map.of("Location", "http://127.9.9.9:1/" + FakeRemote.TOKEN)),
                Reply.status(401),
                Reply.status(409),
                Reply.status(500),
                Reply.status(501))) {
            for (String question : List.of(
                    "GET /v1/runtime",
                    "GET /v1/workers",
                    "POST /v1/workers",
                    "GET /v1/workers/w1",
                    "POST /v1/workers/w1/input",
                    "GET /v1/config-bundles",
                    "POST /v1/config-bundles")) {
                remote.answers(question, reply);
            }
            visits.everyRoute("lab");
        }
        remote.hang();
        visits.call("GET /runtimes", Map.of(), "");
        remote.close();
        visits.everyRoute("lab");
        visits.call("DELETE /settings/runtime-connections/remotes/{id}", Map.of("id", "lab", "force", "true"), "");
        room.stop();

        assertThat(visits.seen).hasSizeGreaterThan(100);
        tellsNothing("runtime made known", "runtime cannot be reached", "runtime forgotten");
    }

    /** Says a piece of an answer to whoever comes, and hangs up. */
    private static final class HangsUp implements AutoCloseable {
        private final ServerSocket door;

        HangsUp(UnaryOperator<String> answer) throws IOException {
            door = new ServerSocket(0, 16, InetAddress.getLoopbackAddress());
            Thread thread = new Thread(() -> serve(answer), "hangs-up");
            thread.setDaemon(true);
            thread.start();
        }

        private void serve(UnaryOperator<String> answer) {
            while (!door.isClosed()) {
                try (Socket guest = door.accept()) {
                    byte[] request = new byte[4096];
                    int length = guest.getInputStream().read(request);
                    String text = new String(request, 0, Math.max(0, length), StandardCharsets.ISO_8859_1);
                    guest.getOutputStream().write(answer.apply(text).getBytes(StandardCharsets.ISO_8859_1));
                } catch (IOException e) {
                    // the guest or the door has gone
                }
            }
        }

        String address(String scheme) {
            return scheme + "://127.0.0.1:" + door.getLocalPort();
        }

        @Override
        public void close() throws IOException {
            door.close();
        }
    }

    private void look(FleetRoom room, String id) {
        int before = ended.size();
        Outlet outlet = new Outlet() {
            @Override
            public void send(String frame, Runnable sent) {
                sent.run();
            }

            @Override
            public void end(String frame) {
                ended.add(frame);
            }
        };
        Observations.Seat seat =
                room.observations().watch(id, "w1", room.registry().feed(id, "w1"), null, outlet);
        await().atMost(Duration.ofSeconds(60)).until(() -> ended.size() > before);
        seat.close();
    }

    @Test
    void ofConnectionsThatBreakInTheMiddleOfAnAnswerOrAnObservation() throws Exception {
        String half = "HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nContent-Length: 5000\r\n\r\n{\""
                + FakeRemote.MARK;
        String noUpgrade = "HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n"
                + "Sec-WebSocket-Accept: " + FakeRemote.MARK + "\r\n\r\n";
        FleetRoom room = room("");
        Visits visits = new Visits(room);
        visits.keepSecret("lab", FakeRemote.TOKEN);
        try (HangsUp hangsUp = new HangsUp(asked -> asked.contains("/events/ws") ? noUpgrade : half)) {
            visits.add("cut", hangsUp.address("http"));
            visits.add("tls", hangsUp.address("https"));
            for (String id : List.of("cut", "tls")) {
                visits.everyRoute(id);
                look(room, id);
            }
        }
        visits.everyRoute("cut");
        look(room, "cut");
        room.stop();

        assertThat(ended).hasSize(3).allMatch(frame -> frame.contains("\"backend."));
        tellsNothing("runtime cannot be reached", "observation failed");
    }

    @Test
    void ofFilesAndSettingsThatAreDamaged() throws Exception {
        Path studio = Files.createDirectories(home.resolve("studio"));
        Files.writeString(studio.resolve("fleet.json"), "{\"format\":1,\"remotes\":\"canary\"}");
        Path secrets = Files.createDirectories(studio.resolve("secrets"));
        Files.writeString(secrets.resolve("lab"), FakeRemote.TOKEN + "\nand more");
        Files.writeString(secrets.resolve("torn"), "atelier-sealed-1:" + FakeRemote.TOKEN);
        FleetRoom room = room("one=http://canary:" + FakeRemote.TOKEN + "@127.0.0.1 canary=ftp://x ok=" + remote.uri()
                + ",file:lab torn=" + remote.uri() + ",file:torn");
        Visits visits = new Visits(room);
        visits.everyRoute("ok");
        visits.everyRoute("torn");
        // A folder where the file is to be: nothing can be kept.
        Files.createDirectories(studio.resolve("fleet.json").resolve("in-the-way"));

        int status = visits.add("more", remote.uri().toString()).status();
        room.stop();

        assertThat(status).isEqualTo(500);
        tellsNothing(
                "connections cannot be read", "runtime of the settings left out", "fleet request failed", "secret");
    }

    @Test
    void ofAnEmbeddedRuntimeThatFails() throws Exception {
        for (RuntimeException problem : List.of(
                new RuntimeRefusal(
                        RuntimeError.STORE_IO,
                        "the store did not take this",
                        new IOException("/srv/canary/" + FakeRemote.MARK)),
                new IllegalStateException("said " + FakeRemote.TOKEN, new IOException("/srv/canary")))) {
            WorkerRuntime failing = (WorkerRuntime) Proxy.newProxyInstance(
                    WorkerRuntime.class.getClassLoader(),
                    new Class<?>[] {WorkerRuntime.class},
                    (self, method, args) -> {
                        throw problem;
                    });
            EmbeddedRuntime runtime = new EmbeddedRuntime("w", () -> failing, Runnable::run, InstantSource.system());
            runtime.summary(1).get();
            runtime.workers(1).get();
            runtime.feed("w1");
        }

        tellsNothing("embedded runtime failed", "embedded runtime cannot use its store");
    }
}
