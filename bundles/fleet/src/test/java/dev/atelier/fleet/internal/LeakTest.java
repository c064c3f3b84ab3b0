package dev.atelier.fleet.internal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.atelier.common.api.Secret;
import dev.atelier.fleet.internal.remote.FakeRemote;
import dev.atelier.fleet.internal.remote.FakeRemote.Reply;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Whatever a runtime answers, and whatever goes wrong, no browser sees where it is, what it is shown or what it said. */
class LeakTest {
    private final FakeRemote remote = new FakeRemote();
    private final Path home;
    private final FleetRoom room;
    private final Visits visits;
    private final AtomicInteger changes = new AtomicInteger();

    LeakTest(@TempDir Path home) throws Exception {
        this.home = home;
        this.room = new FleetRoom(new TestHome(home), changes::incrementAndGet, Duration.ofSeconds(30), "", "Test");
        room.start();
        this.visits = new Visits(room);
    }

    @AfterEach
    void end() {
        room.stop();
        remote.close();
    }

    @Test
    void noPayloadTellsWhereARuntimeIsWhatItIsShownOrWhatItSaid() throws Exception {
        visits.keepSecret("lab", FakeRemote.TOKEN);
        visits.add("lab", remote.uri().toString());
        visits.everyRoute("lab");
        remote.answers("GET /v1/workers/w1", "{\"worker\":" + FakeRemote.worker("w1") + "}");
        for (int status : new int[] {200, 302, 401, 409, 500, 501}) {
            for (String question : List.of(
                    "GET /v1/runtime",
                    "GET /v1/workers",
                    "POST /v1/workers",
                    "POST /v1/workers/w1/input",
                    "POST /v1/workers/w1/stop",
                    "GET /v1/workers/w1/transcript?start=0&limit=200",
                    "GET /v1/config-bundles",
                    "POST /v1/config-bundles")) {
                remote.answers(question, Reply.status(status));
            }
            visits.everyRoute("lab");
        }
        remote.close();
        visits.everyRoute("lab");
        visits.seen.add(room.registry().all().toString());

        assertThat(visits.seen).hasSizeGreaterThan(100);
        assertThat(remote.requests.get(0).headers().get("Authorization")).containsExactly("Bearer " + FakeRemote.TOKEN);
        for (String text : visits.seen) {
            assertThat(text)
                    .doesNotContain(
                            FakeRemote.MARK,
                            FakeRemote.TOKEN,
                            "127.0.0.1",
                            "127.9.9.9",
                            ":" + remote.uri().getPort(),
                            "http://",
                            "own-name",
                            "/srv/",
                            home.toString(),
                            "Exception",
                            ".java");
        }
    }

    @Test
    void theSecretIsKeptSealedAndTheConnectionSurvivesARestart() throws Exception {
        visits.keepSecret("lab", FakeRemote.TOKEN);
        visits.add("lab", remote.uri().toString());
        FleetRoom later =
                new FleetRoom(new TestHome(home), changes::incrementAndGet, Duration.ofSeconds(30), "", "Test");
        later.start();

        assertThat(later.registry().find("lab")).isPresent();
        assertThat(later.workspace().id()).isEqualTo(room.workspace().id());
        assertThat(home.resolve("studio/secrets/lab")).content().doesNotContain(FakeRemote.TOKEN);
        assertThat(home.resolve("studio/fleet.json")).content().doesNotContain(FakeRemote.TOKEN);
        assertThat(new Secret(FakeRemote.TOKEN).toString()).doesNotContain(FakeRemote.TOKEN);
        later.stop();
    }

    @Test
    void aRuntimeWithWorkersStaysUnlessItGoesWhatever() throws Exception {
        visits.call(
                "POST /settings/runtime-connections/remotes",
                Map.of(),
                "{\"runtime_id\":\"lab\",\"endpoint\":\"" + remote.uri() + "\"}");
        remote.answers("GET /v1/workers", FakeRemote.workers(FakeRemote.worker("w1")));
        await().until(() -> changes.get() > 0);
        int told = changes.get();

        assertThat(visits.call("DELETE /settings/runtime-connections/remotes/{id}", Map.of("id", "lab"), "")
                        .status())
                .isEqualTo(409);
        assertThat(visits.call(
                                "DELETE /settings/runtime-connections/remotes/{id}",
                                Map.of("id", "lab", "force", "true"),
                                "")
                        .status())
                .isEqualTo(200);
        assertThat(room.registry().find("lab")).isEmpty();
        await().untilAsserted(() -> assertThat(changes).hasValueGreaterThan(told));
    }
}
