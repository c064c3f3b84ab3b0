package dev.atelier.engine.host.internal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import dev.atelier.engine.api.EngineException;
import dev.atelier.engine.api.JobContext;
import dev.atelier.engine.host.api.Child;
import dev.atelier.engine.host.api.ChildSpec;
import dev.atelier.engine.host.child.Fields;
import dev.atelier.engine.tck.ContractContext;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

/** Children as real processes. Few, since each is a Java of its own. */
@SuppressWarnings("NullAway.Init") // set before each test
class ChildrenTest {
    @TempDir
    Path folder;

    private final AtomicLong now = new AtomicLong(1);
    private final AtomicInteger jobs = new AtomicInteger();
    private ProcessHost host;
    private BundleChildren children;

    @BeforeEach
    void open() {
        host = new ProcessHost(folder.resolve("children"));
        children = new BundleChildren(host, now::get);
    }

    @AfterEach
    void close() {
        children.close();
        host.close();
    }

    @Test
    void answersAndTellsWhileItWorksAndStaysForTheNextCall() throws Exception {
        Child child = children.open(spec());
        ContractContext context = context();
        byte[] bytes = new byte[3_000_000];
        bytes[2_999_999] = 7;

        Fields answer = child.call(request("echo").put("text", "grüße").put("bytes", bytes), "", context);
        Fields next = child.call(request("echo"), "", context());

        assertThat(answer.text("text")).isEqualTo("grüße");
        assertThat(answer.bytes("bytes")).isEqualTo(bytes);
        assertThat(context.fractions()).containsExactly(0.5);
        assertThat(context.text()).isEqualTo("piece by piece");
        assertThat(context.messages()).containsExactly("INFO said something");
        assertThat(next.number("pid", 1)).isEqualTo(answer.number("pid", 2));
        assertThat(child.warm()).isTrue();
    }

    @Test
    void answersSeveralCallsAtOnce() throws Exception {
        Child child = children.open(spec());
        ContractContext waiting = context();
        CompletableFuture<Fields> slow = inBackground(child, request("wait"), waiting);
        await().until(() -> !waiting.fractions().isEmpty());

        assertThat(child.call(request("echo").put("text", "quick"), "", context())
                        .text("text"))
                .isEqualTo("quick");
        assertThat(slow).isNotDone();

        waiting.cancel();
        assertFails(slow, EngineException.CANCELLED);
    }

    @Test
    void aCancelThatIsHeardLeavesTheChildWarm() throws Exception {
        Child child = children.open(spec().withCancelGrace(Duration.ofSeconds(10)));
        ContractContext context = context();
        CompletableFuture<Fields> call = inBackground(child, request("wait"), context);
        await().until(() -> !context.fractions().isEmpty());

        long start = System.nanoTime();
        context.cancel();
        assertFails(call, EngineException.CANCELLED);

        assertThat(Duration.ofNanos(System.nanoTime() - start)).isLessThan(Duration.ofSeconds(5));
        assertThat(child.warm()).isTrue();
    }

    @Test
    void aChildThatDoesNotHearTheCancelIsKilledAndTheNextCallHasANewOne() throws Exception {
        Child child = children.open(spec().withCancelGrace(Duration.ofMillis(100)));
        ContractContext context = context();
        CompletableFuture<Fields> call = inBackground(child, request("hang"), context);
        await().until(() -> !context.fractions().isEmpty());

        context.cancel();

        assertFails(call, EngineException.CANCELLED);
        assertThat(child.call(request("echo").put("text", "again"), "", context())
                        .text("text"))
                .isEqualTo("again");
    }

    @Test
    void aCrashFailsTheJobThatMayBeTriedAgainAndTheNextOneSucceeds() throws Exception {
        Child child = children.open(spec());

        assertThatThrownBy(() -> child.call(request("abort"), "", context()))
                .isInstanceOfSatisfying(
                        EngineException.class, e -> assertThat(e.retryable()).isTrue())
                .hasMessageStartingWith("tester aborted (exit code 134)");
        assertThat(child.call(request("echo").put("text", "again"), "", context())
                        .text("text"))
                .isEqualTo("again");
    }

