package dev.atelier.containers.internal;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.InstanceOfAssertFactories.type;
import static org.awaitility.Awaitility.await;

import dev.atelier.container.testing.TestEngine;
import dev.atelier.containers.api.Attachment;
import dev.atelier.containers.api.ContainerEngine;
import dev.atelier.containers.api.ContainerEngine.ImageBuild;
import dev.atelier.containers.api.ContainerSpec;
import dev.atelier.containers.api.ContainerState;
import dev.atelier.containers.api.Containers;
import dev.atelier.containers.api.EngineChoice;
import dev.atelier.containers.api.EngineEvents;
import dev.atelier.containers.api.EngineException;
import dev.atelier.containers.api.EngineException.Code;
import dev.atelier.containers.api.EngineInfo;
import dev.atelier.containers.api.Orphans;
import dev.atelier.containers.api.Ownership;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import org.assertj.core.api.ThrowableAssert;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** A real engine, started for these tests and ended with them. */
@Tag("containers")
class RealEngineTest {
    private static final Duration LIMIT = Duration.ofMinutes(2);
    private static final AtomicInteger NAMES = new AtomicInteger();

    private static @Nullable TestEngine testEngine;
    private static @Nullable ContainerEngine engine;

    @BeforeAll
    static void start() throws Exception {
        TestEngine started = TestEngine.start();
        testEngine = started;
        engine = Containers.connect(
                EngineChoice.of(started.name(), started.socket().toString(), 0, Map.of()));
        engine().importImage(
                        "localhost/atelier-test",
                        "latest",
                        tar -> started.rootFileSystem().transferTo(tar),
                        LIMIT);
    }

    @AfterAll
    static void end() throws Exception {
        if (testEngine != null) {
            testEngine.close();
        }
    }

    @Test
    void isKnownForWhatItIsWithAVersionBothSpeak() {
        assertThat(engine().info().kind())
                .isEqualTo(EngineInfo.Kind.valueOf(testEngine().name().toUpperCase(Locale.ROOT)));
        assertThat(engine().info().apiVersion()).startsWith("1.4");
    }

    @Test
    void aContainerReadsItsInputToTheEndAndKeepsItsStreamsAndExitCode() throws Exception {
        String id = engine().create(shell("cat; echo gone >&2; exit 3").build());
        try (Attachment attachment = engine().attach(id)) {
            engine().start(id);
            OutputStream stdin = attachment.stdin();
            stdin.write("grüße\n".getBytes(UTF_8));
            stdin.close();

            assertThat(EngineHttpTest.text(attachment)).isEqualTo("out:grüße\n err:gone\n");
        }
        ContainerState state = engine().await(id, LIMIT);

        assertThat(state.exitCode()).isEqualTo(3);
        assertThat(state.running()).isFalse();
        engine().remove(id);
        engine().remove(id);
        assertCode(() -> engine().inspect(id), Code.NOT_FOUND);
    }

    @Test
    void muchOutputComesWholeThroughOneConnection() throws Exception {
        String id = engine().create(shell("yes | head -c 3000000").build());
        long size = 0;
        try (Attachment attachment = engine().attach(id)) {
            engine().start(id);
            for (var output = attachment.next(); output.isPresent(); output = attachment.next()) {
                size += output.get().bytes().length;
            }
        }

        assertThat(size).isEqualTo(3_000_000);
        engine().remove(id);
    }

    @Test
    void itRunsWithoutRightsWithinItsLimits() throws Exception {
        Path seen = testEngine().folder("seen" + NAMES.incrementAndGet());
        Files.writeString(seen.resolve("note"), "from the host");
        String id = engine().create(
                        shell("id -u; cat /seen/note; echo; cat /proc/self/status; touch /x || echo readonly;"
                                        + " touch /seen/y || echo shielded; touch /tmp/z && echo writable; echo \"$WHO\"; cat;"
                                        + " cat /again/note | tr a-z A-Z; touch /again/y || echo shielded again")
                                .mount(new ContainerSpec.Mount(seen, "/seen", true))
                                .mount(new ContainerSpec.Mount(seen, "/again", true, ContainerSpec.Label.SHARED))
                                .build());
        try (Attachment attachment = engine().attach(id)) {
            engine().start(id);
            attachment.stdin().close();
            String told = EngineHttpTest.text(attachment);

            assertThat(told)
                    .contains("1000\n", "from the host", "readonly", "shielded", "writable", "someone")
                    .contains("FROM THE HOST", "shielded again")
                    .containsPattern("CapEff:\\s0+\n")
                    .containsPattern("NoNewPrivs:\\s1\n");
        }
        assertThat(engine().await(id, LIMIT).exitCode()).isZero();
        engine().remove(id);
    }

