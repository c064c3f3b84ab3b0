package dev.atelier.itests;

import static org.assertj.core.api.Assertions.assertThat;

import dev.atelier.engine.tck.fixture.Spec;
import dev.atelier.engine.tck.fixture.TestEngines;
import dev.atelier.fake.studio.Approval;
import dev.atelier.fake.studio.Claims;
import dev.atelier.fake.studio.Closed;
import dev.atelier.fake.studio.FakeSession;
import dev.atelier.fake.studio.FakeStudio;
import dev.atelier.fake.studio.Outcome;
import dev.atelier.fake.studio.Route;
import dev.atelier.wire.api.WorkerFrame;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.osgi.framework.Bundle;

/** Each room is stopped in the middle of a session and of a job, and started again. */
class StoppedRoomsTest {
    private static final Duration SOON = Duration.ofSeconds(20);

    /**
     * Of the HTTP client, one for the whole virtual machine: no client owns them, and nothing can stop them. They end by
     * themselves when nobody has used them for a minute.
     */
    private static final List<String> SHARED = List.of("OkHttp TaskRunner", "Okio Watchdog");

    /** The watchdog first waits for the limit of the last call, a minute, though the call is long over. */
    private static final Duration SHARED_ENDS = Duration.ofSeconds(130);

    private static final String LOGBACK = """
            <configuration>
              <appender name="file" class="ch.qos.logback.core.FileAppender">
                <file>%s</file>
                <encoder><pattern>%%level %%logger %%msg%%n%%ex</pattern></encoder>
              </appender>
              <root level="WARN"><appender-ref ref="file" /></root>
            </configuration>
            """;

    @TempDir
    static Path temp;

    private static FakeStudio studio;
    private static Container container;
    private static Path log;
    private static int jobs;

    @BeforeAll
    static void start() throws Exception {
        studio = FakeStudio.start();
        studio.patience(Duration.ofSeconds(30));
        studio.approval(Approval.approvedAs("w-1", "token-of-a-test"));
        Path home = temp.resolve("home");
        log = temp.resolve("container.log");
        Path logback = Files.writeString(temp.resolve("logback.xml"), LOGBACK.formatted(log));
        Map<String, String> more = new HashMap<>();
        more.put("org.ops4j.pax.logging.StaticLogbackFile", logback.toString());
        more.put("atelier.flag.api_base_url", studio.baseUrl());
        more.put("atelier.flag.registration_poll_ms", "50");
        more.put("atelier.flag.heartbeat_ms", "100");
        more.put("atelier.flag.backoff_base_ms", "50");
        more.put("atelier.flag.backoff_max_ms", "300");
        more.put("atelier.flag.job_slots", "64"); // more than the jobs that never end by themselves
        container = Container.start(home, more);
        StudioWorker.nextConnected(studio);
        Path slow = TestEngines.build(temp, Spec.of("slow", "1.0.0").slots(64).takes(Duration.ofMinutes(10)));
        // The engines that are shipped may still be proving themselves, and the folder be looked after only later.
        Path deploy = Files.createDirectories(home.resolve("deploy"));
        Path hidden = Files.copy(slow, deploy.resolve(".slow.tmp"), StandardCopyOption.REPLACE_EXISTING);
        Files.move(hidden, deploy.resolve("slow.jar"), StandardCopyOption.ATOMIC_MOVE);
    }