    @Test
    void aChildThatIsKilledFromOutsideFailsTheJobAndTheNextOneSucceeds() throws Exception {
        Child child = children.open(spec());
        long pid = child.call(request("echo"), "", context()).number("pid", 0);
        ContractContext context = context();
        CompletableFuture<Fields> call = inBackground(child, request("wait"), context);
        await().until(() -> !context.fractions().isEmpty());

        ProcessHandle.of(pid).orElseThrow().destroyForcibly();

        assertFails(call, EngineException.ENGINE_FAILED);
        assertThat(child.call(request("echo"), "", context()).number("pid", pid))
                .isNotEqualTo(pid);
    }

    @Test
    void whatTheWorkerNamesReachesTheJobInItsWords() {
        Child child = children.open(spec());

        assertThatThrownBy(() -> child.call(request("fail"), "", context()))
                .hasMessage("no tensor of that name")
                .isInstanceOfSatisfying(EngineException.class, e -> {
                    assertThat(e.code()).isEqualTo("bad_model");
                    assertThat(e.retryable()).isFalse();
                });
        assertThatThrownBy(() -> child.call(request("throw"), "", context())).hasMessage("index 7");
        assertThatThrownBy(() -> child.call(request("big"), "", context()))
                .hasMessageStartingWith("the answer cannot be sent");
        assertThat(child.warm()).isTrue();
    }

    @Test
    void memoryThatRunsOutEndsTheChildAndNotTheWorker() {
        Child child = children.open(spec());

        assertThatThrownBy(() -> child.call(request("memory"), "", context()))
                .isInstanceOf(EngineException.class)
                .hasMessageContaining("OutOfMemoryError");
    }

    @Test
    @EnabledOnOs(OS.LINUX)
    void aChildThatTakesMoreThanOneMayIsEndedAndTheJobMayBeTriedAgain() throws Exception {
        Child child = children.open(spec());
        child.call(request("echo"), "", context());
        host.limitMemory(1 << 20); // no Java is that small

        assertThatThrownBy(() -> child.call(request("wait"), "", context()))
                .hasMessageMatching("tester took \\d+ MiB of memory where child_memory_mb allows 1")
                .isInstanceOfSatisfying(EngineException.class, e -> {
                    assertThat(e.code()).isEqualTo("memory_limit");
                    assertThat(e.retryable()).isTrue();
                });

        host.limitMemory(0);
        child.call(request("echo"), "", context());
    }

    @Test
    void whatLibrariesPrintIsNoFrame() throws Exception {
        Child child = children.open(spec());

        assertThat(child.call(request("print"), "", context()).text("text")).isEqualTo("done");
        assertThat(child.call(request("print"), "", context()).text("text")).isEqualTo("done");
    }

    @Test
    void leavesASubjectAloneAfterCrashesInARowAndTriesAgainLater() throws Exception {
        Child child = children.open(spec().withCrashes(2, Duration.ofMinutes(1)));
        for (int i = 0; i < 2; i++) {
            assertThatThrownBy(() -> child.call(request("abort"), "bad.gguf", context()))
                    .hasMessageContaining("134");
        }

        assertThatThrownBy(() -> child.call(request("echo"), "bad.gguf", context()))
                .hasMessageStartingWith("tester crashed 2 times in a row on bad.gguf")
                .hasMessageContaining("tried again in");
        assertThat(child.health("bad.gguf").available()).isFalse();
        assertThat(child.health("good.gguf").available()).isTrue();
        child.call(request("echo"), "good.gguf", context());

        now.addAndGet(Duration.ofSeconds(61).toNanos());
        child.call(request("echo"), "bad.gguf", context());
        assertThat(child.health("bad.gguf").available()).isTrue();
    }

    @Test
    void aChildThatCannotStartSaysWhyAndIsLeftAlone() {
        Child child =
                children.open(spec().withProperties(Map.of("broken", "true")).withCrashes(1, Duration.ofMinutes(1)));

        assertThatThrownBy(() -> child.call(request("echo"), "", context()))
                .isInstanceOf(EngineException.class)
                .hasMessageContaining("no library here");

        assertThat(child.health().available()).isFalse();
        assertThat(child.health().reason()).contains("no library here");
    }

