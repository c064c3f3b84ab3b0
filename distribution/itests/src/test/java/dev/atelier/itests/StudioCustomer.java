package dev.atelier.itests;

import com.fasterxml.jackson.databind.JsonNode;
import dev.atelier.itests.JobHistory.What;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.awaitility.Awaitility;

/** Hands jobs in at studios that may be gone at any moment, and fetches the results. An order is made until it is acknowledged. */
final class StudioCustomer {
    private static final int PAUSE_MS = 50;
    private static final int MOST_ROWS = 500;
    private static final int AT_ONCE = 8;

    private final String name;
    private final List<StudioProcess> studios;
    private final JobHistory history;
    private final int mostWaiting;
    private final Set<String> found = ConcurrentHashMap.newKeySet();
    private int made;
    private int turn;

    /** @param mostWaiting beyond so many unfinished jobs it orders no more */
    StudioCustomer(String name, List<StudioProcess> studios, JobHistory history, int mostWaiting) {
        this.name = name;
        this.studios = studios;
        this.history = history;
        this.mostWaiting = mostWaiting;
    }

    /** Orders and fetches, at each studio in turn, until it is over. */
    Void work(CountDownLatch over) throws InterruptedException {
        while (!over.await(PAUSE_MS, TimeUnit.MILLISECONDS)) {
            try {
                StudioProcess studio = next();
                fetch(studio);
                int unfinished = unfinished(studio);
                for (int i = 0; i < AT_ONCE && unfinished + i < mostWaiting; i++) {
                    order(over);
                }
            } catch (IOException e) {
                // this one is down, the next may not be
            }
        }
        return null;
    }

    private StudioProcess next() {
        return studios.get(turn++ % studios.size());
    }

    private static int unfinished(StudioProcess studio) throws IOException {
        JsonNode counts = studio.get("/jobs/counts");
        return counts.path("queued").asInt() + counts.path("claimed").asInt();
    }

    private void order(CountDownLatch over) throws InterruptedException {
        String order = name + "-" + ++made;
        String model = made % 3 == 0 ? "synthetic-image" : "synthetic-llm";
        while (!acknowledged(order, model)) {
            // Whether it was heard or not: asked again, it makes no second job.
            if (over.await(PAUSE_MS, TimeUnit.MILLISECONDS)) {
                return;
            }
        }
    }

    private boolean acknowledged(String order, String model) {
        try {
            return !submit(next(), order, model, Map.of()).isEmpty();
        } catch (IOException e) {
            return false;
        }
    }

    /** @return the job's id */
    String submit(StudioProcess studio, String order, String model, Map<String, Object> more) throws IOException {
        Map<String, Object> job = new HashMap<>(more);
        job.put("model", model);
        job.put("gameId", order);
        job.put("idempotencyKey", order);
        job.put("task", task(model, order));
        StudioProcess.Answer answer = studio.call("POST", "/jobs", job);
        if (answer.status() >= 500) {
            throw new IOException(answer.text());
        }
        if (answer.status() != 200 && answer.status() != 201) {
            history.trouble("order " + order + ": " + answer.status() + " " + answer.text());
        }
        String jobId = answer.json().path("jobId").asText();
        history.add(What.ORDERED, jobId, order);
        return jobId;
    }

    private static Map<String, Object> task(String model, String text) {
        return switch (model) {
            case "synthetic-llm" -> Map.of("kind", "llm", "messages", List.of(Map.of("role", "user", "content", text)));
            case "synthetic-tts" -> Map.of("kind", "audio_tts", "text", text);
            default -> Map.of("kind", "image", "prompt", text, "ext", "png", "width", 64, "height", 64);
        };
    }

    private void fetch(StudioProcess studio) throws IOException {
        for (JsonNode row : studio.get("/jobs?status=done&limit=100").path("jobs")) {
            String jobId = row.path("jobId").asText();
            if (!found.contains(jobId)) {
                String result = result(studio, jobId);
                if (!result.isEmpty() && found.add(jobId)) {
                    history.add(What.FOUND, jobId, result);
                }
            }
        }
    }

    /** By which attempt it is, as far as it says so; empty where there is none. */
    private static String result(StudioProcess studio, String jobId) throws IOException {
        StudioProcess.Answer answer = studio.call("GET", "/jobs/" + jobId + "/result", null);
        if (answer.status() == 404) {
            return "";
        }
        if (answer.status() != 200) {
            throw new IOException(answer.text());
        }
        String text = answer.text().replace("\"", "").strip();
        return text.matches("scripted-\\d+#\\d+") ? text : "a real worker";
    }

    /** Waits until no job is unfinished; where some stay so, the books will tell. */
    void awaitAllEnded(Duration most) {
        Awaitility.await("all jobs ended")
                .pollInterval(Duration.ofMillis(200))
                .atMost(most)
                .ignoreExceptionsInstanceOf(IOException.class)
                .until(() -> {
                    JsonNode counts = studios.get(0).get("/jobs/counts");
                    return counts.path("queued").asInt()
                                    + counts.path("claimed").asInt()
                            == 0;
                });
    }

    /** Every job there is. A result is fetched from whichever studio has it. */
    List<JobAudit.Row> books() throws IOException {
        List<JobAudit.Row> rows = new ArrayList<>();
        String cursor = "";
        do {
            JsonNode page = studios.get(0).get("/jobs?limit=" + MOST_ROWS + "&cursor=" + cursor);
            for (JsonNode row : page.path("jobs")) {
                String jobId = row.path("jobId").asText();
                String status = row.path("status").asText();
                rows.add(new JobAudit.Row(
                        jobId,
                        row.path("gameId").asText(),
                        status,
                        row.path("attempts").asInt(),
                        status.equals("done") ? anywhere(jobId) : ""));
            }
            cursor = page.path("nextCursor").asText("");
        } while (!cursor.isEmpty() && !cursor.equals("null"));
        return rows;
    }

    private String anywhere(String jobId) throws IOException {
        for (StudioProcess studio : studios) {
            String result = result(studio, jobId);
            if (!result.isEmpty()) {
                return result;
            }
        }
        return "";
    }
}
