package dev.atelier.engine.host.internal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import dev.atelier.engine.api.EngineException;
import dev.atelier.engine.api.NoJob;
import dev.atelier.engine.host.api.Exit;
import dev.atelier.engine.host.api.ProbeResult;
import dev.atelier.engine.host.api.Program;
import dev.atelier.engine.host.api.ProgramSpec;
import dev.atelier.engine.tck.ContractContext;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

/** Programs as real processes: small scripts of the shell. */
@SuppressWarnings("NullAway.Init") // set before each test
class ProgramsTest {
    @TempDir
    Path folder;

    private ProcessHost host;
    private BundlePrograms programs;
    private ContractContext context;

    @BeforeEach
    void open() {
        host = new ProcessHost(folder.resolve("children"));
        programs = new BundlePrograms(host);
        context = new ContractContext(folder.resolve("job"));
    }

    @AfterEach
    void close() {
        programs.close();
        host.close();
    }

    @Test
    void nothingIsStartedOnceItIsClosed() throws Exception {
        programs.close();

        assertThatThrownBy(() -> programs.start(shell("echo started > " + folder.resolve("mark"))))
                .isInstanceOfSatisfying(
                        EngineException.class, e -> assertThat(e.retryable()).isTrue())
                .hasMessage("the engine is stopping");
        assertThat(programs.probe(Path.of("/bin/sh"), List.of("-c", "true")).get())
                .extracting(ProbeResult::started)
                .isEqualTo(false);
        assertThat(folder.resolve("mark")).doesNotExist();
    }

    @Test
    void tellsHowAProgramEndedAndWhatItComplainedAboutLast() throws Exception {
        Exit exit = programs.run(shell("echo first >&2; echo 'no such encoder' >&2; echo >&2; exit 8"), context);

        assertThat(exit.code()).isEqualTo(8);
        assertThat(exit.lastError()).isEqualTo("no such encoder");
        assertThatThrownBy(exit::orThrow)
                .isInstanceOf(EngineException.class)
                .hasMessage("script ended with 8: no such encoder");
    }

    @Test
    @EnabledOnOs(OS.LINUX)
    void aProgramThatTakesMoreThanOneMayIsEndedAndSaysSo() throws Exception {
        host.limitMemory(1);

        Exit exit = programs.run(shell("echo busy >&2; exec sleep 60"), context);

        assertThat(exit.toString())
                .isEqualTo("script ended with 137: it took 0 MiB of memory where child_memory_mb allows 0");
        assertThat(exit.errors()).startsWith("busy");
    }

    @Test
    void handsOutTheLinesOfBothOutputsWhicheverWayTheyEnd() throws Exception {
        List<String> out = new CopyOnWriteArrayList<>();
        List<String> err = new CopyOnWriteArrayList<>();

        programs.run(
                shell("printf 'one\\ntwo\\r\\nthree\\rlast'; printf '10%%\\r20%%\\r' >&2")
                        .withLines(out::add)
                        .withErrors(err::add),
                context);

        assertThat(out).containsExactly("one", "two", "three", "last");
        assertThat(err).containsExactly("10%", "20%");
    }

    @Test
    void feedsAndReadsBytesOfAnyLength() throws Exception {
        byte[] sent = new byte[3_000_000];
        for (int i = 0; i < sent.length; i++) {
            sent[i] = (byte) (i * 31);
        }
        AtomicReference<byte[]> received = new AtomicReference<>(new byte[0]);

        programs.run(
                ProgramSpec.of("cat", List.of("cat")).withInput(sent).withOutput(in -> received.set(in.readAllBytes())),
                context);

        assertThat(received.get()).isEqualTo(sent);
    }

    @Test
    void aProgramThatStopsReadingIsJudgedByItsExitCode() throws Exception {
        Exit exit = programs.run(shell("echo full >&2; exit 3").withInput(new byte[1_000_000]), context);

        assertThat(exit.toString()).isEqualTo("script ended with 3: full");
    }

    @Test
    void readsOutputNobodyWantsSoThatTheProgramGoesOn() throws Exception {
        Exit exit = programs.run(shell("head -c 2000000 /dev/zero; head -c 2000000 /dev/zero >&2"), context);

        assertThat(exit.ok()).isTrue();
    }

    @Test
    void aReaderThatFailsIsAFailureAndStillTheProgramEnds() {
        ProgramSpec spec = shell("head -c 1000000 /dev/zero").withOutput(in -> {
            throw new IllegalStateException("no picture");
        });

        assertThatThrownBy(() -> programs.run(spec, context))
                .isInstanceOf(EngineException.class)
                .hasRootCauseMessage("no picture");
    }