    @Test
    void aChildThatNeverGetsReadyIsEnded() {
        Child child =
                children.open(spec().withProperties(Map.of("never", "true")).withStartLimit(Duration.ofSeconds(1)));

        assertThatThrownBy(() -> child.call(request("echo"), "", context()))
                .hasMessage("tester was not ready after 1 s");
        await().untilAsserted(() -> assertThat(folder.resolve("children")).isEmptyDirectory());
    }

    @Test
    void endsWhenNobodyCallsForAWhile() throws Exception {
        Child child = children.open(spec().withIdle(Duration.ofMillis(50)));
        long pid = child.call(request("echo"), "", context()).number("pid", 0);

        await().untilAsserted(() ->
                assertThat(ProcessHandle.of(pid).filter(ProcessHandle::isAlive)).isEmpty());
        assertThat(child.warm()).isFalse();
    }

    @Test
    void leavesNoProcessThreadOrRecordBehind() throws Exception {
        Child child = children.open(spec());
        long pid = child.call(request("echo"), "", context()).number("pid", 0);

        children.close();
        host.close();

        assertThat(ProcessHandle.of(pid).filter(ProcessHandle::isAlive)).isEmpty();
        await().untilAsserted(() -> assertThat(Thread.getAllStackTraces().keySet())
                .as(() -> "while these run: "
                        + ProcessHandle.current()
                                .descendants()
                                .map(ProcessHandle::info)
                                .toList())
                .noneMatch(t -> t.getName().startsWith("engine-host-")));
        await().untilAsserted(() -> assertThat(folder.resolve("children")).isEmptyDirectory());
        assertThatThrownBy(() -> child.call(request("echo"), "", context())).isInstanceOf(EngineException.class);
    }

    /** The parent is a Java of its own here, which starts a child and is killed. */
    @Test
    void endsWithTheWorkerHoweverThatEnds() throws Exception {
        Process parent = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-cp",
                        System.getProperty("java.class.path"),
                        Parent.class.getName(),
                        folder.resolve("parent").toString())
                .redirectError(ProcessBuilder.Redirect.DISCARD)
                .start();
        try (var said = parent.inputReader()) {
            long pid = Long.parseLong(said.readLine());
            assertThat(ProcessHandle.of(pid).filter(ProcessHandle::isAlive)).isPresent();

            parent.destroyForcibly();

            await().untilAsserted(() -> assertThat(ProcessHandle.of(pid).filter(ProcessHandle::isAlive))
                    .isEmpty());
        } finally {
            parent.destroyForcibly();
        }
    }

    /** Started by the test above. */
    public static final class Parent {
        private Parent() {}

        @SuppressWarnings("SystemOut")
        public static void main(String[] arguments) throws Exception {
            Path folder = Path.of(arguments[0]);
            ProcessHost host = new ProcessHost(folder.resolve("children"));
            Child child = new BundleChildren(host).open(spec(folder));
            Fields answer = child.call(request("echo"), "", new ContractContext(folder));
            System.out.println(answer.number("pid", 0));
            child.call(request("hang"), "", new ContractContext(folder));
        }
    }

    private ChildSpec spec() {
        return spec(folder);
    }

    private static ChildSpec spec(Path folder) {
        return ChildSpec.of("tester", TestWorker.class.getName(), ChildrenTest::testClasses, folder.resolve("data"))
                .withHeap(48);
    }

    private static List<Path> testClasses() throws IOException {
        try {
            return List.of(Path.of(TestWorker.class
                    .getProtectionDomain()
                    .getCodeSource()
                    .getLocation()
                    .toURI()));
        } catch (java.net.URISyntaxException e) {
            throw new IOException(e);
        }
    }

    private static Fields request(String what) {
        return new Fields().put("do", what);
    }

    private ContractContext context() {
        return new ContractContext(folder.resolve("job-" + jobs.incrementAndGet()));
    }

    private CompletableFuture<Fields> inBackground(Child child, Fields request, JobContext context) {
        return CompletableFuture.supplyAsync(
                () -> {
                    try {
                        return child.call(request, "", context);
                    } catch (EngineException e) {
                        throw new CompletionException(e);
                    }
                },
                host.io());
    }

    private static void assertFails(CompletableFuture<Fields> call, String code) {
        assertThatThrownBy(() -> call.get(10, TimeUnit.SECONDS))
                .cause()
                .isInstanceOfSatisfying(
                        EngineException.class, e -> assertThat(e.code()).isEqualTo(code));
    }
}
