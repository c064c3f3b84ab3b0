package dev.atelier.fleet.internal.remote;

import static org.assertj.core.api.Assertions.assertThat;

import dev.atelier.fleet.internal.remote.FakeRemote.Reply;
import dev.atelier.fleet.internal.shape.Answers;
import dev.atelier.fleet.internal.shape.Diagnostic;
import dev.atelier.fleet.internal.shape.Listed;
import dev.atelier.fleet.internal.shape.Members;
import dev.atelier.fleet.internal.shape.RuntimeClient;
import dev.atelier.fleet.internal.shape.RuntimeView;
import dev.atelier.fleet.internal.shape.SpawnOrder;
import dev.atelier.fleet.internal.shape.WorkerView;
import dev.atelier.runtime.api.ConfigBundleRef;
import dev.atelier.runtime.api.WorkerInput;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class RemoteRuntimeTest {
    private static final String W = "worker-0000000c";
    private final Calls calls = new Calls();
    private final FakeRemote fake = new FakeRemote();
    private final RemoteRuntime runtime = runtime(Duration.ofSeconds(30));

    RemoteRuntimeTest() throws IOException {}

    @AfterEach
    void end() {
        fake.close();
        calls.close();
    }

    private RemoteRuntime runtime(Duration limit) {
        return new RemoteRuntime(fake.remote("lab"), calls, () -> limit, InstantSource.system(), () -> {});
    }

    private static <T> T of(CompletableFuture<T> future) throws Exception {
        return future.get(60, TimeUnit.SECONDS);
    }

    private static String codes(List<Diagnostic> diagnostics) {
        return String.join(" ", diagnostics.stream().map(Diagnostic::code).toList());
    }

    @Test
    void isKnownByTheConfiguredIdWhateverItCallsItself() throws Exception {
        fake.answers("GET /v1/runtime", FakeRemote.summary("Lab in the attic"));
        fake.answers("GET /v1/workers/" + W, "{\"worker\":" + FakeRemote.worker(W) + "}");

        RuntimeView view = of(runtime.summary(200));
        RuntimeClient.Lookup lookup = of(runtime.worker(W));

        assertThat(view.label()).isEqualTo("Lab in the attic");
        assertThat(view.runtimeId()).isEqualTo("lab");
        assertThat(Objects.requireNonNull(lookup.worker()).json().toString()).doesNotContain("own-name");
        assertThat(runtime.host(200).status()).isEqualTo("reachable");
        assertThat(runtime.host(200).lastSeenAt()).isNotNull();
    }

    @Test
    void showsItsOwnCredentialAndSendsTheTypeOfItsContent() throws Exception {
        fake.answers(
                "POST /v1/workers/" + W + "/input",
                "{\"ack\":{\"status\":\"running\",\"transcript_sequence\":1,\"event_id\":9}}");

        Answers.Told told = of(runtime.input(W, WorkerInput.user("go on")));

        assertThat(told.sequence()).isEqualTo(1);
        FakeRemote.Asked asked = fake.requests.get(0);
        assertThat(asked.headers().get("Authorization")).containsExactly("Bearer " + FakeRemote.TOKEN);
        assertThat(asked.headers().get("Content-type")).containsExactly("application/json");
        assertThat(asked.body()).isEqualTo("{\"kind\":\"user\",\"content\":\"go on\"}");
    }

    @Test
    void everyStatusHasACodeAndSaysNothingOfTheRuntimesOwnWords() throws Exception {
        Map<Integer, String> codes = Map.of(
                401, "remote_runtime_auth_failed",
                403, "remote_runtime_auth_failed",
                405, "remote_runtime_unsupported",
                501, "remote_runtime_unsupported",
                500, "remote_runtime_http_error",
                400, "remote_runtime_http_rejected",
                409, "remote_runtime_http_rejected",
                302, "remote_runtime_http_rejected");
        for (Map.Entry<Integer, String> each : codes.entrySet()) {
            fake.answers("GET /v1/workers/" + W, Reply.status(each.getKey()));

            Diagnostic why = of(runtime.worker(W)).diagnostics().get(0);

            assertThat(why.code()).isEqualTo(each.getValue());
            assertThat(why.message())
                    .contains("HTTP " + each.getKey(), "some_code")
                    .doesNotContain(FakeRemote.MARK, FakeRemote.TOKEN, "127.", "/srv");
        }
    }

    @Test
    void followsNoRedirect() throws Exception {
        fake.answers("GET /v1/workers", new Reply(302, "", Map.of("Location", "/elsewhere")));
        fake.answers("GET /elsewhere", FakeRemote.workers());

        assertThat(codes(of(runtime.workers(200)).diagnostics())).isEqualTo("remote_runtime_http_rejected");
        assertThat(fake.requests).hasSize(1);
    }

    @Test
    void aWorkerThatIsNotThereIsNoFailure() throws Exception {
        RuntimeClient.Lookup lookup = of(runtime.worker(W));

        assertThat(lookup.worker()).isNull();
        assertThat(lookup.diagnostics()).isEmpty();
    }

    @Test
    void whatCannotBeReadIsMalformed() throws Exception {
        String whole = FakeRemote.worker(W);
        for (String body : List.of(
                "",
                "<html>busy</html>",
                "{}",
                "{\"worker\":null}",
                "{\"worker\":" + whole + "} trailing",
                "{\"worker\":" + whole.replace("\"status\":\"running\"", "\"status\":\"dancing\"") + "}",
                "{\"worker\":" + whole.replace("\"last_event_id\":2", "\"last_event_id\":-2") + "}",
                "{\"worker\":" + whole.replace("\"last_event_id\":2", "\"last_event_id\":2.5") + "}",
                "{\"worker\":" + whole.replace("\"last_event_id\":2", "\"last_event_id\":92233720368547758080") + "}",
                "{\"worker\":" + whole.replace("\"last_event_id\":2", "\"last_event_id\":2,\"last_event_id\":3") + "}",
                "{\"worker\":" + whole.replace("\"last_event_id\":2", "\"last_event_id\":2,\"x\":1e9999999999") + "}",
                "{\"worker\":" + whole.replace(W, "worker-of-another-name") + "}")) {
            fake.answers("GET /v1/workers/" + W, body);

            RuntimeClient.Lookup lookup = of(runtime.worker(W));

            assertThat(lookup.worker()).as(body).isNull();
            assertThat(codes(lookup.diagnostics())).as(body).isEqualTo("remote_runtime_malformed_response");
        }
    }

    @Test
    void anAnswerLongerThanAnyMayBeIsMalformed() throws Exception {
        String name = "x".repeat(Calls.MAX_BODY);
        fake.answers("GET /v1/workers", FakeRemote.workers().replace("[]", "[],\"padding\":\"" + name + "\""));

        assertThat(codes(of(runtime.workers(200)).diagnostics())).isEqualTo("remote_runtime_malformed_response");
    }

    @Test
    void oneBadWorkerSpoilsTheListAndAStrangeIdOnlyItself() throws Exception {
        fake.answers("GET /v1/workers", FakeRemote.workers(FakeRemote.worker(W), "{}"));
        assertThat(codes(of(runtime.workers(200)).diagnostics())).isEqualTo("remote_runtime_malformed_response");

        fake.answers("GET /v1/workers", FakeRemote.workers(FakeRemote.worker("a.b"), FakeRemote.worker(W)));
        Listed<WorkerView> listed = of(runtime.workers(200));

        assertThat(listed.items()).extracting(WorkerView::workerId).containsExactly(W);
        assertThat(codes(listed.diagnostics())).isEqualTo("remote_worker_id_unaddressable");
    }

    @Test
    void aSilentRuntimeIsTooLateAndIsThenLeftAlone() throws Exception {
        fake.hang();
        RemoteRuntime impatient = runtime(Duration.ofMillis(100));

        for (int i = 0; i < Breaker.FAILURES; i++) {
            assertThat(codes(of(impatient.worker(W)).diagnostics())).isEqualTo("remote_runtime_timeout");
        }

        assertThat(codes(of(impatient.worker(W)).diagnostics())).isEqualTo("remote_runtime_network_error");
        assertThat(impatient.host(200).status()).isEqualTo("unreachable");
    }

    @Test
    void aRuntimeThatIsGoneKeepsWhatIsKnownOfIt() throws Exception {
        fake.answers("GET /v1/runtime", FakeRemote.summary("Lab in the attic"));
        of(runtime.summary(200));
        fake.close();

        RuntimeView view = of(runtime.summary(200));

        assertThat(view.label()).isEqualTo("Lab in the attic");
        assertThat(view.status()).isEqualTo("running");
        assertThat(codes(view.diagnostics())).isEqualTo("remote_runtime_network_error");
        assertThat(view.capabilities().workers()).isFalse();
    }

    @Test
    void withoutItsCredentialItIsNotAsked() throws Exception {
        RemoteRuntime lost = new RemoteRuntime(
                new Remote("lab", null, fake.uri(), java.util.Optional::empty),
                calls,
                () -> Duration.ofSeconds(30),
                InstantSource.system(),
                () -> {});

        assertThat(codes(of(lost.workers(200)).diagnostics())).isEqualTo("remote_runtime_auth_failed");
        assertThat(fake.requests).isEmpty();
    }

    @Test
    void whatIsSaidToAWorkerIsSaidOnce() throws Exception {
        fake.answers("POST /v1/workers/" + W + "/input", Reply.status(503));

        Answers.Told told = of(runtime.input(W, WorkerInput.user("once")));

        assertThat(codes(told.diagnostics())).isEqualTo("remote_runtime_http_error");
        assertThat(fake.requests).hasSize(1);
    }

    @Test
    void aSpawnIsTranslated() throws Exception {
        fake.answers("POST /v1/workers", "{\"worker\":" + FakeRemote.worker(W) + "}");
        SpawnOrder order = SpawnOrder.read(Members.of(Members.parse(("{\"intent\":{\"kind\":\"ticket_role\","
                        + "\"ticket_id\":\"T-9\",\"role\":\"reviewer\"},\"acceptance\":{\"kind\":\"run_accepted\","
                        + "\"expected_segments\":0},\"requested_worker_name\":\"wish\"}")
                .getBytes(StandardCharsets.UTF_8))));

        Answers.Spawned spawned = of(runtime.spawn(order));

        assertThat(spawned.state()).isEqualTo(Answers.State.ACCEPTED);
        assertThat(fake.requests.get(0).body())
                .isEqualTo("{\"intent\":{\"kind\":\"role\",\"role\":\"reviewer\",\"purpose\":\"ticket T-9\"},"
                        + "\"profile\":{\"kind\":\"builtin\",\"value\":\"builtin:reviewer\"},"
                        + "\"requested_capabilities\":[{\"name\":\"read\"}]}");
    }

    @Test
    void namesOfBundlesAreEncodedAndLeadNowhereElse() throws Exception {
        of(runtime.checkBundle(new ConfigBundleRef("bundle/1?x", "a/b&c")));
        assertThat(fake.requests.get(0).path())
                .isEqualTo("/v1/config-bundles/bundle%2F1%3Fx/availability?digest=a%2Fb%26c");

        Answers.Bundled up = of(runtime.checkBundle(new ConfigBundleRef("..", "d")));
        assertThat(codes(up.diagnostics())).isEqualTo("remote_config_bundle_missing");
        assertThat(fake.requests).hasSize(1);
    }

    @Test
    void aProbeTellsWhatWorksAndChangesNothing() throws Exception {
        fake.answers("GET /v1/runtime", FakeRemote.summary("Lab"));
        fake.answers("GET /v1/workers", FakeRemote.workers(FakeRemote.worker(W)));
        fake.answers("GET /v1/workers/" + W, "{\"worker\":" + FakeRemote.worker(W) + "}");
        fake.answers("GET /v1/config-bundles", "{\"bundles\":[]}");

        var report = of(Probe.of(runtime, Duration.ofSeconds(30)));

        assertThat(report.path("state").asText()).isEqualTo("compatible");
        assertThat(report.path("capabilities").toString())
                .contains("workers.list:available", "workers.spawn:available", "workers.input_dispatch:unknown");
        assertThat(fake.requests).allMatch(asked -> asked.method().equals("GET"));
    }

    @Test
    void noTextOfARemoteTellsWhereItIs() {
        assertThat(fake.remote("lab").toString() + runtime).doesNotContain("127.0.0.1", "http", FakeRemote.TOKEN);
    }
}
