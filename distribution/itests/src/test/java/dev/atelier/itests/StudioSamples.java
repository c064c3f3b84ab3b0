package dev.atelier.itests;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.UUID;

/** Small pieces of work for a studio. */
final class StudioSamples {
    private StudioSamples() {}

    /** Hands a picture in and returns the job's id. */
    static String submit(Atelier atelier, String prompt, Map<String, Object> more) throws Exception {
        Map<String, Object> job = new HashMap<>(more);
        job.put("model", "synthetic-image");
        job.put("task", Map.of("kind", "image", "prompt", prompt));
        HttpResponse<byte[]> answer = atelier.call("POST", "/studio/jobs", job);
        JsonNode json = Atelier.JSON.readTree(answer.body());
        assertThat(answer.statusCode()).as(json.toString()).isEqualTo(201);
        return json.path("jobId").asText();
    }

    /** What a machine called stranger sends when it asks to join. */
    static String registration(String secret) throws Exception {
        Map<String, Object> capabilities = Map.ofEntries(
                Map.entry("machineName", "stranger"),
                Map.entry("username", "somebody"),
                Map.entry("agentVersion", "0.4.15"),
                Map.entry("engine", "multi"),
                Map.entry("vramTotalGb", 24),
                Map.entry("vramThresholdGb", 12),
                Map.entry("autoEnabled", true),
                Map.entry("autoStart", true),
                Map.entry("supportedModels", List.of("sd-cpp:*")),
                Map.entry("taskKinds", List.of("image")));
        byte[] hash = MessageDigest.getInstance("SHA-256").digest(secret.getBytes(StandardCharsets.UTF_8));
        return Atelier.JSON.writeValueAsString(Map.of(
                "installId",
                UUID.randomUUID().toString(),
                "registrationSecretHash",
                HexFormat.of().formatHex(hash),
                "capabilities",
                capabilities,
                "userAgent",
                "studio-worker/0.4.15"));
    }
}
