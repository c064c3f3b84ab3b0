package dev.atelier.fleet.internal;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.atelier.common.api.Json;
import dev.atelier.fleet.internal.shape.Answers;
import dev.atelier.fleet.internal.shape.Diagnostic;
import dev.atelier.fleet.internal.shape.Members;
import dev.atelier.fleet.internal.shape.RuntimeClient;
import dev.atelier.fleet.internal.shape.Shown;
import dev.atelier.fleet.internal.shape.WorkerView;
import dev.atelier.http.api.Exchange;
import dev.atelier.runtime.api.TranscriptEntry;
import java.io.IOException;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import org.jspecify.annotations.Nullable;

/** Talking with the workspace's companion, without having to know that it is a Worker. */
final class CompanionApi {
    private static final int MOST_CHARACTERS = 8000;

    private final Companion companion;
    private final RuntimeClient runtime;
    private final Executor threads;

    CompanionApi(RuntimeClient runtime, Executor threads) {
        this.companion = new Companion(runtime);
        this.runtime = runtime;
        this.threads = threads;
    }

    List<FleetRoute> routes() {
        return List.of(
                FleetRoute.read("/companion/status", this::status),
                FleetRoute.read("/companion/transcript", this::transcript),
                FleetRoute.operate("/companion/messages", this::say),
                FleetRoute.operate("/companion/cancel", this::cancel));
    }

    private void status(Exchange exchange) throws IOException {
        Replies.later(exchange, companion.look().thenApply(CompanionApi::status), threads);
    }

    private static Shown status(Companion.Present present) {
        return () -> {
            WorkerView worker = present.worker();
            ObjectNode json = Json.object().put("state", state(present));
            if (worker != null) {
                json.set("worker", worker.json());
            }
            json.putObject("transport")
                    .put("kind", "worker_input")
                    .put("completion", "observed")
                    .put("limitation", "An answer is not waited for; it stands in the transcript once it is there.");
            json.set("diagnostics", Diagnostic.json(present.diagnostics()));
            return json;
        };
    }

    private static String state(Companion.Present present) {
        WorkerView worker = present.worker();
        if (worker == null) {
            return Companion.failed(present.diagnostics()) ? "error" : "ready";
        }
        return worker.isBusy() ? "busy" : "ready";
    }

    private void transcript(Exchange exchange) throws IOException {
        long start = Requests.whole(exchange, "start", 0);
        long limit = Math.min(FleetApi.LIMIT, Requests.whole(exchange, "limit", FleetApi.LIMIT));
        CompletableFuture<Shown> page = companion.look().thenCompose(present -> {
            WorkerView worker = present.worker();
            return worker == null
                    ? CompletableFuture.completedFuture(page(start, limit, 0, null, List.of(), present.diagnostics()))
                    : runtime.transcript(worker.workerId(), start, limit).thenApply(CompanionApi::page);
        });
        Replies.later(exchange, page, threads);
    }

    private static Shown page(Answers.Page page) {
        return page(page.start(), page.limit(), page.total(), page.next(), page.items(), page.diagnostics());
    }

    private static Shown page(
            long start,
            long limit,
            long total,
            @Nullable Long next,
            List<TranscriptEntry> items,
            List<Diagnostic> diagnostics) {
        return () -> {
            ObjectNode json =
                    Json.object().put("start", start).put("limit", limit).put("total_items", total);
            if (next != null) {
                json.put("next_start", next);
            }
            ArrayNode rows = json.putArray("items");
            for (TranscriptEntry item : items) {
                rows.addObject()
                        .put("sequence", item.sequence())
                        .put("role", item.role().wire())
                        .put("content", item.content())
                        .putNull("created_at")
                        .put("source", "worker_transcript")
                        .put("status", "complete");
            }
            json.set("diagnostics", Diagnostic.json(diagnostics));
            return json;
        };
    }

    private void say(Exchange exchange) throws IOException {
        Members body = Requests.body(exchange);
        String content = Requests.read(() -> body.text("content")).strip();
        if (content.isEmpty()) {
            refuse(exchange, "companion_message_empty", "There is nothing in the message.");
        } else if (content.codePointCount(0, content.length()) > MOST_CHARACTERS) {
            refuse(
                    exchange,
                    "companion_message_too_large",
                    "A message has at most " + MOST_CHARACTERS + " characters.");
        } else {
            Replies.later(exchange, companion.say(content).thenApply(CompanionApi::said), threads);
        }
    }

    private static void refuse(Exchange exchange, String code, String words) throws IOException {
        exchange.json(200, outcome("rejected", List.of(Diagnostic.warning(code, words))));
    }

    private static Shown said(Companion.Said said) {
        return () -> {
            ObjectNode json = outcome(said.state(), said.diagnostics());
            Answers.Told told = said.told();
            if (told != null) {
                json.put("runtime_id", told.runtimeId()).put("worker_id", told.workerId());
                Long sequence = told.sequence();
                Long event = told.eventId();
                if (sequence != null && event != null) {
                    json.put("transcript_sequence", sequence).put("event_id", event);
                }
            }
            return json;
        };
    }

    private static ObjectNode outcome(String state, List<Diagnostic> diagnostics) {
        ObjectNode json = Json.object().put("state", state);
        json.set("diagnostics", Diagnostic.json(diagnostics));
        return json;
    }

    /** What it says at the moment is its own affair: a Worker that is to stop is stopped as a Worker. */
    private void cancel(Exchange exchange) throws IOException {
        Requests.bodyIfAny(exchange);
        exchange.json(
                200,
                outcome(
                        "cancelled",
                        List.of(Diagnostic.info("companion_cancel_no_active_run", "There was nothing to cancel."))));
    }
}
