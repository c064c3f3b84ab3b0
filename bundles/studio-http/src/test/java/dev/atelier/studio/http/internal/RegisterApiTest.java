package dev.atelier.studio.http.internal;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.atelier.common.api.Json;
import dev.atelier.http.testing.FakeExchange;
import dev.atelier.studio.store.api.WorkerStore;
import dev.atelier.wire.api.Fingerprint;
import dev.atelier.wire.api.Registrations;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.IntFunction;
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
    void manyOfOneAddressLeaveRoomForOthers() throws Exception {
        strangers(30, i -> "test");

        FakeExchange one = register(stranger(99).toString());
        assertThat(one.status()).as("ten minutes' worth wait already").isEqualTo(429);
        assertThat(one.text()).contains("of this address");
        studio.workers.requests.clear();
        strangers(30, i -> "10.0.0.1");
        assertThat(register(stranger(99).toString()).status()).isEqualTo(200);
    }

    @Test
    void whoIsKnownComesThroughAFlood() throws Exception {
        strangers(RegisterApi.MOST_PENDING, i -> "10.0." + i / 250 + "." + i % 250);
        studio.workers.worker("w-1", "t");

        assertThat(register(stranger(2000).toString()).status()).isEqualTo(429);
        assertThat(register(stranger(7).toString()).status())
                .as("waits already")
                .isEqualTo(200);
        assertThat(register(request(SECRET).put("installId", installOfWorker()).toString())
                        .status())
                .as("was approved before")
                .isEqualTo(200);
    }

    private String installOfWorker() {
        String install = id(5000);
        studio.workers.workers.replaceAll((id, worker) -> new WorkerStore.Worker(
                id, install, null, true, worker.capabilities(), worker.userAgent(), worker.approvedAt(), null, null));
        return install;
    }

    @Test
    void theOwnWorkerComesThroughAFlood() throws Exception {
        studio = new TestStudio(folder, List.of("worker", "studio"));
        identity("own");
        strangers(RegisterApi.MOST_PENDING, i -> "10.0." + i / 250 + "." + i % 250);

        assertThat(poll(registered(SECRET), SECRET).answered().path("status").asText())
                .isEqualTo("approved");
    }

    @Test
    void anIdentityForAnotherStudioIsNobodysOwn() throws Exception {
        studio = new TestStudio(folder, List.of("worker", "studio"));
        identity("https://studio.example");

        assertThat(poll(registered(SECRET), SECRET).answered().path("status").asText())
                .isEqualTo("pending");
    }

    private void identity(String of) throws IOException {
        Files.createDirectories(folder.resolve("state"));
        Files.writeString(
                folder.resolve("state/identity.json"),
                Json.object()
                        .put("installId", INSTALL)
                        .put("studio", of)
                        .put("registrationSecret", SECRET)
                        .toString());
    }

    private static String id(int number) {
        return String.format(Locale.ROOT, "00000000-0000-4000-8000-%012d", number);
    }

    private static ObjectNode stranger(int number) {
        return request(SECRET).put("installId", id(number));
    }

    private void strangers(int many, IntFunction<String> address) {
        for (int i = 0; i < many; i++) {
            var unused = studio.workers.register(
                    id(i), Fingerprint.hash(SECRET), FakeWorkers.RIG, "studio-worker/1", address.apply(i), FakeJobs.AT);
        }
    }

    @Test
    void whatIsNoWorkersRequestIsNamed() throws Exception {
        ObjectNode large = request(SECRET);
        large.withObject("/capabilities").put("more", "x".repeat(64 * 1024));
        ObjectNode lying = request(SECRET);
        lying.withObject("/capabilities").put("machineName", "rig\u001b[2J");
        ObjectNode turned = request(SECRET).put("userAgent", "a\u202eb");

        assertThat(register(request(SECRET).put("installId", "mine").toString()).text())
                .contains("installId must be a UUID");
        assertThat(register(large.toString()).code()).isEqualTo("too_large");
        assertThat(register(lying.toString()).text()).contains("capabilities.machineName must not have");
        studio = new TestStudio(folder);
        assertThat(register(turned.toString()).text()).contains("userAgent must not have");
        assertThat(studio.workers.requests).isEmpty();
    }

    @Test
    void addressesOfOneNetworkAreOneSource() {
        assertThat(Source.of("10.1.2.3")).isEqualTo("10.1.2.3");
        assertThat(Source.of("[2001:db8:1:2:3:4:5:6]")).isEqualTo(Source.of("2001:db8:1:2::1%eth0"));
        assertThat(Source.of("2001:db8:1:3::1")).isNotEqualTo(Source.of("2001:db8:1:2::1"));
        assertThat(Source.of("::ffff:10.1.2.3")).isEqualTo("10.1.2.3");
        assertThat(Source.of("a name")).isEqualTo("a name");
        assertThat(Source.isThisHost("127.0.0.1")).isTrue();
        assertThat(Source.isThisHost("[::1]")).isTrue();
        assertThat(Source.isThisHost("localhost.example")).isFalse();
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
                        .put("studio", "own")
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
                        .put("studio", "own")
                        .put("registrationSecret", SECRET)
                        .toString());

        assertThat(poll(registered(SECRET), SECRET).answered().path("status").asText())
                .isEqualTo("pending");
    }
}
