package dev.atelier.engine.tck;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.fail;
import static org.junit.jupiter.api.Assertions.assertTimeoutPreemptively;

import dev.atelier.engine.api.Engine;
import dev.atelier.engine.api.EngineDescriptor;
import dev.atelier.engine.api.EngineException;
import dev.atelier.engine.api.EngineJob;
import dev.atelier.engine.api.EngineResult;
import dev.atelier.engine.api.Kind;
import dev.atelier.engine.api.ModelSource;
import dev.atelier.engine.api.Task;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.function.ThrowingSupplier;
import org.junit.jupiter.api.io.TempDir;

/**
 * What every engine promises. Extend it, answer {@link #engine()}, and the promises are checked; override the other
 * protected methods where an engine needs other input or more time.
 */
public abstract class EngineContract {
    /** How long a cancelled job may go on. */
    private static final Duration CANCEL_GRACE = Duration.ofSeconds(1);

    @TempDir
    @SuppressWarnings("NullAway.Init") // set by the test engine
    Path folder;

    private final AtomicInteger jobs = new AtomicInteger();
    private final List<Engine> opened = new ArrayList<>();

    /** A new engine, ready to serve. */
    protected abstract Engine engine();

    /** Closes what {@link #engine()} opened; called after every test. */
    protected void close(Engine engine) throws Exception {}

    /** Whether the same task always becomes the same bytes. */
    protected boolean deterministic() {
        return true;
    }

    /** How long one job may take. */
    protected Duration jobTime() {
        return Duration.ofSeconds(30);
    }

    /** How long the self-test may take. */
    protected Duration selfTestTime() {
        return Duration.ofSeconds(10);
    }

    /** A small task of the kind that the engine can do. */
    protected Task taskOf(Kind kind) {
        return switch (kind) {
            case IMAGE -> Task.Image.of("a stone golem").withExt("png");
            case LLM -> Task.Llm.of(List.of(new Task.Message("user", "Say hello.")));
            case AUDIO_STT -> Task.Transcription.of("https://audio.invalid/a.wav");
            case AUDIO_TTS -> Task.Speech.of("hello");
            case VIDEO -> Task.Video.of("a river");
            case AGENT -> throw new IllegalArgumentException("agent work has no task type yet");
        };
    }

    /** The model to ask for: the first the engine names for the kind. */
    protected String modelOf(EngineDescriptor descriptor, Kind kind) {
        List<String> names = descriptor.models().getOrDefault(kind, List.of());
        return names.isEmpty() ? descriptor.id() : names.get(0);
    }

    /** Where the model comes from: the engine's own name and no files. */
    protected ModelSource sourceOf(EngineDescriptor descriptor) {
        return ModelSource.of(descriptor.sources().iterator().next());
    }

    /** A context in a folder of its own; put model files below {@code models} of the folder before the job needs them. */
    protected ContractContext context() {
        return new ContractContext(folder.resolve("job-" + jobs.incrementAndGet()));
    }

    @AfterEach
    final void closeAll() throws Exception {
        for (Engine engine : opened) {
            close(engine);
        }
    }

    @Test
    void describesItself() {
        EngineDescriptor descriptor = open().descriptor();

        assertThat(descriptor.title()).isNotBlank().doesNotContain("\n");
        assertThat(descriptor.version()).matches("\\d+(\\.\\d+){0,2}([.-][\\w-]+)?");
        assertThat(descriptor.sources()).isNotEmpty().allSatisfy(name -> assertThat(name)
                .isNotBlank());
        assertThat(descriptor.kinds()).isNotEmpty();
        assertThat(descriptor.models().values())
                .allSatisfy(names -> assertThat(names).doesNotContain("*").doesNotHaveDuplicates());
    }

    @Test
    void saysTheSameOfItselfEveryTime() {
        Engine engine = open();

        assertThat(engine.descriptor()).isEqualTo(engine.descriptor());
    }

    @Test
    void tellsItsHealthAtOnce() {
        Engine engine = open();

        assertTimeoutPreemptively(Duration.ofMillis(500), engine::health);
    }

