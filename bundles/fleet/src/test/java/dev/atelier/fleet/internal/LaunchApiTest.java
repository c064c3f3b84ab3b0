package dev.atelier.fleet.internal;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.atelier.common.api.Json;
import dev.atelier.fleet.internal.connect.Workspace;
import dev.atelier.http.api.RouteTable;
import dev.atelier.http.api.Routes;
import dev.atelier.http.testing.FakeExchange;
import dev.atelier.runtime.api.RuntimeOptions;
import dev.atelier.runtime.api.WorkerRuntime;
import dev.atelier.runtime.internal.LocalRuntimes;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Workers from the browser and the workspace's companion, on a real runtime. */
class LaunchApiTest {
    private final WorkerRuntime runtime =
            new LocalRuntimes().open(RuntimeOptions.memory().withRuntimeId("rt-1"));
    private final Registry registry = new Registry();
    private final List<FleetRoute> routes = new ArrayList<>();

    @BeforeEach
    void open() {
        EmbeddedRuntime embedded = new EmbeddedRuntime("ws", () -> runtime, Runnable::run, InstantSource.system());
        registry.register(embedded);
        routes.addAll(new LaunchApi(registry, new Workspace("ws", "Test"), Runnable::run).routes());
        routes.addAll(new CompanionApi(embedded, Runnable::run).routes());
    }

    @AfterEach
    void close() {
        runtime.close();
    }

    private FakeExchange call(String route, String body, Map<String, String> names) throws Exception {
        Routes table = new Routes() {
            @Override
            public void define(RouteTable to) {
                routes.forEach(each ->
                        to.route(each.method(), each.pattern(), exchange -> FleetRoutes.handle(each, exchange)));
            }
        };
        return new FakeExchange(names, body)
                .asking("Content-Type", "application/json")
                .to(table, route);
    }

    private JsonNode asked(String route, String body) throws Exception {
        FakeExchange exchange = call(route, body, Map.of());
        assertThat(exchange.status()).isEqualTo(200);
        return exchange.answered();
    }

    private static String wish(String name, String profile, String words) {
        return Json.object()
                .put("runtime_id", EmbeddedRuntime.ID)
                .put("display_name", name)
                .put("profile", profile)
                .put("initial_text", words)
                .toString();
    }

    @Test
    void offersTheRuntimesAndTheProfiles() throws Exception {
        JsonNode options = asked("GET /workers/launch-options", "");

        assertThat(options.path("runtimes").get(0).path("runtime_id").asText()).isEqualTo(EmbeddedRuntime.ID);
        assertThat(options.path("runtimes").get(0).path("built_in").asBoolean()).isTrue();
        assertThat(options.path("runtimes").get(0).path("can_spawn_worker").asBoolean())
                .isTrue();
        assertThat(options.path("profiles").findValuesAsText("id")).containsExactly("builtin:coder", "runtime_default");
    }

    /** The runtime checks the digest of what it is handed, so that both are right is seen by its taking them. */
    @Test
    void startsAWorkerOfEachProfileWithItsFirstWords() throws Exception {
        for (LaunchProfile profile : LaunchProfile.ALL) {
            JsonNode launched = asked("POST /workers", wish(" Ada ", profile.id(), "begin"));

            String id = launched.path("worker_id").asText();
            assertThat(launched.path("console_href").asText())
                    .isEqualTo("/runtimes/embedded-worker-runtime/workers/" + id + "/console");
            assertThat(launched.path("worker").path("role").asText()).isEqualTo("coder");
            assertThat(runtime.transcript(runtime.ref(id), 0, 1).items().get(0).content())
                    .isEqualTo("begin");
            assertThat(runtime.workerDetail(runtime.ref(id)).configBundle())
                    .isEqualTo(profile.bundle().reference());
        }
        assertThat(runtime.listConfigBundles()).hasSize(2);
    }

