package dev.atelier.downloads.internal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import dev.atelier.downloads.api.DownloadFailed;
import dev.atelier.downloads.api.Downloads;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.HexFormat;
import java.util.List;
import java.util.Locale;
import java.util.Random;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class DownloadsTest {
    private static final int SIZE = 700_000;

    private final Path folder;
    private final byte[] bytes = new byte[SIZE];
    private final FaultyServer server;
    private volatile long free = Long.MAX_VALUE;
    private DownloadsService downloads;

    DownloadsTest(@TempDir Path folder) throws IOException {
        this.folder = folder;
        this.server = new FaultyServer();
        this.downloads = service(Kit.LARGE);
        new Random(7).nextBytes(bytes);
        server.file = bytes;
    }

    private DownloadsService service(long large) {
        return new DownloadsService(
                "studio-worker/1.2.3",
                new DownloadsSettings(2, 4, 1 << 20),
                new DownloadsService.Limits(
                        large,
                        100_000,
                        new Retries.Plan(3, Duration.ofMillis(1), Duration.ofMillis(1)),
                        folder -> free));
    }

    @BeforeEach
    void noneIsOnItsWay() {
        assertThat(downloads.underway()).isEmpty();
    }

    @AfterEach
    void close() throws IOException {
        downloads.stop();
        server.close();
        // an executor has ended a moment before its last thread has
        await().untilAsserted(() -> assertThat(Thread.getAllStackTraces().keySet())
                .noneMatch(t -> t.getName().startsWith("downloads-")));
    }

    private Path target() {
        return folder.resolve("models/model.gguf");
    }

    private Path part() {
        return folder.resolve("models/model.part");
    }

    private Downloads.Request request(String url, @Nullable Long size, @Nullable String sha256) {
        return new Downloads.Request("model file", url, target(), size, sha256);
    }

    private Path fetch() throws DownloadFailed {
        return fetch(request(server.url("/m"), null, null));
    }

    private Path fetch(String sha256) throws DownloadFailed {
        return fetch(request(server.url("/m"), null, sha256));
    }

    private Path fetch(Downloads.Request request) throws DownloadFailed {
        return downloads.fetch(request, Downloads.Progress.NONE, action -> {});
    }

    private static String sha256(byte[] bytes) throws Exception {
        return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(bytes));
    }

    private void leave(int length) throws IOException {
        Files.createDirectories(part().getParent());
        Files.write(part(), Arrays.copyOf(bytes, length));
    }

    private void nothingIsLeft() {
        assertThat(target()).doesNotExist();
        assertThat(folder.resolve("models")).isEmptyDirectory();
    }

    private void onlyTheFileIsThere() throws IOException {
        assertThat(target()).hasBinaryContent(bytes);
        assertThat(folder.resolve("models")).isDirectoryNotContaining(Downloads::unfinished);
    }

    @Test
    void aFileComesWholeUnderItsOwnName() throws Exception {
        List<String> told = Collections.synchronizedList(new ArrayList<>());

        Path file = downloads.fetch(
                request(server.url("/m"), (long) SIZE, "  " + sha256(bytes).toUpperCase(Locale.ROOT) + "\n"),
                (at, total) -> told.add(at + "/" + total),
                action -> {});

        assertThat(file).isEqualTo(target());
        onlyTheFileIsThere();
        assertThat(told).startsWith("0/" + SIZE).endsWith(SIZE + "/" + SIZE);
        assertThat(server.asked.get(0).header("user-agent")).isEqualTo("studio-worker/1.2.3");
        assertThat(server.asked.get(0).header("accept-encoding")).isEqualTo("identity");
    }

    @Test
    void aFileThatIsThereIsNeverAskedForAgain() throws Exception {
        Files.createDirectories(target().getParent());
        Files.writeString(target(), "old");

        fetch("0".repeat(64));

        assertThat(target()).hasContent("old");
        assertThat(server.asked).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "http://models.example/m",
                "ftp://127.0.0.1/m",
                "file:///etc/passwd",
                "m",
                "http://127.0.0.1.evil.example/m"
            })
    void onlyHttpsOrThisMachineIsAsked(String url) {
        assertThatThrownBy(() -> fetch(request(url, null, null)))
                .isInstanceOfSatisfying(DownloadFailed.class, e -> {
                    assertThat(e.code()).isEqualTo(DownloadFailed.REFUSED);
                    assertThat(e.retryable()).isFalse();
                })
                .hasMessageStartingWith("model file URL must use https");
    }

    @Test
    void anEmptyHashIsNone() throws Exception {
        fetch(" ");

        onlyTheFileIsThere();
    }

    @Test
    void redirectsAreFollowedAndEachIsLookedAt() throws Exception {
        server.handler = (asked, out) -> {
            switch (asked.path()) {
                case "/m" -> server.head(out, "302 Found", "Location: /n?key=secret");
                case "/evil" -> server.head(out, "307 Temporary", "Location: http://models.example/m?key=secret");
                case "/loop" -> server.head(out, "301 Moved", "Location: /loop");
                default -> server.plain(asked, out);
            }
        };

        fetch(sha256(bytes));

        onlyTheFileIsThere();
        Files.delete(target());
        assertThatThrownBy(() -> fetch(request(server.url("/evil"), null, null)))
                .hasMessage("model file URL must use https (http only to a loopback host); this leads to"
                        + " http://models.example/m");
        assertThatThrownBy(() -> fetch(request(server.url("/loop"), null, null)))
                .hasMessageEndingWith("more than 10 redirects");
        nothingIsLeft();
    }

    @Test
    void aDiskThatIsTooSmallIsToldBeforeAnythingIsAsked() {
        free = 1L << 30;

        assertThatThrownBy(() -> fetch(request(server.url("/m"), 1L << 30, null)))
                .isInstanceOfSatisfying(
                        DownloadFailed.class, e -> assertThat(e.code()).isEqualTo(DownloadFailed.DISK_FULL))
                .hasMessageStartingWith("not enough disk space: needs 1.10 GiB, 1.00 GiB free at " + folder);
        assertThat(server.asked).isEmpty();
    }

    @Test
    void aWrongHashLeavesNothing() throws Exception {
        assertThatThrownBy(() -> fetch("ab".repeat(32)))
                .isInstanceOfSatisfying(
                        DownloadFailed.class, e -> assertThat(e.code()).isEqualTo(DownloadFailed.SHA256_MISMATCH))
                .hasMessageStartingWith("sha256 mismatch: the file has " + sha256(bytes) + ", expected abab");

        nothingIsLeft();
    }

    @ParameterizedTest
    @CsvSource({"404, false", "403, false", "500, true", "429, true"})
    void aRefusalSaysWhatWasAskedAndAnswered(int code, boolean retryable) {
        server.handler = (asked, out) -> server.head(out, code + " No", "Content-Length: 0");

        assertThatThrownBy(() -> fetch(request(server.url("/m?token=secret"), null, null)))
                .isInstanceOfSatisfying(DownloadFailed.class, e -> {
                    assertThat(e.code()).isEqualTo(DownloadFailed.FAILED);
                    assertThat(e.retryable()).isEqualTo(retryable);
                })
                .hasMessageStartingWith("GET " + server.url("/m") + " -> " + code)
                .hasMessageNotContaining("secret");
        nothingIsLeft();
    }

    @Test
    void whatAKilledProcessLeftIsGoneOnWith() throws Exception {
        leave(300_000);

        fetch(sha256(bytes));

        onlyTheFileIsThere();
        assertThat(server.rangesAsked()).containsExactly("bytes=300000-");
    }

    @Test
    void theHashCoversWhatWasThereBefore() throws Exception {
        leave(300_000);
        Files.write(part(), new byte[300_000]);

        assertThatThrownBy(() -> fetch(sha256(bytes)))
                .isInstanceOfSatisfying(
                        DownloadFailed.class, e -> assertThat(e.code()).isEqualTo(DownloadFailed.SHA256_MISMATCH));

        nothingIsLeft();
    }

    @Test
    void aServerWithoutRangesSendsItFromTheBeginning() throws Exception {
        server.ranges = false;
        leave(300_000);

        fetch(sha256(bytes));

        onlyTheFileIsThere();
        assertThat(server.rangesAsked()).containsExactly("bytes=300000-");
    }

    @Test
    void moreThanThereIsMakesItBeginAgain() throws Exception {
        Files.createDirectories(part().getParent());
        Files.write(part(), new byte[SIZE + 5]);

        fetch();

        onlyTheFileIsThere();
        assertThat(server.rangesAsked()).containsExactly("bytes=" + (SIZE + 5) + "-", "");
    }

    @Test
    void aFileThatWasWholeButForItsNameIsKeptWhenItsHashSaysSo() throws Exception {
        leave(SIZE);

        fetch(sha256(bytes));

        onlyTheFileIsThere();
        assertThat(server.rangesAsked()).containsExactly("bytes=" + SIZE + "-");
    }

    @Test
    void bytesFromElsewhereMakeItBeginAgain() throws Exception {
        leave(300_000);
        server.handler = (asked, out) -> {
            if (asked.header("range").isEmpty()) {
                server.plain(asked, out);
            } else {
                server.part(out, 100, SIZE, SIZE, bytes);
            }
        };

        fetch();

        onlyTheFileIsThere();
    }

    @Test
    void aFileThatChangedMeanwhileIsNotPatchedTogether() throws Exception {
        interrupted(200_000);
        assertThat(part()).exists();
        byte[] other = new byte[SIZE];
        new Random(8).nextBytes(other);
        server.file = other;
        server.tag = "\"two\"";
        server.handler = server::plain;

        fetch();

        assertThat(target()).hasBinaryContent(other);
        assertThat(server.asked.get(1).header("if-range")).isEqualTo("\"one\"");
    }

    /** A transfer of which so much came before its caller went. */
    private void interrupted(int sent) throws Exception {
        server.handler = (asked, out) -> {
            server.head(out, "200 OK", "Content-Length: " + SIZE);
            out.write(bytes, 0, sent);
            out.flush();
            new CountDownLatch(1).await();
        };
        Downloads.Ticket ticket = downloads.start(request(server.url("/m"), null, null), Downloads.Progress.NONE);
        await().until(() -> downloads.underway().get(0).bytes() > sent / 2);

        ticket.cancel();

        assertThatThrownBy(ticket::await).isInstanceOfSatisfying(DownloadFailed.class, e -> assertThat(e.code())
                .isEqualTo(DownloadFailed.CANCELLED));
        await().until(() -> downloads.underway().isEmpty());
    }

    @Test
    void thePartOfAnotherFileOfTheSameStemIsNotTakenForThisOne() throws Exception {
        interrupted(200_000);
        server.handler = server::plain;
        Path other = folder.resolve("models/model.json");

        fetch(new Downloads.Request("model file", server.url("/m"), other, null, null));

        assertThat(other).hasBinaryContent(bytes);
        assertThat(server.rangesAsked()).containsExactly("", "");
    }

    @Test
    void aLineThatBreaksIsPickedUpWhereItBrokeWhenTheServerNamesTheContent() throws Exception {
        server.handler = (asked, out) -> {
            if (asked.header("range").isEmpty()) {
                server.head(out, "200 OK", "Content-Length: " + SIZE);
                out.write(bytes, 0, 400_000);
            } else {
                server.plain(asked, out);
            }
        };

        fetch(sha256(bytes));

        onlyTheFileIsThere();
        assertThat(server.asked).hasSize(2);
        assertThat(server.asked.get(1).header("if-range")).isEqualTo("\"one\"");
    }

    @Test
    void aLineThatBreaksEndsItWhenNothingTellsWhetherTheRestBelongsToIt() {
        server.tag = "W/\"weak\"";
        server.handler = (asked, out) -> {
            server.head(out, "200 OK", "Content-Length: " + SIZE);
            out.write(bytes, 0, 400_000);
        };

        assertThatThrownBy(() -> fetch())
                .isInstanceOfSatisfying(DownloadFailed.class, e -> {
                    assertThat(e.code()).isEqualTo(DownloadFailed.SIZE_MISMATCH);
                    assertThat(e.retryable()).isTrue();
                })
                .hasMessageMatching("size mismatch: wrote \\d+ bytes, Content-Length says " + SIZE);

        nothingIsLeft();
        assertThat(server.asked).hasSize(1);
    }

    @Test
    void aLineThatKeepsBreakingIsGivenUp() {
        AtomicInteger count = new AtomicInteger();
        server.handler = (asked, out) -> {
            if (count.getAndIncrement() == 0) {
                server.head(out, "200 OK", "Content-Length: " + SIZE);
                out.write(bytes, 0, 400_000);
            }
        };

        assertThatThrownBy(() -> fetch()).isInstanceOfSatisfying(DownloadFailed.class, e -> assertThat(e.code())
                .isEqualTo(DownloadFailed.FAILED));

        assertThat(server.asked).hasSizeBetween(4, 5);
    }

    @Test
    void nobodyThereIsSaidAndWhatCameBeforeStays() throws Exception {
        leave(300_000);
        String url = server.url("/m");
        server.close();

        assertThatThrownBy(() -> fetch(request(url, null, null))).hasMessageEndingWith("failed: nobody answers there");

        assertThat(part()).hasSize(300_000);
    }

    @Test
    void encodedContentIsNoFile() {
        server.handler = (asked, out) -> {
            server.head(out, "200 OK", "Content-Encoding: gzip", "Content-Length: 3");
            out.write("abc".getBytes(StandardCharsets.US_ASCII));
        };

        assertThatThrownBy(() -> fetch()).hasMessageEndingWith("the server sends it encoded");
        nothingIsLeft();
    }

    @Test
    void anAnswerWithoutLengthIsTakenToItsEnd() throws Exception {
        server.handler = (asked, out) -> {
            server.head(out, "200 OK");
            out.write(bytes);
        };

        fetch(sha256(bytes));

        onlyTheFileIsThere();
    }

    @Test
    void twoWhoWantTheSameShareOneTransferAndTheLastWhoLeavesEndsIt() throws Exception {
        CountDownLatch go = new CountDownLatch(1);
        CountDownLatch began = new CountDownLatch(1);
        server.handler = (asked, out) -> {
            began.countDown();
            go.await();
            server.plain(asked, out);
        };
        Downloads.Ticket one = downloads.start(request(server.url("/m"), null, null), Downloads.Progress.NONE);
        Downloads.Ticket two = downloads.start(request(server.url("/m"), null, null), Downloads.Progress.NONE);
        began.await();

        one.cancel();
        go.countDown();

        assertThat(two.await()).isEqualTo(target());
        assertThat(server.asked).hasSize(1);
    }

    @Test
    void whoComesAfterTheLastHasLeftGetsATransferOfItsOwn() throws Exception {
        interrupted(200_000);
        server.handler = server::plain;

        assertThat(fetch()).isEqualTo(target());

        onlyTheFileIsThere();
        assertThat(server.rangesAsked().get(1)).startsWith("bytes=");
    }

    @Test
    void aStopEndsWhatIsUnderWayAtOnce() throws Exception {
        CountDownLatch began = new CountDownLatch(1);
        server.handler = (asked, out) -> {
            began.countDown();
            new CountDownLatch(1).await();
        };
        Downloads.Ticket ticket = downloads.start(request(server.url("/m"), null, null), Downloads.Progress.NONE);
        began.await();

        downloads.stop();

        assertThatThrownBy(ticket::await).hasMessage("the download was cancelled");
        assertThatThrownBy(() -> fetch()).isInstanceOfSatisfying(DownloadFailed.class, e -> assertThat(e.code())
                .isEqualTo(DownloadFailed.FAILED));
    }

    @Test
    void onlyAFewComeAtOnce() throws Exception {
        CountDownLatch go = new CountDownLatch(1);
        AtomicInteger at = new AtomicInteger();
        AtomicInteger most = new AtomicInteger();
        server.handler = (asked, out) -> {
            most.accumulateAndGet(at.incrementAndGet(), Math::max);
            go.await();
            at.decrementAndGet();
            server.plain(asked, out);
        };
        List<Downloads.Ticket> tickets = new ArrayList<>();
        for (int i = 0; i < 5; i++) {
            tickets.add(downloads.start(
                    new Downloads.Request("model file", server.url("/m"), folder.resolve("f" + i), null, null),
                    Downloads.Progress.NONE));
        }
        await().until(() -> at.get() == 2);

        assertThat(downloads.underway()).hasSize(5);
        go.countDown();
        for (Downloads.Ticket ticket : tickets) {
            assertThat(ticket.await()).hasBinaryContent(bytes);
        }

        assertThat(most).hasValue(2);
    }

    @Test
    void largeFilesComeByManyConnections() throws Exception {
        many();

        fetch(sha256(bytes));

        onlyTheFileIsThere();
        assertThat(server.rangesAsked()).hasSize(8).contains("", "bytes=0-99999", "bytes=600000-699999");
        assertThat(server.asked.subList(1, 8))
                .allMatch(asked -> asked.header("if-range").equals("\"one\""));
    }

    @Test
    void theRestOfALargeFileComesByManyConnectionsToo() throws Exception {
        leave(250_000);
        many();

        fetch(sha256(bytes));

        onlyTheFileIsThere();
        assertThat(server.rangesAsked())
                .containsExactlyInAnyOrder(
                        "bytes=250000-",
                        "bytes=250000-349999",
                        "bytes=350000-449999",
                        "bytes=450000-549999",
                        "bytes=550000-649999",
                        "bytes=650000-699999");
    }

    private void many() {
        downloads.stop();
        downloads = service(SIZE);
    }

    @Test
    void largeFilesComeInOrderWhereNothingNamesTheContent() throws Exception {
        many();
        server.tag = "";

        fetch(sha256(bytes));

        onlyTheFileIsThere();
        assertThat(server.asked).hasSize(1);
    }

    @Test
    void whatManyConnectionsHadBroughtIsNotAskedForAgain() throws Exception {
        many();
        CountDownLatch stuck = new CountDownLatch(3);
        server.handler = (asked, out) -> {
            boolean last = asked.header("range").compareTo("bytes=300000-") >= 0;
            if (last && !asked.header("range").startsWith("bytes=99999")) {
                stuck.countDown();
                new CountDownLatch(1).await();
            }
            server.plain(asked, out);
        };
        Downloads.Ticket ticket = downloads.start(request(server.url("/m"), null, null), Downloads.Progress.NONE);
        stuck.await();
        await().until(() -> downloads.underway().get(0).bytes() == 300_000);
        downloads.stop();
        assertThatThrownBy(ticket::await).isInstanceOf(DownloadFailed.class);
        assertThat(folder.resolve("models/model.gguf.parallel")).exists();
        server.asked.clear();
        server.handler = server::plain;
        many();

        fetch(sha256(bytes));

        onlyTheFileIsThere();
        assertThat(server.rangesAsked())
                .containsExactlyInAnyOrder(
                        "bytes=300000-399999", "bytes=400000-499999", "bytes=500000-599999", "bytes=600000-699999");
    }

    @Test
    void manyConnectionsPickUpWhereTheyBroke() throws Exception {
        many();
        AtomicBoolean broken = new AtomicBoolean();
        AtomicInteger busy = new AtomicInteger();
        server.handler = (asked, out) -> {
            String range = asked.header("range");
            if (range.startsWith("bytes=200000-") && !broken.getAndSet(true)) {
                server.head(
                        out,
                        "206 Partial Content",
                        "Content-Range: bytes 200000-299999/" + SIZE,
                        "Content-Length: 100000");
                out.write(bytes, 200_000, 40_000);
            } else if (range.startsWith("bytes=500000-") && busy.getAndIncrement() < 2) {
                server.head(out, "503 Busy", "Content-Length: 0");
            } else {
                server.plain(asked, out);
            }
        };

        fetch(sha256(bytes));

        onlyTheFileIsThere();
        assertThat(server.rangesAsked()).contains("bytes=240000-299999");
        assertThat(busy).hasValue(3);
    }

    @Test
    void aFileThatChangesUnderManyConnectionsBeginsAgain() throws Exception {
        many();
        byte[] other = new byte[SIZE + 1000];
        new Random(9).nextBytes(other);
        server.handler = (asked, out) -> {
            if (asked.header("range").startsWith("bytes=400000-")) {
                server.file = other;
                server.tag = "\"two\"";
            }
            server.plain(asked, out);
        };

        fetch(sha256(other));

        assertThat(target()).hasBinaryContent(other);
        assertThat(folder.resolve("models")).isDirectoryNotContaining(Downloads::unfinished);
    }

    @Test
    void aNoteWithoutItsFileAndAFileWithoutItsNoteAreWorthNothing() throws Exception {
        many();
        Files.createDirectories(target().getParent());
        Files.write(folder.resolve("models/model.gguf.parallel"), new byte[SIZE]);

        fetch(sha256(bytes));

        onlyTheFileIsThere();
        Files.delete(target());
        About.of(target(), server.url("/m"), "\"one\"", SIZE)
                .with(List.of(new Span(0, SIZE)))
                .write(folder.resolve("models/model.gguf.parallel"));

        fetch(sha256(bytes));

        onlyTheFileIsThere();
    }
}