    @Test
    void whatRunsIsMeasuredPausedKilledAndThenHasNothingLeftToKill() throws Exception {
        String id = engine().create(shell("sleep 1000").build());
        try (Attachment attachment = engine().attach(id)) {
            engine().start(id);
            await().atMost(LIMIT)
                    .untilAsserted(
                            () -> assertThat(engine().stats(id).processes()).isPositive());
            assertThat(engine().stats(id).memoryBytes()).isPositive();
            engine().pause(id);
            assertThat(engine().inspect(id).status()).isEqualTo("paused");
            assertCode(() -> engine().pause(id), Code.CONFLICT);
            engine().unpause(id);

            assertThat(engine().kill(id, "KILL")).isTrue();
            assertThat(engine().await(id, LIMIT).exitCode()).isEqualTo(137);
            assertThat(engine().kill(id, "KILL")).isFalse();
            assertThat(attachment.next()).isEmpty();
        }
        assertCode(() -> engine().attach(id), Code.CONFLICT);
        assertThat(engine().inspect(id).exitCode()).isEqualTo(137);
        engine().remove(id);
    }

    @Test
    void aPausedContainerIsStoppedAndAStoppedOneStaysSo() throws Exception {
        String id = engine().create(shell("sleep 1000").build());
        engine().start(id);
        engine().pause(id);

        engine().stop(id, Duration.ofSeconds(1));
        engine().stop(id, Duration.ofSeconds(1));

        assertThat(engine().inspect(id).running()).isFalse();
        engine().remove(id);
        engine().stop(id, Duration.ofSeconds(1));
    }

    @Test
    void waitingHasAnEnd() throws Exception {
        String id = engine().create(shell("sleep 1000").build());
        assertCode(() -> engine().await(id, LIMIT), Code.CONFLICT);
        engine().start(id);

        assertCode(() -> engine().await(id, Duration.ofMillis(200)), Code.TIMEOUT);

        engine().remove(id);
    }

    @Test
    void eventsAreToldAsTheyHappen() throws Exception {
        Map<String, String> labels = Map.of("test", "events");
        try (EngineEvents events = engine().events(labels)) {
            String id = engine().create(shell("true").labels(labels).build());
            engine().start(id);
            List<String> actions = new ArrayList<>();
            while (!actions.contains("died") && !actions.contains("die")) {
                var event = events.next().orElseThrow();
                assertThat(event.id()).isEqualTo(id);
                actions.add(event.action());
            }

            assertThat(actions).contains("create", "start");
            engine().remove(id);
        }
    }

    @Test
    void filesGoInAndComeOut() throws Exception {
        Path files = testEngine().folder("files" + NAMES.incrementAndGet());
        Files.writeString(files.resolve("note"), "a note");
        String id = engine().create(shell("true").writable().build());

        engine().putArchive(id, "/workspace", tar -> TestEngine.tar(files).transferTo(tar));
        try (var archive = engine().archive(id, "/workspace/note")) {
            assertThat(new String(archive.readAllBytes(), UTF_8)).contains("a note");
        }
        assertCode(() -> engine().archive(id, "/nowhere"), Code.NOT_FOUND);
        engine().remove(id);
    }

