package dev.atelier.console.security.internal;

import dev.atelier.http.api.Listeners;
import java.util.function.Supplier;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Reference;

/**
 * The line printed once the process is ready. While no password is set it is the only way in, so it carries a link; with
 * one, a link on every start would only be a second key lying about in terminals and service logs.
 */
@Component(service = Supplier.class, property = "atelier.announce:Integer=10")
public final class Announcement implements Supplier<String> {
    private final Doors doors;
    private final Listeners listeners;

    @Activate
    public Announcement(@Reference(name = "doors") Doors doors, @Reference(name = "listeners") Listeners listeners) {
        this.doors = doors;
        this.listeners = listeners;
    }

    @Override
    public String get() {
        if (doors.password().isSet()) {
            return "Open " + listeners.main() + NextPath.CONSOLE;
        }
        return "Open " + LinkRoutes.url(listeners, doors.links().issue()) + "  (works once)";
    }
}
