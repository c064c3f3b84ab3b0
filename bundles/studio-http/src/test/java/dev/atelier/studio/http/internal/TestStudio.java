package dev.atelier.studio.http.internal;

import dev.atelier.common.api.Home;
import dev.atelier.common.api.Secret;
import dev.atelier.common.internal.BoundedEventHub;
import dev.atelier.engine.api.Kind;
import dev.atelier.engine.api.ModelSource;
import dev.atelier.http.testing.FakeExchange;
import dev.atelier.studio.store.api.KeyStore;
import dev.atelier.studio.store.api.ModelRegistry.Model;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.util.List;
import java.util.Map;

/** The routes of a studio whose store and dispatch are in memory. */
final class TestStudio {
    static final String ADMIN = "a".repeat(64);

    final FakeJobs jobs = new FakeJobs();
    final FakeWorkers workers = new FakeWorkers();
    final FakeShelves shelves;
    final BoundedEventHub hub = new BoundedEventHub();
    final InputStore inputs;
    final StudioRoutes routes;
    final Path home;

    TestStudio(Path folder) throws IOException {
        this(folder, List.of("studio"));
    }

    TestStudio(Path folder, List<String> roles) throws IOException {
        home = folder;
        shelves = new FakeShelves(Files.createDirectories(folder.resolve("incoming")));
        inputs = new InputStore(folder.resolve("inputs"), jobs, Clock.systemUTC(), 1_000_000);
        KeyStore keys = shelves.asKeys();
        routes = new StudioRoutes(
                new TestHome(folder, roles),
                hub,
                new StudioRoutes.Parts(jobs, workers, shelves, keys, shelves, workers, jobs, new LinkRoom(workers)),
                new Gatekeeper(new Secret(ADMIN), keys),
                inputs,
                3);
        shelves.add(new Model("chat", "Chat", Kind.LLM, 1.5, null, ModelSource.of("synthetic"), true));
        shelves.add(new Model("off", "Off", Kind.LLM, 1, null, ModelSource.of("synthetic"), false));
        for (KeyStore.Role role : KeyStore.Role.values()) {
            keys.create(role.wireName(), role, "sk-" + role.wireName(), FakeJobs.AT);
        }
    }

    /** As the admin. */
    FakeExchange call(String route) throws Exception {
        return call(route, Map.of(), "");
    }

    FakeExchange call(String route, Map<String, String> names, String body) throws Exception {
        return as(ADMIN, route, names, body);
    }

    FakeExchange as(String secret, String route, Map<String, String> names, String body) throws Exception {
        return new FakeExchange(names, body)
                .asking("Authorization", "Bearer " + secret)
                .to(routes, route);
    }

    private record TestHome(Path root, List<String> roles) implements Home {
        @Override
        public Path installation() {
            return root;
        }

        @Override
        public String version() {
            return "0.0.0";
        }
    }
}
