package dev.atelier.studio.http.internal;

import dev.atelier.http.api.Exchange;
import dev.atelier.http.api.HttpError;
import dev.atelier.http.api.RouteTable;
import dev.atelier.studio.http.api.ApiPart;
import dev.atelier.studio.http.api.Principal;
import dev.atelier.studio.store.api.KeyStore;
import dev.atelier.studio.store.api.StoreFailure;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;
import java.util.function.Predicate;
import java.util.function.Supplier;

/** All routes of the studio: the one list from which they are served, described and refused. */
final class StudioApi {
    private static final int DEEPEST = 7;
    private static final List<String> METHODS = List.of("GET", "POST", "PUT", "DELETE", "PATCH");
    private static final Principal NOBODY = new Principal(KeyStore.Role.VIEWER, null, "nobody");

    private final List<ApiRoute> routes;

    StudioApi(List<ApiRoute> contributed, String version, Supplier<List<ApiPart>> others) {
        List<ApiRoute> all = new ArrayList<>(contributed);
        all.add(ApiRoute.open(
                "GET", "/workers/{id}/connect", "The session of a worker, a WebSocket", StudioApi::upgradeRequired));
        all.add(new OpenApi(version, all, others).route()); // describes what the list holds in the end, itself included
        this.routes = all;
    }

    List<ApiRoute> routes() {
        return List.copyOf(routes);
    }

    /** For workers, programs and the command line. */
    void serve(RouteTable table, Function<Exchange, Principal> who) {
        mount(table, "", who, route -> true);
        StringBuilder pattern = new StringBuilder();
        for (int depth = 0; depth < DEEPEST; depth++) {
            pattern.append("/{s").append(depth).append('}');
            int length = depth + 1;
            METHODS.forEach(method -> table.route(method, pattern.toString(), exchange -> refuse(exchange, length)));
        }
    }

    /** For those whom another door has let in already. */
    void serveOperators(RouteTable table, String prefix, Function<Exchange, Principal> who) {
        mount(table, prefix, who, ApiRoute::operator);
    }

    private void mount(RouteTable table, String prefix, Function<Exchange, Principal> who, Predicate<ApiRoute> wanted) {
        for (ApiRoute route : routes) {
            if (wanted.test(route)) {
                table.route(route.method(), prefix + route.pattern(), exchange -> answer(route, exchange, who));
            }
        }
    }

    private static void answer(ApiRoute route, Exchange exchange, Function<Exchange, Principal> who) throws Exception {
        try {
            Principal principal = route.access() == Access.OPEN ? NOBODY : who.apply(exchange);
            if (!route.access().allows(principal.role())) {
                throw HttpError.json(
                        403, "forbidden", "a key of role " + principal.role().wireName() + " may not do this");
            }
            route.handler().handle(exchange, principal);
        } catch (HttpError e) {
            throw Refusals.asJson(e);
        } catch (StoreFailure e) {
            throw Refusals.of(e);
        } catch (UncheckedIOException e) {
            throw e.getCause();
        }
    }

    private void refuse(Exchange exchange, int length) {
        List<String> path = new ArrayList<>();
        for (int i = 0; i < length; i++) {
            path.add(exchange.path("s" + i));
        }
        List<String> allowed = routes.stream()
                .filter(route -> matches(route, path))
                .map(ApiRoute::method)
                .distinct()
                .sorted()
                .toList();
        if (allowed.isEmpty()) {
            throw HttpError.json(404, "not_found", "there is no such route");
        }
        throw HttpError.json(405, "method_not_allowed", "this route takes " + String.join(", ", allowed))
                .withHeader("Allow", String.join(", ", allowed));
    }

    private static boolean matches(ApiRoute route, List<String> path) {
        String[] pattern = route.pattern().substring(1).split("/", -1);
        if (pattern.length != path.size()) {
            return false;
        }
        for (int i = 0; i < pattern.length; i++) {
            if (!pattern[i].startsWith("{") && !pattern[i].equals(path.get(i))) {
                return false;
            }
        }
        return true;
    }

    private static void upgradeRequired(Exchange exchange) {
        throw HttpError.json(426, "upgrade_required", "this is a WebSocket, sub-protocol " + SocketDoor.PROTOCOL)
                .withHeader("Upgrade", "websocket");
    }
}
