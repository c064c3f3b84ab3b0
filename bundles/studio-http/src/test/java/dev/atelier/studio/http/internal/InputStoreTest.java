package dev.atelier.studio.http.internal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.atelier.http.testing.FakeExchange;
import dev.atelier.studio.http.api.Inputs;
import dev.atelier.studio.store.api.StoredJob.Status;
import java.io.ByteArrayInputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class InputStoreTest {
    private final Path folder;

    InputStoreTest(@TempDir Path folder) {
        this.folder = folder;
    }

    @Test
    void whatWasUploadedIsServedWithoutACredential() throws Exception {
        TestStudio studio = new TestStudio(folder);

        FakeExchange made = studio.as("sk-submit", "POST /inputs", Map.of(), "OggS and more");
        String id = made.answered().path("id").asText();

        assertThat(made.answered().path("url").asText()).isEqualTo("/graphics/api/inputs/" + id);
        FakeExchange given = FakeExchange.call(studio.routes, "GET /inputs/{id}", Map.of("id", id), "");
        assertThat(given.type()).isEqualTo("audio/ogg");
        assertThat(given.text()).isEqualTo("OggS and more");
        assertThat(FakeExchange.call(studio.routes, "GET /inputs/{id}", Map.of("id", "../x"), "")
                        .status())
                .isEqualTo(404);
        studio.as("sk-submit", "DELETE /inputs/{id}", Map.of("id", id), "");
        assertThat(FakeExchange.call(studio.routes, "GET /inputs/{id}", Map.of("id", id), "")
                        .status())
                .isEqualTo(404);
    }

    @Test
    void aDayLaterOnlyInputsOfUnfinishedJobsAreLeft() throws Exception {
        FakeJobs jobs = new FakeJobs();
        InputStore today = new InputStore(folder, jobs, Clock.systemUTC(), 1000);
        String used = today.keep(new ByteArrayInputStream(new byte[] {1}));
        String held = today.keep(new ByteArrayInputStream(new byte[] {1}));
        String done = today.keep(new ByteArrayInputStream(new byte[] {1}));
        jobs.put("queued", Status.QUEUED, task(used), null);
        jobs.put("claimed", Status.CLAIMED, task(held), null);
        jobs.put("done", Status.DONE, task(done), null);

        today.sweep();
        assertThat(today.find(done)).isPresent();
        new InputStore(folder, jobs, Clock.offset(Clock.systemUTC(), Duration.ofHours(25)), 1000).sweep();

        assertThat(today.find(used)).isPresent();
        assertThat(today.find(held)).isPresent();
        assertThat(today.find(done)).isEmpty();
    }

    @Test
    void theRoomIsBounded() throws Exception {
        InputStore small = new InputStore(folder, new FakeJobs(), Clock.systemUTC(), 3);
        small.keep(new ByteArrayInputStream(new byte[3]));

        assertThatThrownBy(() -> small.keep(new ByteArrayInputStream(new byte[1])))
                .isInstanceOf(Inputs.Full.class);
        try (var files = Files.list(folder)) {
            assertThat(files).hasSize(1);
        }
    }

    private static String task(String input) {
        return "{\"kind\":\"audio_stt\",\"inputUrl\":\"" + Inputs.PATH + input + "\"}";
    }
}
