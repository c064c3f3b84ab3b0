package dev.atelier.fleet.internal;

import dev.atelier.fleet.internal.shape.Refusal;
import dev.atelier.http.api.Exchange;
import dev.atelier.http.api.HttpError;
import dev.atelier.http.api.RouteTable;
import dev.atelier.http.api.Routes;
import dev.atelier.studio.http.api.ApiKeys;
import dev.atelier.studio.http.api.Principal;
import java.io.EOFException;
import java.util.List;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Reference;

/** The routes for browsers, each also below the id of this workspace. */
@Component(service = Routes.class, property = Routes.LISTENER + "=" + FleetRoutes.LISTENER_NAME)
public final class FleetRoutes implements Routes {
    static final String LISTENER_NAME = "fleet";
    private static final String IN_WORKSPACE = "/w/{workspace}";

    private final FleetRoom room;
    private final ApiKeys keys;

    @Activate
    public FleetRoutes(@Reference(name = "room") FleetRoom room, @Reference(name = "keys") ApiKeys keys) {
        this.room = room;
        this.keys = keys;
    }

    @Override
    public void define(RouteTable table) {
        for (FleetRoute route : room.routes()) {
            table.route(route.method(), route.pattern(), exchange -> answer(route, exchange));
            table.route(route.method(), IN_WORKSPACE + route.pattern(), exchange -> {
                if (!exchange.path("workspace").equals(room.workspace().id())) {
                    throw Replies.refused(Refusal.Unknown.workspace());
                }
                answer(route, exchange);
            });
        }
    }

    private void answer(FleetRoute route, Exchange exchange) throws Exception {
        Principal who =
                keys.principal(exchange.header("Authorization").orElse(null)).orElseThrow(FleetRoutes::unauthorized);
        if (!allows(who, route.need())) {
            throw Replies.error(
                    403, "forbidden", "a key of role " + who.role().wireName() + " may not do this", List.of());
        }
        handle(route, exchange);
    }

    static void handle(FleetRoute route, Exchange exchange) throws Exception {
        try {
            route.handler().handle(exchange);
        } catch (Refusal e) {
            throw Replies.refused(e);
        } catch (HttpError | EOFException e) {
            throw e;
        } catch (Exception e) {
            throw Replies.unexpected(e);
        }
    }

    static HttpError unauthorized() {
        return Replies.error(401, "unauthorized", "send Authorization: Bearer with a key of this studio", List.of())
                .withHeader("WWW-Authenticate", "Bearer");
    }

    static boolean allows(Principal who, FleetRoute.Need need) {
        return switch (who.role()) {
            case ADMIN -> true;
            case OPERATOR -> need != FleetRoute.Need.ADMINISTER;
            case VIEWER -> need == FleetRoute.Need.READ;
            case SUBMIT -> false;
        };
    }
}
