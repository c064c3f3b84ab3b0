package dev.atelier.console.security.internal;

import dev.atelier.common.api.Json;
import dev.atelier.http.api.Listeners;
import dev.atelier.http.api.RouteTable;
import dev.atelier.http.api.Routes;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Reference;

/** Makes a fresh login link for whoever holds the local API's token, or is logged in already. */
@Component(service = Routes.class, property = Routes.LISTENER + "=" + Routes.LOCAL)
public final class LinkRoutes implements Routes {
    private final Doors doors;
    private final Listeners listeners;

    @Activate
    public LinkRoutes(@Reference(name = "doors") Doors doors, @Reference(name = "listeners") Listeners listeners) {
        this.doors = doors;
        this.listeners = listeners;
    }

    @Override
    public void define(RouteTable table) {
        table.post(
                "/console/login-link",
                exchange -> exchange.json(
                        200,
                        Json.object()
                                .put("url", url(listeners, doors.links().issue()))
                                .put("expiresInSecs", LoginLinks.LIFE.toSeconds())));
    }

    static String url(Listeners listeners, String token) {
        return listeners.main() + "/login?token=" + token;
    }
}
