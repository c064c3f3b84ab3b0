package dev.atelier.studio.http.internal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.atelier.common.api.Threads;
import dev.atelier.http.testing.FakeExchange;
import dev.atelier.studio.http.api.Inputs;
import dev.atelier.studio.store.api.StoredJob.Status;
import java.io.ByteArrayInputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
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
        String used = today.keep(new ByteArrayInputStream(new byte[] {1}), "key-1");
        String held = today.keep(new ByteArrayInputStream(new byte[] {1}), "key-1");
        String pending = today.keep(new ByteArrayInputStream(new byte[] {1}), "key-1");
        String done = today.keep(new ByteArrayInputStream(new byte[] {1}), "key-1");
        jobs.put("queued", Status.QUEUED, task(used), null);
        jobs.put("claimed", Status.CLAIMED, task(held), null);
        jobs.put("pending", Status.PENDING, task(pending), null);
        jobs.put("done", Status.DONE, task(done), null);

        today.sweep();
        assertThat(today.find(done)).isPresent();
        new InputStore(folder, jobs, Clock.offset(Clock.systemUTC(), Duration.ofHours(25)), 1000).sweep();

        assertThat(today.find(used)).isPresent();
        assertThat(today.find(held)).isPresent();
        assertThat(today.find(pending)).isPresent();
        assertThat(today.find(done)).isEmpty();
    }

    @Test
    void nobodyGetsMoreThanIsStillFree() throws Exception {
        InputStore small = small();
        small.keep(bytes(4), "key-1");

        assertThatThrownBy(() -> small.keep(bytes(2), "key-1")).isInstanceOf(Inputs.Full.class);
        String others = small.keep(bytes(2), "key-2");
        assertThatThrownBy(() -> small.keep(bytes(3), null)).isInstanceOf(Inputs.Full.class);
        assertThat(small.keep(bytes(1), null)).isNotEmpty();

        small.remove(others);
        small.remove(others);
        assertThatThrownBy(() -> small.keep(bytes(4), "key-3")).isInstanceOf(Inputs.Full.class);
        assertThat(small.keep(bytes(2), "key-3")).isNotEmpty();
        try (var files = Files.list(folder)) {
            assertThat(files).as("what was refused is not kept").hasSize(3);
        }
    }

    @Test
    void aRestartForgetsNeitherWhatIsThereNorWhoseItIs() throws Exception {
        small().keep(bytes(4), "key-1");
        Files.writeString(folder.resolve("coming-1.part"), "half an input");

        InputStore again = small();

        assertThatThrownBy(() -> again.keep(bytes(2), "key-1")).isInstanceOf(Inputs.Full.class);
        assertThat(again.keep(bytes(3), "key-2")).isNotEmpty();
        assertThat(folder.resolve("coming-1.part")).doesNotExist();
    }

    @Test
    void manyAtOnceDoNotGetMoreThanThereIs() throws Exception {
        InputStore small = small();
        ExecutorService threads = Executors.newFixedThreadPool(8, Threads.named("test-keep"));
        List<Callable<String>> all = new ArrayList<>();
        for (int i = 0; i < 40; i++) {
            String owner = "key-" + i;
            all.add(() -> small.keep(bytes(1), owner));
        }

        assertThat(threads.invokeAll(all)).hasSize(40);

        Threads.stop(threads, Duration.ofSeconds(1));
        try (var files = Files.list(folder)) {
            assertThat(files.count()).isBetween(1L, 9L);
        }
    }

    private InputStore small() {
        return new InputStore(folder, new FakeJobs(), Clock.systemUTC(), 10);
    }

    private static ByteArrayInputStream bytes(int many) {
        return new ByteArrayInputStream(new byte[many]);
    }

    private static String task(String input) {
        return "{\"kind\":\"audio_stt\",\"inputUrl\":\"" + Inputs.PATH + input + "\"}";
    }
}