    @Test
    void anImageIsBuiltWithItsLabelsAndPrunedByThem() throws Exception {
        Map<String, String> labels = Map.of(Ownership.MANAGED, "true", "test", "image");
        List<String> progress = new ArrayList<>();
        ImageBuild build = new ImageBuild("localhost/atelier-built:1", "none", 0, labels);
        Path context = testEngine().folder("context" + NAMES.incrementAndGet());
        Files.writeString(context.resolve("Dockerfile"), "FROM " + TestEngine.IMAGE + "\nRUN echo built > /built\n");

        String id = engine().build(build, tar -> TestEngine.tar(context).transferTo(tar), LIMIT, progress::add);

        assertThat(engine().imageId(build.tag())).hasValue(id);
        assertThat(String.join("\n", progress)).contains("RUN echo built");
        assertThat(engine().pruneImages(labels, Duration.ofDays(1))).isZero();
        assertThat(engine().pruneImages(labels, Duration.ofMinutes(-1))).isEqualTo(1);
        assertThat(engine().imageId(build.tag())).isEmpty();
        assertThat(engine().imageId(TestEngine.IMAGE)).isPresent();
    }

    @Test
    void aBuildThatFailsSaysWhy() throws Exception {
        Path context = testEngine().folder("context" + NAMES.incrementAndGet());
        Files.writeString(context.resolve("Dockerfile"), "FROM " + TestEngine.IMAGE + "\nRUN exit 7\n");
        ImageBuild build = new ImageBuild("localhost/atelier-failed:1", "none", 0, Map.of());

        assertThatThrownBy(() ->
                        engine().build(build, tar -> TestEngine.tar(context).transferTo(tar), LIMIT, line -> {}))
                .asInstanceOf(type(EngineException.class))
                .satisfies(e -> assertThat(e.code()).isEqualTo(Code.REFUSED))
                .satisfies(e -> assertThat(e).hasMessageContaining("7"));
    }

    @Test
    void whatCannotBeMadeIsRefusedByName() throws Exception {
        String id = engine().create(shell("true").name("taken").build());

        assertCode(() -> engine().create(shell("true").name("taken").build()), Code.CONFLICT);
        assertCode(() -> engine().create(shell("true").image("localhost/none:1").build()), Code.NOT_FOUND);
        assertCode(
                () -> engine().create(shell("true")
                        .mount(new ContainerSpec.Mount(Path.of("/nonexistent"), "/x", true))
                        .build()),
                Code.CONFIG_INVALID);
        assertCode(
                () -> engine().create(shell("true")
                        .mount(new ContainerSpec.Mount(testEngine().socket(), "/x", true))
                        .build()),
                Code.CONFIG_INVALID);
        engine().remove(id);
    }

    @Test
    void orphansAreReapedAndNobodyElses() throws Exception {
        Ownership own = new Ownership("here", "now");
        Instant later = Instant.now().plusSeconds(3_600);
        String mine = engine().create(
                        shell("true").labels(own.labels("t", "s", later)).build());
        String before = engine().create(shell("sleep 1000")
                .labels(new Ownership("here", "before").labels("t", "s", later))
                .build());
        engine().start(before);
        String elsewhere = engine().create(shell("true")
                .labels(new Ownership("there", "x").labels("t", "s", later))
                .build());
        String expired = engine().create(shell("true")
                .labels(new Ownership("there", "x").labels("t", "s", Instant.EPOCH))
                .build());
        String foreign = engine().create(shell("true").build());

        assertThat(new Orphans(engine(), own).reap(Instant.now())).containsExactlyInAnyOrder(before, expired);

        for (String kept : List.of(mine, elsewhere, foreign)) {
            assertThat(engine().inspect(kept).status()).isEqualTo("created");
            engine().remove(kept);
        }
    }

    private static TestEngine testEngine() {
        if (testEngine == null) {
            throw new IllegalStateException("the engine was not started");
        }
        return testEngine;
    }

    private static ContainerEngine engine() {
        if (engine == null) {
            throw new IllegalStateException("the engine was not started");
        }
        return engine;
    }

    private static Specs shell(String script) {
        return new Specs("atelier-test-" + NAMES.incrementAndGet(), script);
    }

    private static void assertCode(ThrowableAssert.ThrowingCallable call, Code code) {
        assertThatThrownBy(call)
                .asInstanceOf(type(EngineException.class))
                .extracting(EngineException::code)
                .isEqualTo(code);
    }
}
