package dev.atelier.downloads.internal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.atelier.downloads.api.DownloadFailed;
import dev.atelier.downloads.api.Inputs;
import java.io.IOException;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import okhttp3.Dns;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class InputsTest {
    private static final Duration LIMIT = Duration.ofSeconds(10);

    private final Path target;
    private final FaultyServer server = new FaultyServer();
    private final List<String> lookedUp = new ArrayList<>();

    InputsTest(@TempDir Path folder) throws IOException {
        target = folder.resolve("input");
        server.file = "a picture".getBytes(StandardCharsets.UTF_8);
    }

    @AfterEach
    void close() throws IOException {
        server.close();
    }

    /** The only public host of this world stands on this machine. */
    private Inputs inputs(Duration limit) {
        Dns names = host -> {
            lookedUp.add(host);
            return switch (host) {
                case "public.example" -> List.of(at(127));
                case "mixed.example" -> List.of(at(127), at(10));
                case "inside.example" -> List.of(at(10));
                default -> throw new UnknownHostException(host);
            };
        };
        return new InputService(
                "studio-worker/1", names, a -> a.getHostAddress().equals("127.0.0.1"), limit, 1000);
    }

    private static InetAddress at(int network) throws UnknownHostException {
        return InetAddress.getByAddress(new byte[] {(byte) network, 0, 0, 1});
    }

    private String outside(String path) {
        return server.url(path).replace("127.0.0.1", "public.example");
    }

    private void fetch(String url, @Nullable String trusted) throws DownloadFailed {
        inputs(LIMIT).fetch(url, target, trusted, action -> {});
    }

    private void fetch(String url) throws DownloadFailed {
        fetch(url, null);
    }

    private void refused(String url, @Nullable String trusted) {
        assertThatThrownBy(() -> fetch(url, trusted))
                .isInstanceOfSatisfying(DownloadFailed.class, e -> {
                    assertThat(e.code()).isEqualTo(Inputs.REFUSED);
                    assertThat(e.retryable()).isFalse();
                })
                .hasMessageNotContaining("secret");
    }

    @Test
    void anInputComesFromAPublicAddressWithoutAnyCredentials() throws Exception {
        fetch(outside("/x?key=1"));

        assertThat(target).hasContent("a picture");
        assertThat(lookedUp).containsExactly("public.example");
        assertThat(server.asked.get(0).headers()).doesNotContainKeys("authorization", "cookie", "referer");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "http://inside.example/secret",
                "http://mixed.example/secret",
                "http://10.0.0.1/secret",
                "http://169.254.169.254/secret?secret",
                "http://[::1]/secret",
                "http://[::ffff:10.0.0.1]/secret",
                "http://2130706434/secret",
                "http://user:secret@public.example/",
                "ftp://public.example/secret",
                "file:///secret",
                "secret"
            })
    void whatIsNoPublicAddressIsNeverAsked(String url) {
        refused(url, null);

        assertThat(server.asked).isEmpty();
    }

    @Test
    void eachRedirectIsLookedAtAgain() throws Exception {
        server.handler = (asked, out) -> {
            switch (asked.path()) {
                case "/in" -> server.head(out, "302 Found", "Location: http://inside.example/secret");
                case "/literal" -> server.head(out, "302 Found", "Location: http://10.0.0.1/secret");
                case "/file" -> server.head(out, "302 Found", "Location: file:///secret");
                case "/login" -> server.head(out, "302 Found", "Location: http://a:secret@public.example/");
                case "/loop" -> server.head(out, "302 Found", "Location: /loop");
                case "/good" -> server.head(out, "302 Found", "Location: /there");
                default -> server.plain(asked, out);
            }
        };

        for (String path : List.of("/in", "/literal", "/file", "/login")) {
            refused(outside(path), null);
        }
        assertThatThrownBy(() -> fetch(outside("/loop"))).hasMessageEndingWith("more than 5 redirects");
        fetch(outside("/good"));

        assertThat(target).hasContent("a picture");
    }

    @Test
    void theOwnStudioMayBeAnywhereButLeadsNowhereElse() throws Exception {
        Inputs strict = new InputService("u", Dns.SYSTEM, PublicAddresses::contains, LIMIT, 1000);
        server.handler = (asked, out) -> {
            if (asked.path().equals("/away")) {
                server.head(out, "302 Found", "Location: http://127.0.0.1:1/secret");
            } else {
                server.plain(asked, out);
            }
        };

        strict.fetch(server.url("/graphics/api/inputs/secret"), target, server.url("/base"), action -> {});

        assertThat(target).hasContent("a picture");
        assertThatThrownBy(() -> strict.fetch(server.url("/away"), target, server.url(""), action -> {}))
                .hasMessageStartingWith("127.0.0.1 is no public address");
        assertThatThrownBy(() -> strict.fetch(server.url("/x"), target, "http://127.0.0.1:1", action -> {}))
                .hasMessageStartingWith("127.0.0.1 is no public address");
        assertThatThrownBy(() ->
                        strict.fetch(server.url("/x").replace("127.0.0.1", "localhost"), target, null, action -> {}))
                .hasMessageStartingWith("localhost is no public address");
    }

    @Test
    void moreThanTheBoundIsNotTaken() {
        server.file = new byte[1001];

        assertThatThrownBy(() -> fetch(outside("/x")))
                .isInstanceOfSatisfying(
                        DownloadFailed.class, e -> assertThat(e.code()).isEqualTo(Inputs.TOO_LARGE));
        server.handler = (asked, out) -> {
            server.head(out, "200 OK");
            out.write(new byte[5000]);
        };
        assertThatThrownBy(() -> fetch(outside("/x")))
                .isInstanceOfSatisfying(
                        DownloadFailed.class, e -> assertThat(e.code()).isEqualTo(Inputs.TOO_LARGE));
    }

    @Test
    void whatGoesWrongIsSaidWithoutTheUrl() throws Exception {
        server.handler = (asked, out) -> server.head(out, "404 Not Found", "Content-Length: 0");
        assertThatThrownBy(() -> fetch(outside("/secret")))
                .hasMessage("an input could not be fetched: public.example answered 404");

        server.handler = (asked, out) -> {
            server.head(out, "200 OK", "Content-Length: 100");
            out.write(1);
        };
        assertThatThrownBy(() -> fetch(outside("/secret")))
                .isInstanceOfSatisfying(
                        DownloadFailed.class, e -> assertThat(e.retryable()).isTrue())
                .hasMessage("an input could not be fetched from public.example: the answer ended too early");

        assertThatThrownBy(() -> fetch("http://unknown.example/secret"))
                .hasMessage("an input could not be fetched from unknown.example: the host is not known");
        String gone = outside("/secret");
        server.close();
        assertThatThrownBy(() -> fetch(gone)).hasMessageEndingWith("nobody answers there");
    }

    @Test
    void aServerThatTakesTooLongIsLeft() {
        server.handler = (asked, out) -> new CountDownLatch(1).await();

        assertThatThrownBy(() -> inputs(Duration.ofMillis(50)).fetch(outside("/x"), target, null, action -> {}))
                .hasMessageEndingWith("no answer in time");
    }

    @Test
    void aCancelEndsItAtOnce() throws Exception {
        CountDownLatch asked = new CountDownLatch(1);
        server.handler = (request, out) -> {
            asked.countDown();
            new CountDownLatch(1).await();
        };
        AtomicReference<@Nullable Runnable> cancel = new AtomicReference<>();
        CompletableFuture<Void> done = new CompletableFuture<>();
        Thread caller = new Thread(() -> {
            try {
                inputs(LIMIT).fetch(outside("/x"), target, null, cancel::set);
                done.complete(null);
            } catch (DownloadFailed e) {
                done.completeExceptionally(e);
            }
        });
        caller.start();
        asked.await();

        java.util.Objects.requireNonNull(cancel.get()).run();

        assertThatThrownBy(() -> done.get(5, TimeUnit.SECONDS))
                .cause()
                .isInstanceOfSatisfying(
                        DownloadFailed.class, e -> assertThat(e.code()).isEqualTo(DownloadFailed.CANCELLED));
        caller.join();
    }
}
