package dev.atelier.itests;

import static org.assertj.core.api.Assertions.assertThat;

import dev.atelier.engine.tck.fixture.Spec;
import dev.atelier.engine.tck.fixture.TestEngines;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.stream.Collectors;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.osgi.framework.Bundle;
import org.osgi.framework.Constants;
import org.osgi.framework.ServiceReference;

class ContainerTest {
    @TempDir
    static Path temp;

    private static Container container;

    @BeforeAll
    static void start() throws Exception {
        container = Container.start(temp.resolve("home"));
    }

    @AfterAll
    static void stop() {
        container.close();
    }

    @Test
    void everyBundleIsActive() {
        assertThat(container.context().getBundles())
                .hasSizeGreaterThan(30)
                .filteredOn(b -> b.getHeaders().get(Constants.FRAGMENT_HOST) == null)
                .filteredOn(b -> b.getState() != Bundle.ACTIVE)
                .isEmpty();
    }

    @Test
    void aRouteAnswersOnItsOwnListenerOnly() throws Exception {
        URI local = URI.create(String.valueOf(container.endpoint("localApi").get("url")));
        URI main = URI.create(String.valueOf(container.endpoint("console").get("url")));

        assertThat(status(local, "/healthz")).isEqualTo(200);
        assertThat(status(main, "/healthz")).isEqualTo(200);
        assertThat(status(local, "/metrics"))
                .as("without a token nothing is told")
                .isEqualTo(401);
        assertThat(authorized(local, "/metrics")).isEqualTo(404);
        assertThat(authorized(local, "/jobs")).isEqualTo(200);
        assertThat(status(main, "/jobs")).isEqualTo(404);
        assertThat(status(main, "/-/local/healthz")).isEqualTo(404);
        assertThat(authorized(local, "/system/console")).isEqualTo(404);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "dev.atelier.observability",
                "dev.atelier.console",
                "dev.atelier.jobs",
                "dev.atelier.host",
                "dev.atelier.models",
                "dev.atelier.local.api"
            })
    void aStoppedBundleLeavesNoThreadAndNoService(String name) throws Exception {
        Bundle bundle = container.bundle(name);
        Set<String> before = threads();
        bundle.stop();
        try {
            assertThat(bundle.getRegisteredServices()).isNull();
            String prefix = name.substring("dev.atelier.".length()).replace('.', '-');
            Awaitility.await().atMost(Duration.ofSeconds(15)).untilAsserted(() -> assertThat(threads())
                    .noneMatch(t -> t.startsWith(prefix + "-")));
            assertThat(threads().stream().filter(t -> !before.contains(t)).filter(t -> t.startsWith("dev.atelier")))
                    .isEmpty();
        } finally {
            bundle.start();
        }
        container.endpoint("localApi");
        assertThat(Objects.requireNonNull(bundle.getRegisteredServices())).isNotEmpty();
    }

    @Test
    void aSwapLeavesEveryOtherServiceObjectAlone() throws Exception {
        Path deploy = temp.resolve("home/deploy");
        drop(TestEngines.build(temp, Spec.of("guest", "1.0.0")), deploy);
        awaitCurrent("1.0.0");
        Map<Long, Object> before = services();

        drop(TestEngines.build(temp, Spec.of("guest", "2.0.0")), deploy);
        awaitCurrent("2.0.0");

        assertThat(services()).containsAllEntriesOf(before);
        assertThat(before).hasSizeGreaterThan(50);
    }

    private static void drop(Path jar, Path deploy) throws Exception {
        Path hidden = Files.copy(
                jar, Files.createDirectories(deploy).resolve(".guest.tmp"), StandardCopyOption.REPLACE_EXISTING);
        Files.move(hidden, deploy.resolve("guest.jar"), StandardCopyOption.ATOMIC_MOVE);
    }

    private static void awaitCurrent(String version) {
        URI local = URI.create(String.valueOf(container.endpoint("localApi").get("url")));
        String token = String.valueOf(container.endpoint("localApi").get("token"));
        Awaitility.await().atMost(Duration.ofSeconds(30)).untilAsserted(() -> {
            String rows = HttpClient.newHttpClient()
                    .send(
                            HttpRequest.newBuilder(local.resolve("/engines/guest"))
                                    .header("Authorization", "Bearer " + token)
                                    .build(),
                            HttpResponse.BodyHandlers.ofString())
                    .body();
            assertThat(Atelier.JSON.readTree(rows)).anySatisfy(row -> {
                assertThat(row.path("version").asText()).isEqualTo(version);
                assertThat(row.path("current").asBoolean()).isTrue();
            });
        });
    }

    /** Service objects of every bundle but the engines, by service id. */
    private static Map<Long, Object> services() throws Exception {
        Map<Long, Object> found = new HashMap<>();
        ServiceReference<?>[] all = container.context().getAllServiceReferences(null, null);
        for (ServiceReference<?> reference : Objects.requireNonNull(all)) {
            Bundle owner = reference.getBundle();
            if (owner != null && !owner.getLocation().startsWith("engine:")) {
                found.put((Long) reference.getProperty(Constants.SERVICE_ID), reference);
            }
        }
        return found;
    }

    private static Set<String> threads() {
        return Thread.getAllStackTraces().keySet().stream().map(Thread::getName).collect(Collectors.toSet());
    }

    private static int authorized(URI base, String path) throws Exception {
        return status(base, path, String.valueOf(container.endpoint("localApi").get("token")));
    }

    private static int status(URI base, String path) throws Exception {
        return status(base, path, "none");
    }

    private static int status(URI base, String path, String token) throws Exception {
        HttpClient client = HttpClient.newBuilder()
                .followRedirects(HttpClient.Redirect.NEVER)
                .build();
        return client.send(
                        HttpRequest.newBuilder(base.resolve(path))
                                .header("Authorization", "Bearer " + token)
                                .timeout(Duration.ofSeconds(20))
                                .build(),
                        HttpResponse.BodyHandlers.discarding())
                .statusCode();
    }
}
