package dev.atelier.studio.http.internal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.atelier.http.api.HttpError;
import dev.atelier.http.api.RouteTable;
import dev.atelier.http.testing.FakeExchange;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class UploadApiTest {
    private static final byte[] PNG = "\u0089PNG and so on".getBytes(StandardCharsets.ISO_8859_1);

    private final Path folder;
    private final TestStudio studio;

    UploadApiTest(@TempDir Path folder) throws IOException {
        this.folder = folder;
        this.studio = new TestStudio(folder);
        studio.workers.worker("w-1", "token-1");
        studio.workers.worker("w-2", "token-2");
        studio.jobs.holders.put("job-1", "w-1");
    }

    /** The status, or that of the refusal. */
    private int upload(String worker, String token, String job, String part, byte @Nullable [] bytes) throws Exception {
        Map<String, RouteTable.Handler> handlers = new HashMap<>();
        studio.routes.define(new RouteTable() {
            @Override
            public RouteTable route(String method, String pattern, Handler handler) {
                handlers.put(method + " " + pattern, handler);
                return this;
            }
        });
        FakeExchange rest =
                new FakeExchange(Map.of("id", worker, "jobId", job), "").asking("Authorization", "Bearer " + token);
        FormExchange exchange = new FormExchange(rest, Map.of("prompt", "a golem", "ext", "mp3"), part, bytes);
        RouteTable.Handler handler = handlers.get("POST /workers/{id}/jobs/{jobId}/complete");
        HttpError refusal = catchThrowableOfType(HttpError.class, () -> {
            if (handler != null) {
                handler.handle(exchange);
            }
        });
        return refusal == null ? rest.status() : refusal.status();
    }

    @Test
    void theBytesAreHandedOnWithWhatTheyAre() throws Exception {
        assertThat(upload("w-1", "token-1", "job-1", "image", PNG)).isEqualTo(200);

        assertThat(studio.jobs.uploads).containsOnlyKeys("job-1 image/png a golem");
    }

    @Test
    void onlyTheTokenOfThatWorkerCounts() throws Exception {
        for (String token : new String[] {"", "token-2", TestStudio.ADMIN, "sk-admin"}) {
            assertThat(upload("w-1", token, "job-1", "image", PNG)).isEqualTo(401);
        }
    }

    @Test
    void aJobHeldByAnotherIsRefused() throws Exception {
        assertThat(upload("w-2", "token-2", "job-1", "image", PNG)).isEqualTo(409);
        assertThat(upload("w-1", "token-1", "job-9", "image", PNG)).isEqualTo(409);
    }

    @Test
    void aBodyWithoutBytesLeavesTheClaim() throws Exception {
        assertThat(upload("w-1", "token-1", "job-1", "image", null)).isEqualTo(400);
        assertThat(upload("w-1", "token-1", "job-1", "image", new byte[0])).isEqualTo(400);
        assertThat(upload("w-1", "token-1", "job-1", "picture", PNG)).isEqualTo(400);

        assertThat(studio.jobs.holders).containsKey("job-1");
        assertThat(upload("w-1", "token-1", "job-1", "image", PNG)).isEqualTo(200);
    }

    @Test
    void aClaimThatMovedOnMeanwhileKeepsNothing() throws Exception {
        studio.jobs.claimMovesOn = true;

        assertThat(upload("w-1", "token-1", "job-1", "image", PNG)).isEqualTo(409);
        try (Stream<Path> left = Files.list(folder.resolve("incoming"))) {
            assertThat(left).isEmpty();
        }
    }

    @Test
    void whatIsThereCountsMoreThanItsExtension() throws Exception {
        Path file = folder.resolve("file");
        Map<String, String> heads = Map.of(
                "\u0089PNG", "image/png",
                "\u00ff\u00d8\u00ff\u00e0", "image/jpeg",
                "GIF89a", "image/gif",
                "RIFF....WEBP", "image/webp",
                "RIFF....WAVE", "audio/wav",
                "ID3", "audio/mpeg",
                "\u00ff\u00fb\u0090\u0000", "audio/mpeg",
                "....ftypisom", "video/mp4",
                "OggS", "audio/ogg",
                "fLaC", "audio/flac");
        for (Map.Entry<String, String> head : heads.entrySet()) {
            Files.write(file, head.getKey().getBytes(StandardCharsets.ISO_8859_1));

            assertThat(MediaTypes.of(file, "html")).isEqualTo(head.getValue());
        }
        Files.writeString(file, "<script>");
        assertThat(MediaTypes.of(file, "html")).isEqualTo("application/octet-stream");
        assertThat(MediaTypes.of(file, "PNG")).isEqualTo("image/png");
    }
}