    @AfterAll
    static void stop() {
        if (container != null) {
            container.close();
        }
        studio.close();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "dev.atelier.session",
                "dev.atelier.registration",
                "dev.atelier.jobs",
                "dev.atelier.models",
                "dev.atelier.downloads",
                "dev.atelier.host",
                "dev.atelier.engine.manager",
                "dev.atelier.local.api",
                "dev.atelier.observability",
                "dev.atelier.console",
                "dev.atelier.console.security",
                "dev.atelier.settings",
                "dev.atelier.http",
                "dev.atelier.common"
            })
    void aRoomStopsCleanInTheMiddleOfAJobAndTheSessionComesBack(String name) throws Exception {
        FakeSession session = sessionWithAJob();
        Bundle bundle = container.bundle(name);
        Set<String> threads = threads();
        Set<String> files = openFiles();
        long logged = Files.size(log);

        bundle.stop();
        try {
            assertThat(bundle.getRegisteredServices()).isNull();
            Awaitility.await().atMost(SOON).untilAsserted(() -> assertThat(threads())
                    .noneMatch(thread -> thread.startsWith(prefix(name))));
            assertThat(threads())
                    .filteredOn(thread -> !threads.contains(thread) && nobodys(thread))
                    .isEmpty();
            if (!container.hasService("dev.atelier.session.internal.SessionRoom")) {
                assertThat(session.awaitClosed()).isEqualTo(new Closed(1000, "session ended", true));
                assertThat(threads()).noneMatch(thread -> thread.startsWith("session-") || nobodys(thread));
                assertThat(studio.liveSessions()).isEmpty();
            }
            assertThat(openFiles()).isSubsetOf(files);
            assertThat(session.open() || session.awaitClosed().code() == 1000)
                    .as("no connection is just dropped")
                    .isTrue();
        } finally {
            bundle.start();
        }

        works();
        assertThat(troubles(logged)).isEmpty();
        assertThat(studio.violations()).isEmpty();
    }

    @Test
    @Tag("long")
    void whatTheHttpClientSharesEndsByItself() throws Exception {
        FakeSession session = sessionWithAJob();
        session.offer(Claims.image("j-shared", "an upload")).awaitOutcome(Outcome.Binary.class);
        List<Bundle> both =
                List.of(container.bundle("dev.atelier.session"), container.bundle("dev.atelier.registration"));
        for (Bundle bundle : both) {
            bundle.stop();
        }
        try {
            Awaitility.await()
                    .atMost(SHARED_ENDS)
                    .pollInterval(Duration.ofMillis(500))
                    .untilAsserted(() -> assertThat(threads())
                            .filteredOn(thread -> SHARED.stream().anyMatch(thread::contains))
                            .isEmpty());
        } finally {
            for (Bundle bundle : both) {
                bundle.start();
            }
        }
        works();
    }

    /** One that has heard the welcome and runs a job that ends only when it is made to. */
    private static FakeSession sessionWithAJob() {
        Awaitility.await().atMost(SOON).until(() -> !studio.liveSessions().isEmpty());
        FakeSession session = studio.liveSessions().get(0);
        session.next(
                WorkerFrame.Heartbeat.class,
                heartbeat -> heartbeat.capabilities().supportedModels().contains("slow"));
        session.offer(Claims.onEngine(Claims.llm("j-" + ++jobs, "take your time"), "slow"))
                .awaitAccepted();
        return session;
    }

    /** Whatever happened to the session, there is one, and it does its work. */
    private static void works() {
        Awaitility.await().atMost(SOON).untilAsserted(() -> {
            List<FakeSession> live = studio.liveSessions();
            assertThat(live).hasSize(1);
            FakeSession session = live.get(0);
            session.next(
                    WorkerFrame.Heartbeat.class,
                    heartbeat -> heartbeat.capabilities().supportedModels().contains("synthetic-llm"));
            assertThat(session.offer(Claims.llm("j-" + ++jobs, "well?")).awaitOutcome())
                    .isInstanceOf(Outcome.Json.class);
        });
        assertThat(studio.requests(Route.REGISTER)).as("the identity is kept").hasSize(1);
    }

    private static String prefix(String name) {
        return name.substring("dev.atelier.".length()).replace('.', '-') + "-";
    }

    /** Of a library that was left alone with its threads. */
    private static boolean nobodys(String thread) {
        return Stream.of("WebSocket", "connectionLostChecker", "OkHttp Dispatcher", "pool-")
                .anyMatch(thread::startsWith);
    }

    private static Set<String> threads() {
        return Thread.getAllStackTraces().keySet().stream()
                .map(Thread::getName)
                .filter(name -> !name.startsWith("fake-studio"))
                .collect(Collectors.toSet());
    }

    /** Files below the home that this process holds open; what is locked is open. */
    private static Set<String> openFiles() throws IOException {
        Set<String> open = new TreeSet<>();
        Path descriptors = Path.of("/proc/self/fd");
        if (Files.isDirectory(descriptors)) {
            try (Stream<Path> all = Files.list(descriptors)) {
                for (Path each : all.toList()) {
                    target(each).filter(t -> t.startsWith(temp.toString())).ifPresent(open::add);
                }
            }
        }
        return open;
    }

    private static Optional<String> target(Path descriptor) {
        try {
            return Optional.of(Files.readSymbolicLink(descriptor).toString());
        } catch (IOException e) {
            return Optional.empty(); // closed meanwhile
        }
    }

    /** Errors since then, and whatever came with a trace: each with the line before it and where it was thrown. */
    private static List<String> troubles(long from) throws IOException {
        byte[] all = Files.readAllBytes(log);
        List<String> troubles = new ArrayList<>();
        String before = "";
        for (String line : new String(all, (int) from, all.length - (int) from, StandardCharsets.UTF_8)
                .lines()
                .toList()) {
            boolean trace = line.startsWith("\tat ");
            if (trace && !before.startsWith("\tat ")) {
                troubles.add(before + line);
            } else if (line.startsWith("ERROR") || line.contains("did not stop")) {
                troubles.add(line);
            }
            before = line;
        }
        return troubles;
    }
}
