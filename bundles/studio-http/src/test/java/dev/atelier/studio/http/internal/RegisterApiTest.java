package dev.atelier.studio.http.internal;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.atelier.common.api.Json;
import dev.atelier.http.testing.FakeExchange;
import dev.atelier.wire.api.Fingerprint;
import dev.atelier.wire.api.Registrations;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class RegisterApiTest {
    private static final String INSTALL = "3f0f5c8e-1a2b-4c3d-9e8f-0123456789ab";
    private static final String SECRET = "5".repeat(64);

    private final Path folder;
    private TestStudio studio;

    RegisterApiTest(@TempDir Path folder) throws IOException {
        this.folder = folder;
        this.studio = new TestStudio(folder);
    }

    private static ObjectNode request(String secret) {
        return Registrations.write(new Registrations.Request(
                INSTALL, Fingerprint.hash(secret), FakeWorkers.RIG, "studio-worker/0.1.0", null));
    }

    private FakeExchange register(String body) throws Exception {
        return new FakeExchange(Map.of(), body).to(studio.routes, "POST /workers/register-request");
    }

    private String registered(String secret) throws Exception {
        return register(request(secret).toString()).answered().path("requestId").asText();
    }

    private FakeExchange poll(String id, String secret) throws Exception {
        return studio.as(secret, "GET /workers/register-requests/{id}", Map.of("id", id), "");
    }

    private FakeExchange decide(String verb, String id, String body) throws Exception {
        return studio.call("POST /workers/pending/{id}/" + verb, Map.of("id", id), body);
    }

    @Test
    void aRequestIsListedWithItsFingerprintAndNoHash() throws Exception {
        String id = registered(SECRET);

        FakeExchange pending = studio.call("GET /workers/pending");

        assertThat(pending.answered().path("pending").path(0).path("requestId").asText())
                .isEqualTo(id);
        assertThat(pending.answered()
                        .path("pending")
                        .path(0)
                        .path("fingerprint")
                        .asText())
                .isEqualTo(Fingerprint.of(INSTALL, Fingerprint.hash(SECRET)));
        assertThat(pending.text()).contains("rig-01").doesNotContain(Fingerprint.hash(SECRET));
        assertThat(poll(id, SECRET).answered().path("status").asText()).isEqualTo("pending");
    }

    @Test
    void eachPollOfAnApprovedRequestMintsAToken() throws Exception {
        String id = registered(SECRET);
        assertThat(decide("approve", id, "{}").status()).isEqualTo(200);

        String first = poll(id, SECRET).answered().path("authToken").asText();
        FakeExchange second = poll(id, SECRET);

        assertThat(first).matches("[0-9a-f]{64}");
        String worker = second.answered().path("workerId").asText();
        assertThat(studio.workers.tokenMatches(worker, first)).isFalse();
        assertThat(studio.workers.tokenMatches(
                        worker, second.answered().path("authToken").asText()))
                .isTrue();
        assertThat(decide("approve", id, "{}").code()).isEqualTo("wrong_state");
    }

    @Test
    void aWorkerThatWasRemovedSinceMayAskAnew() throws Exception {
        String id = registered(SECRET);
        decide("approve", id, "{}");
        studio.workers.workers.clear();

        assertThat(poll(id, SECRET).status()).isEqualTo(404);
    }

    @Test
    void aRejectionCarriesItsReason() throws Exception {
        String id = registered(SECRET);

        decide("reject", id, "{\"reason\":\"unknown machine\"}");

        assertThat(poll(id, SECRET).text()).contains("rejected").contains("unknown machine");
        assertThat(decide("approve", id, "").code()).isEqualTo("wrong_state");
        assertThat(decide("reject", "rr-none", "").status()).isEqualTo(404);
    }

    @Test
    void pollingNeedsTheSecretOfThatRequest() throws Exception {
        String id = registered(SECRET);

        assertThat(poll(id, "6".repeat(64)).status()).isEqualTo(401);
        assertThat(poll(id, Fingerprint.hash(SECRET)).status()).isEqualTo(401);
        assertThat(poll("rr-none", SECRET).status()).isEqualTo(404);
        assertThat(FakeExchange.call(studio.routes, "GET /workers/register-requests/{id}", Map.of("id", id), "")
                        .status())
                .isEqualTo(401);
    }

    @Test
    void aSupersededRequestIsUnknown() throws Exception {
        String old = registered(SECRET);
        String fresh = registered("7".repeat(64));

        assertThat(fresh).isNotEqualTo(old);
        assertThat(poll(old, SECRET).status()).isEqualTo(404);
        assertThat(decide("approve", old, "").code()).isEqualTo("wrong_state");
    }

    @Test
    void malformedRequestsLeaveNothing() throws Exception {
        ObjectNode noHash = request(SECRET).put("registrationSecretHash", "short");
        ObjectNode noCapabilities = request(SECRET).put("capabilities", "many");

        assertThat(register(noHash.toString()).status()).isEqualTo(400);
        assertThat(register(noCapabilities.toString()).status()).isEqualTo(400);
        assertThat(register("[]").status()).isEqualTo(400);
        assertThat(studio.workers.requests).isEmpty();
    }

    @Test
    void whoKnocksTooOftenIsTurnedAway() throws Exception {
        for (int i = 0; i < 3; i++) {
            registered(SECRET);
        }

        FakeExchange refused = register(request(SECRET).toString());

        assertThat(refused.status()).isEqualTo(429);
        assertThat(Integer.parseInt(refused.headers().get("Retry-After"))).isBetween(1, 60);
    }

    @Test
    void theLimitIsPerAddressAndMinute() {
        AtomicLong now = new AtomicLong();
        RateLimit limit = new RateLimit(now::get);

        assertThat(limit.knock("a", 1)).isEmpty();
        assertThat(limit.knock("a", 1)).hasValue(60);
        assertThat(limit.knock("b", 1)).isEmpty();
        now.set(60_000_000_000L);
        assertThat(limit.knock("a", 1)).isEmpty();
    }

    @Test
    void theWorkerOfThisProcessNeedsNobody() throws Exception {
        studio = new TestStudio(folder, List.of("worker", "studio"));
        Files.createDirectories(folder.resolve("state"));
        Files.writeString(
                folder.resolve("state/identity.json"),
                Json.object()
                        .put("installId", INSTALL)
                        .put("registrationSecret", SECRET)
                        .toString());

        assertThat(poll(registered(SECRET), SECRET).answered().path("status").asText())
                .isEqualTo("approved");
        String stranger = registered("8".repeat(64));
        assertThat(poll(stranger, "8".repeat(64)).answered().path("status").asText())
                .isEqualTo("pending");
    }

    @Test
    void aStudioAloneApprovesNobodyByItself() throws Exception {
        Files.createDirectories(folder.resolve("state"));
        Files.writeString(
                folder.resolve("state/identity.json"),
                Json.object()
                        .put("installId", INSTALL)
                        .put("registrationSecret", SECRET)
                        .toString());

        assertThat(poll(registered(SECRET), SECRET).answered().path("status").asText())
                .isEqualTo("pending");
    }
}
