package dev.atelier.observability.internal;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.atelier.common.api.Home;
import dev.atelier.common.api.Json;
import dev.atelier.common.api.MetricSource;
import dev.atelier.common.api.Readiness;
import dev.atelier.http.api.Exchange;
import dev.atelier.http.api.RouteTable;
import dev.atelier.http.api.Routes;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;
import java.util.function.IntSupplier;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.osgi.framework.BundleContext;
import org.osgi.framework.InvalidSyntaxException;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Reference;
import org.osgi.service.component.annotations.ReferenceCardinality;
import org.osgi.service.component.annotations.ReferencePolicy;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Alive, ready, and in figures. Anybody who reaches the port may read this, so nothing in it is secret. */
@Component(service = Routes.class, property = Routes.LISTENER + "=" + Routes.PUBLIC)
public final class PublicRoutes implements Routes {
    private static final Logger LOG = LoggerFactory.getLogger(PublicRoutes.class);

    private final Home home;
    private final IntSupplier rooms;

    @Reference
    private volatile List<Readiness> readiness = List.of();

    @Reference
    private volatile List<MetricSource> sources = List.of();

    /** The launcher's word that every role of this process is up; rooms that are still to come cannot object. */
    @Reference(
            target = "(atelier.ready=process)",
            cardinality = ReferenceCardinality.OPTIONAL,
            policy = ReferencePolicy.DYNAMIC)
    private volatile @Nullable Supplier<?> started;

    @Activate
    public PublicRoutes(@Reference(name = "home") Home home, BundleContext context) {
        this(home, () -> registered(context));
    }

    private PublicRoutes(Home home, IntSupplier rooms) {
        this.home = home;
        this.rooms = rooms;
    }

    PublicRoutes(Home home, boolean started, int rooms, List<Readiness> readiness, List<MetricSource> sources) {
        this(home, () -> rooms);
        this.started = started ? () -> "" : null;
        this.readiness = List.copyOf(readiness);
        this.sources = List.copyOf(sources);
    }

    private static int registered(BundleContext context) {
        try {
            return context.getServiceReferences(Readiness.class, null).size();
        } catch (InvalidSyntaxException e) {
            throw new IllegalStateException(e); // there is no filter
        }
    }

    @Override
    public void define(RouteTable table) {
        table.get("/healthz", this::health).get("/readyz", this::ready).get("/metrics", this::metrics);
    }

    private void health(Exchange exchange) throws IOException {
        ObjectNode health = Json.object().put("ok", true).put("version", home.version());
        home.roles().forEach(health.putArray("roles")::add);
        exchange.json(200, health);
    }

    private void ready(Exchange exchange) throws IOException {
        ArrayNode reasons = Json.array();
        if (started == null) {
            reasons.add("this process is still starting");
        }
        List<Readiness> heard = readiness;
        if (heard.size() < rooms.getAsInt()) { // there before its event has reached us
            reasons.add("a part of this process is just coming up");
        }
        for (Readiness room : heard) {
            reasonOf(room).ifPresent(reasons::add);
        }
        ObjectNode answer = Json.object().put("ready", reasons.isEmpty());
        answer.set("reasons", reasons);
        exchange.json(reasons.isEmpty() ? 200 : 503, answer);
    }

    private static Optional<String> reasonOf(Readiness room) {
        try {
            return room.notReadyBecause();
        } catch (RuntimeException e) {
            LOG.atWarn()
                    .addKeyValue("room", room.getClass().getName())
                    .setCause(e)
                    .log("room cannot tell its readiness");
            return Optional.of("a part of this process cannot tell whether it is ready");
        }
    }

    private void metrics(Exchange exchange) throws IOException {
        MetricsText text = new MetricsText();
        for (MetricSource source : sources) {
            try {
                source.collect(text);
            } catch (RuntimeException e) {
                // One room's mistake must not blind the others.
                LOG.atWarn()
                        .addKeyValue("source", source.getClass().getName())
                        .setCause(e)
                        .log("figures missing");
            }
        }
        byte[] bytes = text.text().getBytes(StandardCharsets.UTF_8);
        exchange.stream(200, MetricsText.TYPE, bytes.length, new ByteArrayInputStream(bytes));
    }
}
