package dev.atelier.fleet.internal;

import dev.atelier.fleet.internal.observe.Cursors;
import dev.atelier.fleet.internal.observe.Frames;
import dev.atelier.fleet.internal.observe.Observations;
import dev.atelier.fleet.internal.observe.Outlet;
import dev.atelier.fleet.internal.shape.Feed;
import dev.atelier.http.api.Exchange;
import dev.atelier.http.api.RouteTable;
import dev.atelier.http.api.Routes;
import java.io.IOException;
import java.util.Optional;
import java.util.OptionalLong;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Reference;

/**
 * The same routes once more, below {@code /fleet}, for the console's pages behind its login and the command line. A page
 * cannot show a key on a WebSocket; it looks on by server-sent events.
 */
@Component(service = Routes.class, property = Routes.LISTENER + "=" + Routes.LOCAL)
public final class HostRoutes implements Routes {
    private static final String PREFIX = "/fleet";

    private final FleetRoom room;

    @Activate
    public HostRoutes(@Reference(name = "room") FleetRoom room) {
        this.room = room;
    }

    @Override
    public void define(RouteTable table) {
        for (FleetRoute route : room.routes()) {
            table.route(route.method(), PREFIX + route.pattern(), exchange -> FleetRoutes.handle(route, exchange));
        }
        FleetRoute observe = FleetRoute.read("/runtimes/{runtime}/workers/{worker}/events", this::observe);
        table.route(observe.method(), PREFIX + observe.pattern(), exchange -> FleetRoutes.handle(observe, exchange));
    }

    private void observe(Exchange exchange) throws IOException {
        String runtimeId = exchange.path("runtime");
        String workerId = exchange.path("worker");
        Feed feed = room.registry().feed(runtimeId, workerId);
        Optional<String> cursor = exchange.query("cursor");
        OptionalLong number = cursor.map(Cursors::read).orElse(OptionalLong.empty());
        exchange.events(stream -> {
            Outlet outlet = new Events(stream);
            if (cursor.isPresent() && number.isEmpty()) {
                outlet.end(Frames.diagnostic(Feed.Code.CURSOR_MALFORMED));
                return;
            }
            Observations.Seat seat = room.observations()
                    .watch(runtimeId, workerId, feed, number.isPresent() ? number.getAsLong() : null, outlet);
            stream.onClose(seat::close);
        });
    }

    /** Frames as events. The stream keeps what has not gone out, and closes itself when that is too much. */
    private record Events(Exchange.EventStream stream) implements Outlet {
        @Override
        public void send(String frame, Runnable sent) {
            if (stream.send("", "frame", frame)) {
                sent.run();
            }
        }

        @Override
        public void end(String frame) {
            stream.send("", "frame", frame);
            stream.close();
        }
    }
}
