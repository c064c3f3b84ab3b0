package dev.atelier.containers.internal;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.InstanceOfAssertFactories.type;

import dev.atelier.containers.api.Attachment;
import dev.atelier.containers.api.EngineChoice;
import dev.atelier.containers.api.EngineException;
import dev.atelier.containers.api.EngineException.Code;
import dev.atelier.containers.api.EngineInfo;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import org.assertj.core.api.AbstractObjectAssert;
import org.assertj.core.api.ThrowableAssert;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The protocol, byte for byte, against a socket that says what no real engine would. */
class EngineHttpTest {
    private static final String OK_JSON = "HTTP/1.1 200 OK\r\nContent-Type: application/json\r\n";
    private static final String CHUNKS = "6;x=y\r\n{\"a\":\"\r\n3\r\nbc\"\r\n1\r\n}\r\n0\r\nTrailer: t\r\n\r\n";

    @Test
    void aChunkedAnswerIsReadHoweverItIsCut() throws Exception {
        String answer = OK_JSON + "Transfer-Encoding: chunked\r\n\r\n" + CHUNKS;
        try (FakeEngine engine = new FakeEngine((in, out, self) -> {
            FakeEngine.head(in);
            for (byte each : answer.getBytes(ISO_8859_1)) {
                out.write(each);
            }
        })) {
            assertThat(new EngineHttp(engine.socket(), "1.41")
                            .get("/info")
                            .path("a")
                            .asText())
                    .isEqualTo("bc");
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n5\r\nab",
                "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\nzz\r\nab",
                "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n-1\r\nab",
                "HTTP/1.1 200 OK\r\nContent-Length: 10\r\n\r\nab",
                "HTTP/1.1 200 OK\r\nContent-Length: ten\r\n\r\nab",
                "HTTP/1.1 200 OK\r\nX: y",
                "SSH-2.0-OpenSSH\r\n",
                ""
            })
    void aBrokenAnswerIsToldAsOne(String answer) throws Exception {
        try (FakeEngine engine = new FakeEngine((in, out, self) -> {
            FakeEngine.head(in);
            out.write(answer.getBytes(ISO_8859_1));
        })) {
            assertCode(() -> new EngineHttp(engine.socket(), "").get("/info")).isEqualTo(Code.PROTOCOL);
        }
    }

    @Test
    void aHeadThatNeverEndsIsLeft() throws Exception {
        try (FakeEngine engine = new FakeEngine((in, out, self) -> {
            FakeEngine.head(in);
            out.write("HTTP/1.1 200 OK\r\n".getBytes(ISO_8859_1));
            while (true) {
                out.write("X-More: of it\r\n".getBytes(ISO_8859_1));
            }
        })) {
            assertCode(() -> new EngineHttp(engine.socket(), "").get("/info")).isEqualTo(Code.PROTOCOL);
        }
    }

    @Test
    void silenceEndsAtTheDeadline() throws Exception {
        try (FakeEngine engine = new FakeEngine((in, out, self) -> self.untilClosed())) {
            EngineHttp http = new EngineHttp(engine.socket(), "");

            assertCode(() -> http.post("/wait", Duration.ofMillis(50))).isEqualTo(Code.TIMEOUT);
        }
    }

    @Test
    void aBodyNobodyTakesEndsAtTheDeadlineToo() throws Exception {
        try (FakeEngine engine = new FakeEngine((in, out, self) -> self.untilClosed())) {
            EngineHttp http = new EngineHttp(engine.socket(), "");

            assertCode(() -> http.open("/build", EngineHttpTest::endless, Deadline.in(Duration.ofMillis(100))))
                    .isEqualTo(Code.TIMEOUT);
        }
    }

    @Test
    void aRefusalIsHeardThoughTheBodyWasNotTaken() throws Exception {
        try (FakeEngine engine = new FakeEngine((in, out, self) -> {
            FakeEngine.head(in);
            out.write("HTTP/1.1 400 Bad\r\nContent-Length: 20\r\n\r\n{\"message\":\"too big\"}".getBytes(ISO_8859_1));
        })) {
            EngineHttp http = new EngineHttp(engine.socket(), "");

            assertThatThrownBy(() -> http.open("/build", EngineHttpTest::endless, Deadline.in(Duration.ofSeconds(30))))
                    .isInstanceOf(EngineException.class);
        }
    }

