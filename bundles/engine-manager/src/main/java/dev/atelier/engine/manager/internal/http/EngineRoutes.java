package dev.atelier.engine.manager.internal.http;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.atelier.common.api.Json;
import dev.atelier.engine.manager.api.EngineOperations;
import dev.atelier.engine.manager.api.EngineOperations.Source;
import dev.atelier.engine.manager.api.EngineRow;
import dev.atelier.engine.manager.api.Engines;
import dev.atelier.engine.manager.api.Operation;
import dev.atelier.engine.manager.api.RefusedOperation;
import dev.atelier.engine.manager.internal.catalogue.Catalogue;
import dev.atelier.engine.manager.internal.catalogue.Offer;
import dev.atelier.engine.manager.internal.json.EngineJson;
import dev.atelier.engine.manager.internal.store.BundleStore;
import dev.atelier.http.api.Exchange;
import dev.atelier.http.api.HttpError;
import dev.atelier.http.api.RouteTable;
import dev.atelier.http.api.Routes;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.stream.Collectors;

/** {@code /engines…}: what there is, what could be, and every change. */
public final class EngineRoutes implements Routes {
    /** Room for the manifest, the signature and the form itself. */
    private static final long MAX_FORM = BundleStore.MAX_BYTES + 4 * Exchange.MIB;

    private final Engines engines;
    private final EngineOperations operations;
    private final Catalogue catalogue;
    private final Path uploads;

    public EngineRoutes(Engines engines, EngineOperations operations, Catalogue catalogue, Path uploads) {
        this.engines = engines;
        this.operations = operations;
        this.catalogue = catalogue;
        this.uploads = uploads;
    }

    @Override
    public void define(RouteTable table) {
        table.get("/engines", this::list)
                .get("/engines/available", this::available)
                .get("/engines/operations", this::operations)
                .get("/engines/operations/{op}", this::operation)
                .get("/engines/{id}", this::one)
                .post("/engines", this::install)
                .post("/engines/{id}/rollback", this::rollback)
                .delete("/engines/{id}", this::remove);
    }

    private void list(Exchange exchange) throws IOException {
        ArrayNode rows = Json.array();
        engines.rows().forEach(row -> rows.add(EngineJson.row(row)));
        exchange.json(200, rows);
    }

    private void one(Exchange exchange) throws IOException {
        String id = exchange.path("id");
        ArrayNode rows = Json.array();
        engines.rows().stream().filter(r -> r.id().equals(id)).forEach(row -> rows.add(EngineJson.row(row)));
        if (rows.isEmpty()) {
            throw HttpError.json(404, "unknown_engine", "there is no engine `" + id + "` here");
        }
        exchange.json(200, rows);
    }

    private void available(Exchange exchange) throws IOException, InterruptedException {
        Catalogue.Listing listing = catalogue.offers(
                exchange.query("refresh").filter("true"::equals).isPresent());
        Set<String> installed = engines.rows().stream().map(EngineRow::sha256).collect(Collectors.toSet());
        ObjectNode answer = Json.object();
        ArrayNode offers = answer.putArray("engines");
        listing.offers().forEach(offer -> offers.add(offer(offer, installed.contains(offer.sha256()))));
        answer.put("checkedAt", listing.checkedAt().toString());
        ArrayNode problems = answer.putArray("problems");
        listing.problems()
                .forEach(p -> problems.addObject().put("source", p.source()).put("message", p.message()));
        exchange.json(200, answer);
    }

    private static ObjectNode offer(Offer offer, boolean installed) {
        ObjectNode node = Json.object().put("id", offer.id()).put("version", offer.version());
        offer.kinds().forEach(node.putArray("kinds")::add);
        node.put("description", offer.description() == null ? "" : offer.description());
        node.put("size", offer.size()).put("sha256", offer.sha256());
        node.put("signed", offer.signed() || offer.origin().equals("shipped"));
        node.put("installed", installed).put("source", offer.source());
        if (offer.needs() != null) {
            node.set("needs", offer.needs());
        }
        return node;
    }

    private void operations(Exchange exchange) throws IOException {
        ArrayNode all = Json.array();
        operations.operations().forEach(o -> all.add(EngineJson.operation(o)));
        exchange.json(200, all);
    }

    private void operation(Exchange exchange) throws IOException {
        String id = exchange.path("op");
        exchange.json(
                200,
                operations
                        .operation(id)
                        .map(EngineJson::operation)
                        .orElseThrow(() -> HttpError.json(404, "unknown_operation", "there is no operation " + id)));
    }

    // ---- changes ----

    private void install(Exchange exchange) throws IOException {
        String type = exchange.header("Content-Type").orElse("").toLowerCase(Locale.ROOT);
        if (type.startsWith("multipart/form-data")) {
            Files.createDirectories(uploads);
            try (Exchange.Form form = exchange.form(MAX_FORM, uploads)) {
                Path bundle = form.file("bundle")
                        .orElseThrow(() -> HttpError.json(400, "bad_request", "the form has no file part `bundle`"));
                Source source = new Source(
                        bundle,
                        form.file("manifest").orElse(null),
                        form.file("signature").orElse(null),
                        null,
                        "upload");
                change(
                        exchange,
                        source,
                        form.field("allowUnsigned").orElse(""),
                        form.field("preview").orElse(""));
            }
            return;
        }
        JsonNode body = exchange.json();
        String reference = body.path("source").asText("");
        if (reference.isBlank()) {
            throw HttpError.json(400, "bad_request", "`source` must name a URL or an id[@version]");
        }
        change(
                exchange,
                new Source(null, null, null, reference, "catalogue"),
                body.path("allowUnsigned").asText(""),
                body.path("preview").asText(""));
    }

    private void change(Exchange exchange, Source source, String unsigned, String preview) throws IOException {
        boolean allowUnsigned = isTrue(unsigned)
                || exchange.query("allowUnsigned").filter(EngineRoutes::isTrue).isPresent();
        boolean previewOnly = isTrue(preview)
                || exchange.query("preview").filter(EngineRoutes::isTrue).isPresent();
        try {
            if (previewOnly) {
                exchange.json(200, EngineJson.preview(operations.preview(source, allowUnsigned)));
            } else {
                accepted(exchange, operations.install(source, allowUnsigned, exchange.caller()));
            }
        } catch (RefusedOperation e) {
            throw refused(e);
        }
    }

    private static boolean isTrue(String value) {
        return value.equals("true") || value.equals("1") || value.equals("on");
    }

    private void rollback(Exchange exchange) throws IOException {
        try {
            accepted(exchange, operations.rollback(exchange.path("id"), exchange.caller()));
        } catch (RefusedOperation e) {
            throw refused(e);
        }
    }

    private void remove(Exchange exchange) throws IOException {
        try {
            accepted(
                    exchange,
                    operations.remove(
                            exchange.path("id"), exchange.query("version").orElse(null), exchange.caller()));
        } catch (RefusedOperation e) {
            throw refused(e);
        }
    }

    private static void accepted(Exchange exchange, Operation operation) throws IOException {
        exchange.json(202, Json.object().put("operationId", operation.id()));
    }

    private static HttpError refused(RefusedOperation e) {
        List<EngineOperations.Disturbed> disturbs = e.disturbs();
        String message = String.valueOf(e.getMessage());
        if (disturbs.isEmpty()) {
            return HttpError.json(e.status(), e.code(), message);
        }
        ObjectNode detail = Json.object();
        detail.set("disturbs", EngineJson.disturbs(disturbs));
        return HttpError.json(e.status(), e.code(), message, detail);
    }
}
