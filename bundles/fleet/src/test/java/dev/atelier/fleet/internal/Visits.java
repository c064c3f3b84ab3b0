package dev.atelier.fleet.internal;

import dev.atelier.http.api.RouteTable;
import dev.atelier.http.api.Routes;
import dev.atelier.http.testing.FakeExchange;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.awaitility.Awaitility;

/** Somebody who asks a fleet everything there is to ask, and keeps every answer. */
final class Visits {
    final List<String> seen = new ArrayList<>();
    private final FleetRoom room;

    Visits(FleetRoom room) {
        this.room = room;
    }

    FakeExchange call(String route, Map<String, String> names, String body) throws Exception {
        Routes routes = new Routes() {
            @Override
            public void define(RouteTable table) {
                room.routes()
                        .forEach(each -> table.route(
                                each.method(), each.pattern(), exchange -> FleetRoutes.handle(each, exchange)));
            }
        };
        FakeExchange exchange = new FakeExchange(names, body)
                .asking("Content-Type", "application/json")
                .to(routes, route);
        Awaitility.await().until(() -> exchange.status() != 0);
        seen.add(route + " " + exchange.status() + " " + exchange.text());
        exchange.refusal().ifPresent(error -> seen.add(Replies.form(error).toString()));
        return exchange;
    }

    FakeExchange keepSecret(String name, String value) throws Exception {
        return call(
                "PUT /settings/runtime-connections/secrets/{name}",
                Map.of("name", name),
                "{\"value\":\"" + value + "\"}");
    }

    FakeExchange add(String id, String endpoint) throws Exception {
        return call(
                "POST /settings/runtime-connections/remotes",
                Map.of(),
                "{\"runtime_id\":\"" + id + "\",\"endpoint\":\"" + endpoint + "\",\"token_ref\":\"file:lab\"}");
    }

    /** Every route, of a runtime and its Worker {@code w1} where it is about one. */
    void everyRoute(String id) throws Exception {
        Map<String, String> names =
                new HashMap<>(Map.of("runtime", id, "worker", "w1", "bundle", "b", "digest", "d", "id", id));
        names.put("host", "remote-lab-77f730073c79fc98");
        String worker = "/runtimes/{runtime}/workers/{worker}";
        String metadata =
                "{\"id\":\"b\",\"digest\":\"d\",\"revision\":\"r\",\"workspace_id\":\"w\",\"created_at\":\"c\","
                        + "\"provenance\":{\"source\":\"s\"}}";
        call("GET /runtimes", names, "");
        call("GET /hosts", names, "");
        call("GET /workers", names, "");
        call("GET " + worker, names, "");
        call("POST " + worker + "/input", names, "{\"content\":\"hello\"}");
        call("POST " + worker + "/stop", names, "");
        call("GET " + worker + "/transcript", names, "");
        call(
                "POST /runtimes/{runtime}/workers",
                names,
                "{\"intent\":{\"kind\":\"workspace_companion\"},"
                        + "\"acceptance\":{\"kind\":\"run_accepted\",\"expected_segments\":0}}");
        call("POST /runtimes/{runtime}/config-bundles", names, "{\"bundle\":{\"metadata\":" + metadata + "}}");
        call("GET /runtimes/{runtime}/config-bundles", names, "");
        call("GET /runtimes/{runtime}/config-bundles/{bundle}/availability", names, "");
        call("GET /settings/runtime-connections", names, "");
        call("POST /settings/runtime-connections/remotes/{id}/test", names, "");
        call("GET /workspace", names, "");
    }
}