    @Test
    void inheritsNothingOfTheWorkersOwnAndHasWhatItWasGiven() throws Exception {
        List<String> lines = new CopyOnWriteArrayList<>();

        programs.run(
                ProgramSpec.of("env", List.of("env"))
                        .withEnvironment(Map.of("TOKENIZER", "bpe"))
                        .withLines(lines::add),
                context);

        assertThat(lines)
                .contains("TOKENIZER=bpe", "ORT_DISABLE_TELEMETRY=1")
                .anyMatch(line -> line.startsWith("PATH="));
        Map<String, String> inherited = new java.util.HashMap<>(
                Map.of("PATH", "/bin", "ATELIER_STUDIO_DB_PASSWORD", "x", "AWS_SECRET_ACCESS_KEY", "y"));
        Environment.clean(inherited, Map.of());
        assertThat(inherited).containsOnlyKeys("PATH", "ORT_DISABLE_TELEMETRY");
    }

    @Test
    void runsWhereItIsToldTo() throws Exception {
        List<String> lines = new CopyOnWriteArrayList<>();

        programs.run(shell("pwd").in(folder).withLines(lines::add), context);

        assertThat(lines).containsExactly(folder.toRealPath().toString());
    }

    @Test
    void aCancelledJobEndsTheProgramAndWhatItStarted() throws Exception {
        CountDownLatch began = new CountDownLatch(1);
        List<String> lines = new CopyOnWriteArrayList<>();
        ProgramSpec spec = shell("trap '' TERM; sleep 600 & echo $!; wait").withLines(line -> {
            lines.add(line);
            began.countDown();
        });
        CompletableFuture<Exit> job = inBackground(spec);
        assertThat(began.await(10, TimeUnit.SECONDS)).isTrue();

        long start = System.nanoTime();
        context.cancel();

        assertCancelled(job);
        assertThat(Duration.ofNanos(System.nanoTime() - start)).isLessThan(Duration.ofSeconds(5));
        awaitGone(Long.parseLong(lines.get(0)));
    }

    @Test
    void endsAProgramThatGoesOnPastItsLimit() {
        ProgramSpec spec = shell("sleep 600").withLimit(Duration.ofMillis(100));

        assertThatThrownBy(() -> programs.run(spec, context))
                .isInstanceOf(EngineException.class)
                .hasMessage("script was still running after 100 ms");
    }

    @Test
    void waitsForAServerToBeReady() throws Exception {
        AtomicReference<String> said = new AtomicReference<>("");
        try (Program server = programs.start(shell("echo listening; sleep 600").withLines(said::set))) {
            server.awaitReady(() -> "listening".equals(said.get()), Duration.ofSeconds(10), context);

            assertThat(server.alive()).isTrue();
        }
    }

    @Test
    void aServerThatEndsInsteadSaysWhy() throws Exception {
        try (Program server = programs.start(shell("echo 'address in use' >&2; exit 1"))) {
            assertThatThrownBy(() -> server.awaitReady(() -> false, Duration.ofSeconds(10), context))
                    .hasMessage("script ended with 1: address in use");
        }
    }

    @Test
    void aServerThatNeverGetsReadyIsEnded() throws Exception {
        try (Program server = programs.start(shell("sleep 600"))) {
            assertThatThrownBy(() -> server.awaitReady(() -> false, Duration.ofMillis(50), context))
                    .hasMessage("script was not ready after 50 ms");

            assertThat(server.alive()).isFalse();
        }
    }

    @Test
    void saysPlainlyWhatCannotBeStarted() {
        assertThatThrownBy(() -> programs.run(ProgramSpec.of("sd-cli", List.of("/nowhere/sd-cli")), context))
                .isInstanceOf(EngineException.class)
                .hasMessageStartingWith("sd-cli cannot be started");
    }

    @Test
    void whatABundleForgotEndsWithItAndOthersGoOn() throws Exception {
        BundlePrograms other = new BundlePrograms(host);
        Program forgotten = programs.start(shell("sleep 600"));
        Program kept = other.start(shell("sleep 600"));

        programs.close();

        assertThat(forgotten.alive()).isFalse();
        assertThat(kept.alive()).isTrue();
        other.close();
    }

    @Test
    void leavesNoThreadProcessOrRecordBehind() throws Exception {
        Program program = programs.start(shell("sleep 600"));
        assertThat(folder.resolve("children").resolve(Long.toString(program.pid())))
                .exists();

        host.close();

        assertThat(program.alive()).isFalse();
        await().untilAsserted(() -> assertThat(Thread.getAllStackTraces().keySet())
                .noneMatch(t -> t.getName().startsWith("engine-host-")));
        await().untilAsserted(() -> assertThat(folder.resolve("children")).isEmptyDirectory());
        assertThatThrownBy(() -> programs.start(shell("true"))).isInstanceOf(EngineException.class);
    }