    @Test
    void passesItsSelfTest() {
        Engine engine = open();

        assertTimeoutPreemptively(selfTestTime(), () -> engine.selfTest(context()));
    }

    @Test
    void makesWhatItSaysItMakes() {
        Engine engine = open();
        for (Kind kind : kinds(engine)) {
            EngineResult result = within(jobTime(), () -> run(engine, kind, context()));

            assertSuits(result, kind);
        }
    }

    @Test
    void reportsProgressThatOnlyGrows() {
        Engine engine = open();
        for (Kind kind : kinds(engine)) {
            ContractContext context = context();

            within(jobTime(), () -> run(engine, kind, context));

            assertThat(context.fractions())
                    .allSatisfy(fraction -> assertThat(fraction).isBetween(0.0, 1.0))
                    .isSorted();
        }
    }

    /** Compared without what JSON escapes, which needs no JSON library here. */
    @Test
    void handsOutNothingButTheTextOfItsResult() {
        Engine engine = open();
        for (Kind kind : kinds(engine)) {
            ContractContext context = context();
            byte[] result = within(jobTime(), () -> bytes(run(engine, kind, context)));
            if (!context.text().isEmpty()) {
                assertThat(plain(new String(result, StandardCharsets.UTF_8)))
                        .contains(plain(context.text().replace("\\", "\\\\").replace("\"", "\\\"")));
            }
        }
    }

    private static String plain(String text) {
        return text.replaceAll("\\\\u[0-9a-fA-F]{4}|\\\\.|[\"\\\\\\p{Cntrl}/]|[^\\x00-\\x7F]", "");
    }

    @Test
    void makesTheSameOfTheSameTask() {
        if (!deterministic()) {
            return;
        }
        Engine engine = open();
        for (Kind kind : kinds(engine)) {
            byte[] once = within(jobTime(), () -> bytes(run(engine, kind, context())));
            byte[] again = within(jobTime(), () -> bytes(run(engine, kind, context())));

            assertThat(again).as(kind.wireName()).isEqualTo(once);
        }
    }

    @Test
    void refusesKindsItDoesNotServe() {
        Engine engine = open();
        for (Kind kind : Kind.values()) {
            if (engine.descriptor().kinds().contains(kind) || kind == Kind.AGENT) {
                continue;
            }
            assertThatThrownBy(() -> run(engine, kind, context())).isInstanceOfSatisfying(EngineException.class, e -> {
                assertThat(e.code()).isEqualTo(EngineException.CANNOT_SERVE);
                assertThat(e.retryable()).isFalse();
            });
        }
    }

    @Test
    void doesNotBeginACancelledJob() {
        Engine engine = open();
        for (Kind kind : kinds(engine)) {
            ContractContext context = context();
            context.cancel();

            assertThatThrownBy(() -> within(CANCEL_GRACE, () -> run(engine, kind, context)))
                    .isInstanceOfSatisfying(
                            EngineException.class, e -> assertThat(e.code()).isEqualTo(EngineException.CANCELLED));
        }
    }

    /** A job that is over before the cancel reaches it may still answer; going on for long is what is forbidden. */
    @Test
    void endsSoonWhenCancelled() throws Exception {
        Engine engine = open();
        for (Kind kind : kinds(engine)) {
            ContractContext context = context().cancelAtFirstReport();
            ExecutorService executor = Executors.newSingleThreadExecutor();
            try {
                CountDownLatch told = new CountDownLatch(1);
                context.onCancel(told::countDown);
                Future<EngineResult> job = executor.submit(() -> run(engine, kind, context));
                if (!told.await(200, TimeUnit.MILLISECONDS)) {
                    context.cancel();
                }
                assertEnds(job, kind);
            } finally {
                executor.shutdownNow();
            }
        }
    }