    @Test
    void refusesWhatIsNoneOfTheFourOrNotOffered() throws Exception {
        ObjectNode more = Json.object().put("path", "/srv");
        more.setAll((ObjectNode) Json.parse(wish("a", "builtin:coder", "")));

        assertThat(call("POST /workers", more.toString(), Map.of()).status()).isEqualTo(422);
        assertThat(call("POST /workers", "{}", Map.of()).status()).isEqualTo(422);
        assertThat(call("POST /workers", wish("a", "builtin:juggler", ""), Map.of())
                        .code())
                .isEqualTo("unsupported_worker_profile");
        assertThat(call("POST /workers", wish("a\nb", "builtin:coder", ""), Map.of())
                        .code())
                .isEqualTo("invalid_worker_display_name");
        assertThat(call("POST /workers", wish("a", "builtin:coder", "").replace(EmbeddedRuntime.ID, "nobody"), Map.of())
                        .status())
                .isEqualTo(404);
        assertThat(runtime.listWorkers()).isEmpty();
    }

    @Test
    void tellsWhyARuntimeDidNotTakeIt() throws Exception {
        runtime.stopRuntime();

        FakeExchange refused = call("POST /workers", wish("a", "builtin:coder", ""), Map.of());

        assertThat(refused.status()).isEqualTo(502);
        assertThat(refused.refusal()
                        .map(Replies::form)
                        .orElseThrow()
                        .path("diagnostics")
                        .findValuesAsText("code"))
                .containsExactly("embedded_runtime_stopped", "workspace_worker_create_not_accepted");
    }

    @Test
    void theCompanionIsMadeByTheFirstWordsAndStaysTheSame() throws Exception {
        assertThat(asked("GET /companion/status", "").path("state").asText()).isEqualTo("ready");
        assertThat(asked("GET /companion/status", "").has("worker")).isFalse();
        assertThat(asked("GET /companion/transcript", "").path("items")).isEmpty();

        JsonNode first = asked("POST /companion/messages", "{\"content\":\" hello \"}");
        JsonNode second = asked("POST /companion/messages", "{\"content\":\"again\"}");

        assertThat(first.path("state").asText()).isEqualTo("accepted");
        assertThat(second.path("worker_id")).isEqualTo(first.path("worker_id"));
        assertThat(runtime.listWorkers()).hasSize(1);
        assertThat(asked("GET /companion/status", "")
                        .path("worker")
                        .path("role")
                        .asText())
                .isEqualTo(Companion.ROLE);
        assertThat(asked("GET /companion/transcript", "").path("items").findValuesAsText("content"))
                .hasSize(4)
                .startsWith("hello")
                .contains("again");
    }

    @Test
    void anotherCompanionComesWhenTheFirstHasEnded() throws Exception {
        String first = asked("POST /companion/messages", "{\"content\":\"hello\"}")
                .path("worker_id")
                .asText();
        runtime.stopWorker(runtime.ref(first), null);

        String second = asked("POST /companion/messages", "{\"content\":\"hello\"}")
                .path("worker_id")
                .asText();

        assertThat(second).isNotEmpty().isNotEqualTo(first);
    }

    @Test
    void theCompanionTakesNeitherNothingNorTooMuch() throws Exception {
        JsonNode empty = asked("POST /companion/messages", "{\"content\":\"  \"}");
        JsonNode large = asked("POST /companion/messages", "{\"content\":\"" + "x".repeat(8001) + "\"}");
        JsonNode cancelled = asked("POST /companion/cancel", "");

        assertThat(empty.path("state").asText()).isEqualTo("rejected");
        assertThat(empty.findValuesAsText("code")).containsExactly("companion_message_empty");
        assertThat(large.findValuesAsText("code")).containsExactly("companion_message_too_large");
        assertThat(cancelled.path("state").asText()).isEqualTo("cancelled");
        assertThat(runtime.listWorkers()).isEmpty();
    }

    @Test
    void aCompanionOfAStoppedRuntimeIsRefusedInWords() throws Exception {
        runtime.stopRuntime();

        JsonNode said = asked("POST /companion/messages", "{\"content\":\"hello\"}");

        assertThat(said.path("state").asText()).isEqualTo("rejected");
        assertThat(said.findValuesAsText("code")).containsExactly("embedded_runtime_stopped");
    }
}
