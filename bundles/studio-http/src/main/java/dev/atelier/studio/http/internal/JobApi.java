package dev.atelier.studio.http.internal;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.atelier.common.api.Json;
import dev.atelier.http.api.Exchange;
import dev.atelier.http.api.HttpError;
import dev.atelier.studio.dispatch.api.Queue;
import dev.atelier.studio.http.api.Principal;
import dev.atelier.studio.store.api.JobStore;
import dev.atelier.studio.store.api.KeyStore;
import dev.atelier.studio.store.api.ModelRegistry.Model;
import dev.atelier.studio.store.api.ResultStore;
import dev.atelier.studio.store.api.StoredJob;
import dev.atelier.studio.store.api.StoredJob.Status;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** Jobs: handing in, looking, changing, fetching results. */
final class JobApi {
    private static final int PAGE = 50;
    private static final int MAX_PAGE = 500;

    private final Queue queue;
    private final JobStore jobs;
    private final ResultStore results;
    private final Orders orders;
    private final Bulk bulk;

    JobApi(Queue queue, JobStore jobs, ResultStore results, Orders orders) {
        this.queue = queue;
        this.jobs = jobs;
        this.results = results;
        this.orders = orders;
        this.bulk = new Bulk(queue, jobs, orders);
    }

    List<ApiRoute> routes() {
        return List.of(
                ApiRoute.of("POST", "/jobs", Access.SUBMIT, "Hand in a job", this::submit)
                        .body("NewJob")
                        .answers(201, "Submitted"),
                ApiRoute.of("GET", "/jobs", Access.READ_JOBS, "List jobs, newest first", this::list)
                        .query("status", "model", "worker", "limit", "cursor")
                        .answers(200, "JobPage"),
                ApiRoute.of("POST", "/jobs/bulk", Access.OPERATE, "Cancel or retry many jobs", this::many)
                        .body("BulkOrder")
                        .answers(200, "BulkOutcome"),
                ApiRoute.of("GET", "/jobs/counts", Access.READ, "How many jobs are in each state", this::counts)
                        .answers(200, "Counts"),
                ApiRoute.of("GET", "/jobs/{id}", Access.READ_JOBS, "One job", this::job)
                        .answers(200, "Job"),
                ApiRoute.of("GET", "/jobs/{id}/result", Access.READ_JOBS, "What a job made", this::result),
                ApiRoute.of("GET", "/jobs/{id}/why", Access.READ_JOBS, "Why a job waits", this::why)
                        .answers(200, "Why"),
                ApiRoute.of("POST", "/jobs/{id}/cancel", Access.SUBMIT, "Cancel a job", this::cancel)
                        .answers(200, "Job"),
                ApiRoute.of("POST", "/jobs/{id}/retry", Access.OPERATE, "Run an ended job once more", this::retry)
                        .answers(200, "Job"),
                ApiRoute.of("POST", "/jobs/{id}/promote", Access.OPERATE, "Let a held job run", this::promote)
                        .answers(200, "Job"));
    }

    private void submit(Exchange exchange, Principal who) throws Exception {
        Queue.Submitted submitted;
        try {
            submitted = Refusals.await(queue.submit(orders.read(Body.of(exchange), who)));
        } catch (Queue.QueueFull e) {
            throw HttpError.json(
                            429, "queue_full", Objects.requireNonNullElse(e.getMessage(), "too many unfinished jobs"))
                    .withHeader("Retry-After", "5");
        }
        exchange.json(submitted.fresh() ? 201 : 200, JobJson.submitted(submitted));
    }

    private void list(Exchange exchange, Principal who) throws IOException {
        JobStore.Page page;
        try {
            page = jobs.list(new JobStore.Query(
                    exchange.query("status").map(JobApi::statuses).orElse(null),
                    exchange.query("model").orElse(null),
                    exchange.query("worker").orElse(null),
                    who.role() == KeyStore.Role.SUBMIT ? who.owner() : null,
                    limit(exchange, PAGE, MAX_PAGE),
                    exchange.query("cursor").filter(text -> !text.isEmpty()).orElse(null)));
        } catch (IllegalArgumentException e) {
            throw Refusals.bad("the cursor is none of ours");
        }
        ObjectNode json = Json.object();
        ArrayNode rows = json.putArray("jobs");
        page.jobs().forEach(job -> rows.add(JobJson.row(job.job(), job.preview())));
        exchange.json(200, json.put("nextCursor", page.nextCursor()));
    }

