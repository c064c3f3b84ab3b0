package dev.atelier.studio.http.internal;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.atelier.common.api.Json;
import dev.atelier.http.api.Exchange;
import dev.atelier.http.api.HttpError;
import dev.atelier.studio.http.api.Principal;
import dev.atelier.studio.store.api.WorkerStore;
import dev.atelier.studio.store.api.WorkerStore.Worker;
import java.io.IOException;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Those who want to become workers, and what an operator decides about them. */
final class ApprovalApi {
    private static final Logger LOG = LoggerFactory.getLogger(ApprovalApi.class);

    private final WorkerStore workers;
    private final Notices notices;

    ApprovalApi(WorkerStore workers, Notices notices) {
        this.workers = workers;
        this.notices = notices;
    }

    List<ApiRoute> routes() {
        return List.of(
                ApiRoute.of("GET", "/workers/pending", Access.READ, "Requests nobody has decided", this::list)
                        .answers(200, "PendingList"),
                ApiRoute.of("POST", "/workers/pending/{id}/approve", Access.OPERATE, "Approve a worker", this::approve)
                        .answers(200, "Worker"),
                ApiRoute.of("POST", "/workers/pending/{id}/reject", Access.OPERATE, "Reject a worker", this::reject)
                        .body("Rejection")
                        .answers(200, "Decided"));
    }

    private void list(Exchange exchange, Principal who) throws IOException {
        ObjectNode json = Json.object();
        ArrayNode rows = json.putArray("pending");
        workers.pending().forEach(request -> rows.add(WorkerJson.pending(request)));
        exchange.json(200, json);
    }

    private void approve(Exchange exchange, Principal who) throws IOException {
        String id = exchange.path("id");
        Worker worker = workers.approve(id, who.name(), Instant.now()).orElseThrow(() -> undecidable(id));
        LOG.atInfo()
                .addKeyValue("requestId", id)
                .addKeyValue("workerId", worker.id())
                .addKeyValue("by", who.name())
                .log("worker approved");
        notices.worker(worker.id());
        exchange.json(200, WorkerJson.write(worker, null));
    }

    private void reject(Exchange exchange, Principal who) throws IOException {
        String id = exchange.path("id");
        String reason = Objects.requireNonNullElse(Body.ifAny(exchange).optionalText("reason", 500), "");
        if (!workers.reject(id, reason, who.name(), Instant.now())) {
            throw undecidable(id);
        }
        LOG.atInfo().addKeyValue("requestId", id).addKeyValue("by", who.name()).log("worker rejected");
        notices.request(id);
        exchange.json(200, Json.object().put("requestId", id).put("status", "rejected"));
    }

    private HttpError undecidable(String id) {
        return workers.request(id)
                .map(request -> Refusals.wrongState(
                        "the request is " + request.state().name().toLowerCase(Locale.ROOT) + " already"))
                .orElseGet(() -> Refusals.unknown("request"));
    }
}
