package dev.atelier.runtime.link.internal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import dev.atelier.fleet.internal.link.LinkRoad;
import dev.atelier.fleet.internal.link.Tunnel;
import dev.atelier.fleet.internal.remote.Calls;
import dev.atelier.fleet.internal.remote.Place;
import dev.atelier.fleet.internal.remote.RemoteRuntime;
import dev.atelier.fleet.internal.shape.Answers;
import dev.atelier.fleet.internal.shape.Feed;
import dev.atelier.fleet.internal.shape.WorkerView;
import dev.atelier.runtime.api.CreateWorkerRequest;
import dev.atelier.runtime.api.MalformedRuntimeJson;
import dev.atelier.runtime.api.ProfileSelector;
import dev.atelier.runtime.api.RuntimeOptions;
import dev.atelier.runtime.api.WorkerInput;
import dev.atelier.runtime.api.WorkerIntent;
import dev.atelier.runtime.api.WorkerRef;
import dev.atelier.runtime.api.WorkerRuntime;
import dev.atelier.runtime.internal.LocalRuntimes;
import dev.atelier.runtime.wire.api.RuntimeFrames;
import dev.atelier.session.api.StudioLinks;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.OutputStreamWriter;
import java.io.Writer;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Both ends of a link, over a real connection. */
class LinkedRuntimeTest {
    private final WorkerRuntime runtime =
            new LocalRuntimes().open(RuntimeOptions.memory().withRuntimeId("rt-1"));
    private final Calls calls = new Calls();
    private final LinkRoad road = new LinkRoad();
    private final RemoteRuntime remote = new RemoteRuntime(
            Place.ofHost("worker:w", () -> "Host"),
            road,
            () -> Duration.ofSeconds(30),
            InstantSource.system(),
            () -> {});
    private final WorkerLink links = new WorkerLink();
    private final RuntimeLink room = new RuntimeLink(false, links, true);
    private final ServerSocket server = listening();

    private static ServerSocket listening() {
        try {
            return new ServerSocket(0, 1, InetAddress.getLoopbackAddress());
        } catch (IOException e) {
            throw new AssertionError(e);
        }
    }

    /** One end of the connection: a frame is a line. Reads and writes on threads of its own. */
    private static final class Lines implements AutoCloseable {
        private final ExecutorService threads = Executors.newFixedThreadPool(2);
        private final ExecutorService writing = Executors.newSingleThreadExecutor();
        private final Socket socket;

        private Lines(Socket socket) {
            this.socket = socket;
        }

        private void read(Consumer<String> heard, Runnable over) {
            threads.execute(() -> {
                try (BufferedReader in =
                        new BufferedReader(new InputStreamReader(socket.getInputStream(), StandardCharsets.UTF_8))) {
                    for (String line = in.readLine(); line != null; line = in.readLine()) {
                        heard.accept(line);
                    }
                } catch (IOException e) {
                    assertThat(e).isNotNull(); // an end like another
                } finally {
                    over.run();
                }
            });
        }

        private void write(String line) {
            writing.execute(() -> {
                try {
                    Writer out = new OutputStreamWriter(socket.getOutputStream(), StandardCharsets.UTF_8);
                    out.write(line + "\n");
                    out.flush();
                } catch (IOException e) {
                    assertThat(e).isNotNull(); // the reader says so
                }
            });
        }

        @Override
        public void close() throws IOException {
            socket.close();
            threads.shutdownNow();
            writing.shutdownNow();
        }
    }

    /** The worker's end. */
    private static final class WorkerLink implements StudioLinks, StudioLinks.Line {
        private @Nullable Listener listener;
        private @Nullable Lines lines;

        @Override
        public Watching watch(Listener heard) {
            listener = heard;
            return () -> {};
        }

        @Override
        public void send(String text) {
            if (lines != null) {
                lines.write(text);
            }
        }

        private void open(Socket socket) {
            Listener told = Objects.requireNonNull(listener);
            Lines opened = new Lines(socket);
            lines = opened;
            told.opened(this);
            opened.read(text -> told.text(this, text), () -> told.closed(this));
        }
    }

    private Lines studio = new Lines(new Socket());

