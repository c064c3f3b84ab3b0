package dev.atelier.itests;

import com.fasterxml.jackson.databind.JsonNode;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.CountDownLatch;
import org.awaitility.Awaitility;

/** Hands in a few jobs at a time, calls some off, asks for some again, and sees every one to its end. */
final class SoakClient {
    private static final int MOST_AT_ONCE = 5;
    private static final Set<String> ENDS = Set.of("completed", "failed", "cancelled");
    private static final List<Map<String, Object>> TASKS = List.of(
            Map.of("kind", "image", "prompt", "a soaked sponge", "width", 64, "height", 64),
            Map.of("kind", "llm", "messages", List.of(Map.of("role", "user", "content", "still there?"))),
            Map.of("kind", "audio_tts", "text", "drip"),
            Map.of("kind", "audio_stt", "inputUrl", "data:audio/wav;base64,UklGRg=="),
            Map.of("kind", "video", "prompt", "rain", "seconds", 0.5, "width", 64, "height", 64));

    private final SoakedProcess process;
    private final SoakTally tally;
    private final Random random;

    SoakClient(SoakedProcess process, SoakTally tally, Random random) {
        this.process = process;
        this.tally = tally;
        this.random = random;
    }

    Void work(CountDownLatch over) {
        while (over.getCount() > 0) {
            List<String> open = new ArrayList<>();
            boolean whole = process.whole(tally, atelier -> {
                for (int i = random.nextInt(MOST_AT_ONCE); i >= 0; i--) {
                    accept(atelier.call("POST", "/jobs", request()), open);
                }
                for (String job : List.copyOf(open)) {
                    if (random.nextInt(8) == 0) {
                        cancel(atelier, job);
                    }
                }
                seeToTheirEnd(atelier, open);
            });
            if (!whole) {
                lookAfterTheKill(open);
            }
        }
        return null;
    }

    private Map<String, Object> request() {
        Map<String, Object> request = new LinkedHashMap<>();
        int kind = random.nextInt(TASKS.size() + 3);
        if (kind >= TASKS.size()) {
            request.put("model", "soaked");
            request.put("task", TASKS.get(1));
        } else {
            request.put("task", TASKS.get(kind));
        }
        return request;
    }

    private void accept(HttpResponse<byte[]> answer, List<String> open) throws Exception {
        JsonNode json = Atelier.JSON.readTree(answer.body());
        if (answer.statusCode() == 202) {
            open.add(json.path("jobId").asText());
            tally.accepted();
        } else {
            tally.trouble("job not taken: " + answer.statusCode() + " " + json);
        }
    }

    private void cancel(Atelier atelier, String job) throws Exception {
        int status = atelier.call("POST", "/jobs/" + job + "/cancel", null).statusCode();
        if (status != 200 && status != 409) {
            tally.trouble("cancel of " + job + ": " + status);
        }
    }

    private void seeToTheirEnd(Atelier atelier, List<String> open) throws Exception {
        while (!open.isEmpty()) {
            String job = open.get(0);
            JsonNode ended = Awaitility.await()
                    .pollInterval(Duration.ofMillis(25))
                    .atMost(Duration.ofSeconds(60))
                    .until(
                            () -> atelier.get("/jobs/" + job),
                            answer -> answer.has("error")
                                    || ENDS.contains(answer.path("status").asText()));
            String status = ended.path("status").asText("lost");
            tally.ended(status);
            boolean explained = !ended.path("reason").asText("").isBlank();
            if (status.equals("lost") || (status.equals("failed") && !explained)) {
                tally.trouble("job " + job + ": " + ended);
            }
            open.remove(0);
            if (!status.equals("lost") && random.nextInt(10) == 0) {
                accept(atelier.call("POST", "/jobs/" + job + "/retry", null), open);
            }
        }
    }

    /** What a kill cut off has either ended before or is gone; it may not hang about. */
    private void lookAfterTheKill(List<String> open) {
        process.whole(tally, atelier -> {
            for (String job : open) {
                String status = atelier.get("/jobs/" + job).path("status").asText("gone");
                if (status.equals("gone") || ENDS.contains(status)) {
                    tally.cutOff();
                } else {
                    tally.trouble("job " + job + " is " + status + " after a kill");
                }
            }
        });
    }
}
