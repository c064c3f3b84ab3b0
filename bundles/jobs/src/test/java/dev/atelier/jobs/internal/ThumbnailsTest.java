package dev.atelier.jobs.internal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.atelier.engine.api.Kind;
import dev.atelier.jobs.api.JobRecord;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ThumbnailsTest {
    private final Path folder;
    private final List<String> made = new CopyOnWriteArrayList<>();
    private final Thumbnails thumbnails = new Thumbnails(
            (picture, side, png) -> {
                String text = Files.readString(picture);
                if (text.equals("broken")) {
                    throw new IOException("not a picture");
                }
                png.writeBytes((side + " " + text).getBytes(java.nio.charset.StandardCharsets.UTF_8));
            },
            job -> made.add(job.id()));

    ThumbnailsTest(@TempDir Path folder) {
        this.folder = folder;
    }

    @AfterEach
    void stop() {
        thumbnails.stop(Duration.ofSeconds(1));
    }

    private StoredJob job(String id, Kind kind, String content) throws IOException {
        Path own = Files.createDirectories(folder.resolve(id));
        Files.writeString(own.resolve("result.png"), content);
        JobRecord record = RecordDraft.created(id, kind, "m", "p", JobRecord.Source.LOCAL, Instant.now());
        return new StoredJob(record, own, "result.png", null, null, null);
    }

    @Test
    void picturesGetASmallPicture() throws Exception {
        var job = job("a", Kind.IMAGE, "pixels");

        thumbnails.offer(job);

        await().untilAsserted(() -> assertThat(made).containsExactly("a"));
        assertThat(job.thumbnail()).hasContent("384 pixels");
    }

    @Test
    void aBrokenPictureIsNoReasonToStop() throws Exception {
        thumbnails.offer(job("a", Kind.IMAGE, "broken"));
        thumbnails.offer(job("b", Kind.LLM, "text"));
        thumbnails.offer(job("c", Kind.IMAGE, "pixels"));

        await().untilAsserted(() -> assertThat(made).containsExactly("c"));
    }
}