    @BeforeEach
    void link() throws IOException {
        room.bindRuntime(runtime);
        room.start();
        Socket outward = new Socket(InetAddress.getLoopbackAddress(), server.getLocalPort());
        Lines accepted = new Lines(server.accept());
        studio = accepted;
        Tunnel tunnel = new Tunnel(frame -> accepted.write(RuntimeFrames.write(frame)), calls.threads(), calls.timer());
        accepted.read(
                text -> {
                    try {
                        RuntimeFrames.read(text).ifPresent(tunnel::heard);
                    } catch (MalformedRuntimeJson e) {
                        throw new AssertionError(e);
                    }
                },
                () -> {
                    if (road.down(tunnel)) {
                        remote.lost();
                    }
                    tunnel.close();
                });
        road.up(tunnel);
        links.open(outward);
    }

    @AfterEach
    void stop() throws IOException {
        studio.close();
        room.stop();
        calls.close();
        runtime.close();
        server.close();
    }

    private WorkerRef worker() {
        return runtime.createWorker(
                        CreateWorkerRequest.of(new WorkerIntent.Assistant(null), ProfileSelector.runtimeDefault()))
                .workerRef();
    }

    /** Counts what it hears. */
    private static final class Ear implements Feed.Listener {
        private final List<String> ids = new CopyOnWriteArrayList<>();
        private final List<Feed.Trouble> ends = new CopyOnWriteArrayList<>();

        @Override
        public void event(@Nullable String cursor, String eventId, JsonNode payload) {
            ids.add(eventId);
        }

        @Override
        public void ended(Feed.Trouble trouble) {
            ends.add(trouble);
        }
    }

    @Test
    void whatIsAskedOfTheRuntimeIsAnsweredOverTheLink() {
        WorkerRef worker = worker();
        String long1 = "🗿 stone ".repeat(40_000);

        Answers.Told told =
                remote.input(worker.workerId(), WorkerInput.user(long1)).join();
        Answers.Page page = remote.transcript(worker.workerId(), 0, 10).join();

        assertThat(told.state()).isEqualTo(Answers.State.ACCEPTED);
        assertThat(page.items()).isNotEmpty();
        assertThat(page.json().toString()).contains(long1);
        assertThat(remote.summary(1).join().label()).isEqualTo("Host");
        assertThat(remote.workers(10).join().items())
                .extracting(WorkerView::workerId)
                .containsExactly(worker.workerId());
        assertThat(remote.end(worker.workerId(), "stop", null).join().state()).isEqualTo(Answers.State.ACCEPTED);
        assertThat(remote.worker("nobody").join().worker()).isNull();
    }

    @Test
    void anObservationIsGoneOnWithFromItsLastCursorWithoutAGap() {
        WorkerRef worker = worker();
        Ear first = new Ear();
        Feed feed = remote.feed(worker.workerId()).orElseThrow();
        Feed.Line line = feed.open(null, first);
        await().until(() -> !first.ids.isEmpty());
        int before = first.ids.size();
        for (int i = 0; i < 50; i++) {
            var unused = runtime.sendInput(worker, WorkerInput.user("line " + i));
        }
        await().until(() -> first.ids.size() >= before + 50);
        int half = before + 20;
        line.close();

        Ear second = new Ear();
        Feed.Line again = feed.open(first.ids.get(half - 1), second);
        var unused = runtime.sendInput(worker, WorkerInput.user("the last"));
        List<String> all = List.copyOf(first.ids);
        List<String> missed = all.subList(half, all.size());
        await().until(() -> second.ids.size() > missed.size());

        assertThat(second.ids).containsSequence(missed).doesNotHaveDuplicates();
        again.close();
    }

    @Test
    void aLostLinkIsToldToThoseWhoLookOnAndLeavesNothingBehind() throws IOException {
        WorkerRef worker = worker();
        Ear ear = new Ear();
        var unused = remote.feed(worker.workerId()).orElseThrow().open(null, ear);
        await().until(() -> !ear.ids.isEmpty());

        studio.close();

        await().until(() -> ear.ends.equals(List.of(new Feed.Trouble(Feed.Code.UPSTREAM_DISCONNECT, true))));
        assertThat(remote.worker(worker.workerId()).join().diagnostics())
                .singleElement()
                .satisfies(why -> assertThat(why.code()).isEqualTo("remote_runtime_link_down"));
        assertThat(remote.host(1).status()).isEqualTo("unreachable");
    }
}
