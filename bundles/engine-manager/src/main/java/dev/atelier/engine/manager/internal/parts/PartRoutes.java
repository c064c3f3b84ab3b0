package dev.atelier.engine.manager.internal.parts;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.atelier.common.api.Json;
import dev.atelier.engine.api.Part;
import dev.atelier.engine.api.PartsOwner;
import dev.atelier.engine.manager.api.Engines;
import dev.atelier.engine.manager.api.Engines.Lease;
import dev.atelier.http.api.Exchange;
import dev.atelier.http.api.HttpError;
import dev.atelier.http.api.RouteTable;
import dev.atelier.http.api.Routes;
import java.io.IOException;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.RejectedExecutionException;

/** {@code /engines/{id}/parts…}: what an engine stands on, and adding what one request can add. */
public final class PartRoutes implements Routes {
    private final Engines engines;
    private final Additions additions;

    public PartRoutes(Engines engines, Additions additions) {
        this.engines = engines;
        this.additions = additions;
    }

    @Override
    public void define(RouteTable table) {
        table.get("/engines/{id}/parts", this::list)
                .post("/engines/{id}/parts/{part}", this::add)
                .get("/engines/{id}/parts/{part}", this::one)
                .post("/engines/{id}/parts/{part}/cancel", this::cancel);
    }

    private void list(Exchange exchange) throws IOException {
        String id = exchange.path("id");
        ArrayNode answer = Json.array();
        try (Lease lease = hold(id)) {
            parts(lease).forEach(part -> answer.add(json(id, part)));
        }
        exchange.json(200, answer);
    }

    private void one(Exchange exchange) throws IOException {
        String id = exchange.path("id");
        ObjectNode answer;
        try (Lease lease = hold(id)) {
            answer = json(id, part(lease, exchange.path("part")));
        }
        exchange.json(200, answer);
    }

    private void add(Exchange exchange) throws IOException {
        String id = exchange.path("id");
        Lease lease = hold(id);
        boolean taken = false;
        try {
            Part part = part(lease, exchange.path("part"));
            if (!part.addable()) {
                throw HttpError.json(
                        409,
                        "not_addable",
                        part.title() + " cannot be fetched from here"
                                + (part.note() == null ? "" : ": " + part.note()));
            }
            Addition addition = additions.begin(lease, (PartsOwner) lease.engine(), id, part.id());
            taken = true;
            exchange.json(202, addition.json());
        } catch (RejectedExecutionException e) {
            throw HttpError.json(503, "busy", "too many parts are being added; try again when some have ended");
        } finally {
            if (!taken) {
                lease.close();
            }
        }
    }

    private void cancel(Exchange exchange) throws IOException {
        String id = exchange.path("id");
        String part = exchange.path("part");
        Addition addition = additions
                .of(id, part)
                .filter(each -> each.state() == Addition.State.RUNNING)
                .orElseThrow(() ->
                        HttpError.json(409, "wrong_state", "`" + part + "` of engine `" + id + "` is not being added"));
        addition.cancel();
        exchange.json(200, addition.json());
    }

    private Lease hold(String engine) {
        return engines.hold(engine)
                .orElseThrow(() -> HttpError.json(
                        404, "unknown_engine", "there is no engine `" + engine + "` here, or it has not started"));
    }

    private static List<Part> parts(Lease lease) {
        try {
            return lease.engine() instanceof PartsOwner owner ? owner.parts() : List.of();
        } catch (RuntimeException | LinkageError e) {
            throw HttpError.json(
                    502, "engine_fault", "engine `" + lease.descriptor().id() + "` cannot tell its parts: " + e);
        }
    }

    private static Part part(Lease lease, String id) {
        return parts(lease).stream()
                .filter(part -> part.id().equals(id))
                .findFirst()
                .orElseThrow(() -> HttpError.json(
                        404, "unknown_part", "engine `" + lease.descriptor().id() + "` knows no part `" + id + "`"));
    }

    private ObjectNode json(String engine, Part part) {
        ObjectNode json = Json.object()
                .put("id", part.id())
                .put("title", part.title())
                .put("state", part.state().name().toLowerCase(Locale.ROOT))
                .put("addable", part.addable());
        if (part.version() != null) {
            json.put("version", part.version());
        }
        if (part.where() != null) {
            json.put("where", part.where());
        }
        if (part.note() != null) {
            json.put("note", part.note());
        }
        if (part.downloadBytes() > 0) {
            json.put("downloadBytes", part.downloadBytes());
        }
        additions.of(engine, part.id()).ifPresent(addition -> json.set("adding", addition.json()));
        return json;
    }
}
