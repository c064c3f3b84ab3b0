package dev.atelier.fleet.internal.remote;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import dev.atelier.common.api.Json;
import dev.atelier.fleet.internal.shape.Listed;
import dev.atelier.fleet.internal.shape.WorkerView;
import java.io.IOException;
import java.time.Duration;
import java.time.InstantSource;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** A list that is asked for again and again: read once for as long as it stays the same, and never from memory alone. */
class RemoteListTest {
    private static final String W = "worker-0000000c";
    private final Calls calls = new Calls();
    private final FakeRemote fake = new FakeRemote();
    private final RemoteRuntime runtime = new RemoteRuntime(
            fake.remote("lab"), calls, () -> Duration.ofSeconds(30), InstantSource.system(), () -> {});

    RemoteListTest() throws IOException {}

    @AfterEach
    void end() {
        fake.close();
        calls.close();
    }

    private static <T> T of(CompletableFuture<T> future) throws Exception {
        return future.get(60, TimeUnit.SECONDS);
    }

    @Test
    void aListThatHasChangedInOneLetterIsShownAnew() throws Exception {
        fake.answers("GET /v1/workers", FakeRemote.workers(FakeRemote.worker(W)));
        String before = shown(of(runtime.workers(200)));
        assertThat(shown(of(runtime.workers(200)))).isEqualTo(before).contains("\"state\":\"running\"");

        fake.answers(
                "GET /v1/workers",
                FakeRemote.workers(FakeRemote.worker(W).replace("\"status\":\"running\"", "\"status\":\"stopped\"")));

        assertThat(shown(of(runtime.workers(200)))).isNotEqualTo(before).contains("\"state\":\"stopped\"");
        assertThat(fake.requests).hasSize(3);
    }

    @Test
    void aListIsCutToWhatIsWantedEachTime() throws Exception {
        fake.answers("GET /v1/workers", FakeRemote.workers(FakeRemote.worker("a"), FakeRemote.worker("b")));

        assertThat(of(runtime.workers(200)).items()).hasSize(2);
        assertThat(of(runtime.workers(1)).items()).hasSize(1);
        assertThat(of(runtime.workers(200)).items()).hasSize(2);
    }

    /** A minute's worth of lists would be a lot to keep. */
    @Test
    void anAnswerIsNotKeptForAsLongAsItMightHaveTaken() throws Exception {
        fake.answers("GET /v1/workers", FakeRemote.workers());

        of(runtime.workers(200));

        await().untilAsserted(() -> assertThat(calls.waiting()).isZero());
    }

    /** As a browser reads it. */
    private static String shown(Listed<WorkerView> listed) throws IOException {
        ArrayNode items = Json.array();
        listed.items().forEach(item -> item.addTo(items));
        JsonNode read = Json.parse(Json.bytes(items));
        ArrayNode plain = Json.array();
        listed.items().forEach(item -> plain.add(item.json()));
        assertThat(read).isEqualTo(plain);
        return read.toString();
    }
}