    @Test
    void endsWhatAnEarlierWorkerLeftBehindButNobodyElse() throws Exception {
        Process orphan = new ProcessBuilder("sleep", "600").start();
        Process stranger = new ProcessBuilder("sleep", "600").start();
        Path children = folder.resolve("earlier");
        try {
            new Records(children).add(orphan.toHandle(), "sleep");
            Files.writeString(children.resolve(Long.toString(stranger.pid())), "2001-01-01T00:00:00Z\nsleep\n");
            Files.writeString(children.resolve("half"), "");

            new ProcessHost(children).close();

            assertThat(orphan.waitFor(10, TimeUnit.SECONDS)).isTrue();
            assertThat(stranger.isAlive()).isTrue();
            assertThat(children).isEmptyDirectory();
        } finally {
            orphan.destroyForcibly();
            stranger.destroyForcibly();
        }
    }

    @Test
    void asksAProgramOnceAndAgainWhenItsFileChanged() throws Exception {
        Path program = script("asked", "echo asked >> " + folder + "/count; echo version 1; echo more >&2");

        ProbeResult first = programs.probe(program, List.of("--version")).get(10, TimeUnit.SECONDS);
        ProbeResult again = programs.probe(program, List.of("--version")).get(10, TimeUnit.SECONDS);
        Files.writeString(program, "#!/bin/sh\necho version 2.0\n");
        ProbeResult changed = programs.probe(program, List.of("--version")).get(10, TimeUnit.SECONDS);

        assertThat(first.text()).isEqualTo("version 1\nmore\n");
        assertThat(again).isEqualTo(first);
        assertThat(Files.readAllLines(folder.resolve("count"))).hasSize(1);
        assertThat(changed).isEqualTo(new ProbeResult(true, 0, "version 2.0\n"));
    }

    @Test
    void whoeverIsCancelledWaitsForNoProgramThatTellsOfItself() throws Exception {
        NoJob job = new NoJob();
        Path slow = script("slow", "sleep 1000");
        job.cancel();

        assertThatThrownBy(() -> programs.probe(slow, List.of(), job))
                .isInstanceOfSatisfying(
                        EngineException.class, e -> assertThat(e.code()).isEqualTo(EngineException.CANCELLED));
        assertThat(programs.probe(Path.of("/bin/sh"), List.of("-c", "echo here"), new NoJob())
                        .text())
                .contains("here");
    }

    @Test
    void aFailedProbeSaysWhy() throws Exception {
        assertThat(programs.probe(folder.resolve("none"), List.of()).get().text())
                .startsWith("there is no program");
        assertThat(programs.probe(script("bad", "exit 3"), List.of()).get(10, TimeUnit.SECONDS))
                .isEqualTo(new ProbeResult(true, 3, ""));
    }

    @Test
    void findsAProgramInItsFolderBeforeThePath() throws Exception {
        Path own = script("sh", "true");

        assertThat(programs.find("sh", List.of(folder))).contains(own);
        assertThat(programs.find("sh", List.of())).isPresent().get().isNotEqualTo(own);
        assertThat(programs.find(own.toString(), List.of())).contains(own);
        assertThat(programs.find("no-such-program", List.of(folder))).isEmpty();
    }

    private Path script(String name, String text) throws Exception {
        Path file = folder.resolve(name);
        Files.write(file, List.of("#!/bin/sh", text), StandardCharsets.UTF_8);
        Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rwx------"));
        return file;
    }

    private static ProgramSpec shell(String script) {
        return ProgramSpec.of("script", new ArrayList<>(List.of("sh", "-c", script)));
    }

    private CompletableFuture<Exit> inBackground(ProgramSpec spec) {
        return CompletableFuture.supplyAsync(
                () -> {
                    try {
                        return programs.run(spec, context);
                    } catch (EngineException e) {
                        throw new java.util.concurrent.CompletionException(e);
                    }
                },
                host.io());
    }

    private static void assertCancelled(CompletableFuture<Exit> job) {
        assertThatThrownBy(() -> job.get(10, TimeUnit.SECONDS))
                .cause()
                .isInstanceOfSatisfying(
                        EngineException.class, e -> assertThat(e.code()).isEqualTo(EngineException.CANCELLED));
    }

    private static void awaitGone(long pid) {
        await().untilAsserted(() ->
                assertThat(ProcessHandle.of(pid).filter(ProcessHandle::isAlive)).isEmpty());
    }
}