    private void counts(Exchange exchange, Principal who) throws IOException {
        var counts = jobs.counts();
        ObjectNode json = Json.object();
        for (Status status : Status.values()) {
            json.put(status.wireName(), counts.getOrDefault(status, 0L));
        }
        exchange.json(200, json);
    }

    private void job(Exchange exchange, Principal who) throws IOException {
        exchange.json(200, JobJson.write(seen(exchange, who)));
    }

    private void result(Exchange exchange, Principal who) throws IOException {
        StoredJob job = seen(exchange, who);
        String claim = job.claim();
        String type = job.resultType();
        if (job.status() != Status.DONE || claim == null || type == null) {
            throw HttpError.json(404, "no_result", "the job is " + job.status().wireName() + " and has no result");
        }
        ResultStore.Opened opened = results.open(job.id(), claim)
                .orElseThrow(() -> HttpError.json(404, "no_result", "the result is no longer kept"));
        Ranges.answer(exchange, type, opened);
    }

    private void why(Exchange exchange, Principal who) throws IOException {
        String id = seen(exchange, who).id();
        exchange.json(200, JobJson.why(queue.why(id).orElseThrow(() -> Refusals.unknown("job"))));
    }

    private void cancel(Exchange exchange, Principal who) throws Exception {
        exchange.json(
                200,
                JobJson.write(Refusals.await(queue.cancel(seen(exchange, who).id()))));
    }

    private void retry(Exchange exchange, Principal who) throws Exception {
        StoredJob job = in(seen(exchange, who), "retried", Status.FAILED, Status.CANCELLED);
        Model model = orders.model(job.model());
        exchange.json(
                200, JobJson.write(Refusals.await(queue.retry(job.id(), Orders.source(model), job.vramGbEstimate()))));
    }

    private void promote(Exchange exchange, Principal who) throws Exception {
        StoredJob job = in(seen(exchange, who), "promoted", Status.PENDING);
        Model model = orders.model(job.model());
        exchange.json(
                200,
                JobJson.write(Refusals.await(queue.promote(job.id(), Orders.source(model), job.vramGbEstimate()))));
    }

    private void many(Exchange exchange, Principal who) throws Exception {
        exchange.json(200, bulk.run(Body.of(exchange)));
    }

    /** A job of somebody else is as unknown as one that never was. */
    private StoredJob seen(Exchange exchange, Principal who) {
        return jobs.find(exchange.path("id"))
                .filter(job -> who.sees(job.owner()))
                .orElseThrow(() -> Refusals.unknown("job"));
    }

    private static StoredJob in(StoredJob job, String what, Status... allowed) {
        if (!List.of(allowed).contains(job.status())) {
            throw Refusals.wrongState("the job is " + job.status().wireName() + " and cannot be " + what);
        }
        return job;
    }

    static @Nullable List<Status> statuses(String text) {
        if (text.isEmpty()) {
            return null;
        }
        List<Status> wanted = new ArrayList<>();
        for (String name : text.split(",", -1)) {
            wanted.add(status(name));
        }
        return wanted;
    }

    private static Status status(String name) {
        for (Status status : Status.values()) {
            if (status.wireName().equals(name.strip())) {
                return status;
            }
        }
        throw Refusals.bad("status is none of pending, queued, claimed, done, failed, cancelled");
    }

    static int limit(Exchange exchange, int otherwise, int max) {
        String text = exchange.query("limit").orElse("");
        if (text.isEmpty()) {
            return otherwise;
        }
        if (!text.matches("\\d{1,9}") || Integer.parseInt(text) == 0) {
            throw Refusals.bad("limit must be a whole number, one or more");
        }
        return Math.min(Integer.parseInt(text), max);
    }
}