    @Test
    void bothStreamsComeInFramesWhileTheInputStaysOpenUntilItIsClosed() throws Exception {
        AtomicReference<String> got = new AtomicReference<>();
        byte[] frames = {1, 0, 0, 0, 0, 0, 0, 2, 'a', 'b', 2, 0, 0, 0, 0, 0, 0, 0, 2, 0, 0, 0, 0, 0, 0, 1, 'c'};
        try (FakeEngine engine = new FakeEngine((in, out, self) -> {
            String head = FakeEngine.head(in);
            if (head.startsWith("GET")) {
                out.write(
                        "HTTP/1.1 200 OK\r\nContent-Type: application/json\r\n\r\n{\"State\":{\"Status\":\"created\"}}"
                                .getBytes(ISO_8859_1));
                return;
            }
            out.write("HTTP/1.1 101 UPGRADED\r\nConnection: Upgrade\r\nUpgrade: tcp\r\n\r\n".getBytes(ISO_8859_1));
            got.set(head.contains("Upgrade: tcp") + " " + new String(in.readAllBytes(), UTF_8));
            for (byte each : frames) {
                out.write(each);
            }
        })) {
            try (Attachment attachment = engine(engine.socket()).attach("c1")) {
                OutputStream stdin = attachment.stdin();
                stdin.write("hello".getBytes(UTF_8));
                stdin.close();

                assertThat(text(attachment)).isEqualTo("out:ab err:c");
                assertThat(got.get()).isEqualTo("true hello");
            }
        }
    }

    @Test
    void closingEndsAReadThatWaits() throws Exception {
        try (FakeEngine engine = new FakeEngine((in, out, self) -> {
            if (FakeEngine.head(in).startsWith("GET")) {
                out.write(
                        "HTTP/1.1 200 OK\r\nContent-Type: application/json\r\n\r\n{\"State\":{\"Status\":\"created\"}}"
                                .getBytes(ISO_8859_1));
                return;
            }
            out.write("HTTP/1.1 101 UPGRADED\r\n\r\n".getBytes(ISO_8859_1));
            self.untilClosed();
        })) {
            Attachment attachment = engine(engine.socket()).attach("c1");
            CompletableFuture<Boolean> ended = CompletableFuture.supplyAsync(() -> {
                try {
                    return attachment.next().isEmpty();
                } catch (IOException e) {
                    return true;
                }
            });

            attachment.close();

            assertThat(ended.get(30, TimeUnit.SECONDS)).isTrue();
        }
    }

    @Test
    void whereNoEngineAnswersTheMessageSaysWhereItWasLookedFor() {
        assertThatThrownBy(() -> EngineFinder.connect(new EngineChoice(
                        "auto", List.of(Path.of("/nonexistent/a.sock"), Path.of("/nonexistent/b.sock")))))
                .asInstanceOf(type(EngineException.class))
                .satisfies(e -> assertThat(e.code()).isEqualTo(Code.ENGINE_UNAVAILABLE))
                .satisfies(e ->
                        assertThat(e).hasMessageContainingAll("/nonexistent/a.sock", "/nonexistent/b.sock", "Start"));
    }

    @Test
    void anEngineThatIsTooOldIsRefused() throws Exception {
        try (FakeEngine engine = versioned("1.38", "1.12")) {
            assertCode(() -> EngineFinder.connect(new EngineChoice("docker", List.of(engine.socket()))))
                    .isEqualTo(Code.ENGINE_API_UNSUPPORTED);
        }
    }

    @ParameterizedTest
    @CsvSource({"1.41,1.24,1.41", "1.52,1.44,1.47", "1.44,'',1.44"})
    void theNewestVersionBothKnowIsSpoken(String newest, String oldest, String spoken) throws Exception {
        try (FakeEngine engine = versioned(newest, oldest)) {
            assertThat(EngineFinder.connect(new EngineChoice("docker", List.of(engine.socket())))
                            .info()
                            .apiVersion())
                    .isEqualTo(spoken);
        }
    }

    private static FakeEngine versioned(String newest, String oldest) throws IOException {
        return new FakeEngine((in, out, self) -> {
            FakeEngine.head(in);
            String body = "{\"ApiVersion\":\"" + newest + "\",\"MinAPIVersion\":\"" + oldest + "\",\"Version\":\"9\"}";
            out.write(("HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nContent-Length: " + body.length()
                            + "\r\n\r\n" + body)
                    .getBytes(ISO_8859_1));
        });
    }

    private static DockerEngine engine(Path socket) {
        return new DockerEngine(
                new EngineHttp(socket, "1.41"), new EngineInfo(EngineInfo.Kind.DOCKER, "9", "1.41", false));
    }

    private static void endless(OutputStream out) throws IOException {
        byte[] much = new byte[64 << 10];
        while (true) {
            out.write(much);
        }
    }

    /** All of each stream: how it is cut, and which of the two comes first, is the engine's affair. */
    static String text(Attachment attachment) throws IOException {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        ByteArrayOutputStream err = new ByteArrayOutputStream();
        for (var output = attachment.next(); output.isPresent(); output = attachment.next()) {
            (output.get().error() ? err : out).writeBytes(output.get().bytes());
        }
        return "out:" + out.toString(UTF_8) + " err:" + err.toString(UTF_8);
    }

    private static AbstractObjectAssert<?, Code> assertCode(ThrowableAssert.ThrowingCallable call) {
        return assertThatThrownBy(call)
                .asInstanceOf(type(EngineException.class))
                .extracting(EngineException::code);
    }
}