    @Test
    void takesAsManyJobsAtOnceAsItHasSlots() throws Exception {
        Engine engine = open();
        List<Kind> kinds = kinds(engine);
        int count = Math.min(engine.descriptor().slots(), 8);
        ExecutorService executor = Executors.newFixedThreadPool(count);
        try {
            List<Callable<EngineResult>> work = new ArrayList<>();
            for (int i = 0; i < count; i++) {
                Kind kind = kinds.get(i % kinds.size());
                ContractContext context = context();
                work.add(() -> run(engine, kind, context));
            }
            long millis = jobTime().toMillis() * count;
            List<Future<EngineResult>> done = executor.invokeAll(work, millis, TimeUnit.MILLISECONDS);
            for (int i = 0; i < count; i++) {
                assertSuits(done.get(i).get(), kinds.get(i % kinds.size()));
            }
        } finally {
            executor.shutdownNow();
        }
    }

    @Test
    void leavesNoThreadAndNoFileBehind() throws Exception {
        Leftovers leftovers = new Leftovers(idOfEngine());
        Engine engine = open();
        for (Kind kind : kinds(engine)) {
            within(jobTime(), () -> run(engine, kind, context()));
        }
        engine.selfTest(context());

        opened.remove(engine);
        close(engine);

        assertThat(leftovers.threadsAfter(CANCEL_GRACE)).isEmpty();
        assertThat(leftovers.newFiles()).isEmpty();
    }

    /** What a job of the kind makes; for tests of one's own. */
    protected final EngineResult run(Engine engine, Kind kind, ContractContext context) throws EngineException {
        return run(engine, taskOf(kind), context);
    }

    protected final EngineResult run(Engine engine, Task task, ContractContext context) throws EngineException {
        EngineDescriptor descriptor = engine.descriptor();
        EngineJob job = new EngineJob(
                "job-" + jobs.incrementAndGet(), modelOf(descriptor, task.kind()), sourceOf(descriptor), task);
        return engine.execute(job, context);
    }

    /** The bytes of a result, or of its JSON text. */
    protected static byte[] bytes(EngineResult result) {
        return result.fold(
                media -> {
                    try (InputStream in = media.body().open()) {
                        return in.readAllBytes();
                    } catch (IOException e) {
                        throw new UncheckedIOException(e);
                    }
                },
                json -> json.text().getBytes(StandardCharsets.UTF_8));
    }

    private Engine open() {
        Engine engine = engine();
        opened.add(engine);
        return engine;
    }

    private String idOfEngine() throws Exception {
        Engine engine = engine();
        try {
            return engine.descriptor().id();
        } finally {
            close(engine);
        }
    }

    private static List<Kind> kinds(Engine engine) {
        return List.copyOf(engine.descriptor().kinds());
    }

    private static <T> T within(Duration limit, ThrowingSupplier<T> work) {
        return assertTimeoutPreemptively(limit, work);
    }

    private static void assertSuits(EngineResult result, Kind kind) {
        byte[] bytes = bytes(result);
        boolean json = result.<Boolean>fold(media -> false, text -> true);
        if (kind == Kind.LLM || kind == Kind.AUDIO_STT) {
            assertThat(json).as("%s results are JSON", kind.wireName()).isTrue();
            assertThat(new String(bytes, StandardCharsets.UTF_8))
                    .startsWith("{")
                    .endsWith("}");
            return;
        }
        assertThat(json).as("%s results are not JSON", kind.wireName()).isFalse();
        String ext = result.fold(EngineResult.Media::ext, text -> "");
        assertThat(ext).matches("[a-z0-9]{1,10}");
        assertThat(Format.of(bytes))
                .as("format of a %s result", kind.wireName())
                .hasValueSatisfying(format -> assertThat(format.suits(kind))
                        .as("%s as a result of %s", format, kind.wireName())
                        .isTrue());
    }

    private static void assertEnds(Future<EngineResult> job, Kind kind) throws InterruptedException {
        try {
            assertThat(job.get(CANCEL_GRACE.toMillis(), TimeUnit.MILLISECONDS)).isNotNull();
        } catch (ExecutionException e) {
            assertThat(e.getCause()).isInstanceOfSatisfying(EngineException.class, cause -> assertThat(cause.code())
                    .isEqualTo(EngineException.CANCELLED));
        } catch (TimeoutException e) {
            fail(kind.wireName() + " went on for more than " + CANCEL_GRACE + " after it was cancelled");
        }
    }
}
