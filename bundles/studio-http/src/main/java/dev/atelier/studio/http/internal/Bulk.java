package dev.atelier.studio.http.internal;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.atelier.common.api.Json;
import dev.atelier.http.api.HttpError;
import dev.atelier.studio.dispatch.api.Queue;
import dev.atelier.studio.store.api.JobStore;
import dev.atelier.studio.store.api.StoredJob;
import dev.atelier.studio.store.api.StoredJob.Status;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

/** One order for many jobs. Each is changed or refused by itself; the answer tells of both. */
final class Bulk {
    static final int MOST = 1000;
    private static final List<Status> UNFINISHED = List.of(Status.PENDING, Status.QUEUED, Status.CLAIMED);
    private static final List<Status> AGAIN = List.of(Status.FAILED, Status.CANCELLED);

    private final Queue queue;
    private final JobStore jobs;
    private final Orders orders;

    Bulk(Queue queue, JobStore jobs, Orders orders) {
        this.queue = queue;
        this.jobs = jobs;
        this.orders = orders;
    }

    ObjectNode run(Body order) throws Exception {
        String action = order.text("action", 16);
        if (!action.equals("cancel") && !action.equals("retry")) {
            throw Refusals.bad("action is neither cancel nor retry");
        }
        boolean cancels = action.equals("cancel");
        if (order.has("ids") == order.has("filter")) {
            throw Refusals.bad("send either ids or filter");
        }
        boolean[] more = {false};
        Set<String> ids = order.has("ids")
                ? new LinkedHashSet<>(order.texts("ids", MOST))
                : filtered(Body.of(order.json().path("filter")), cancels ? UNFINISHED : AGAIN, more);
        return outcome(ids, cancels, more[0]);
    }

    private Set<String> filtered(Body filter, List<Status> sensible, boolean[] more) {
        String wanted = filter.optionalText("status", 100);
        List<Status> status = wanted == null ? null : JobApi.statuses(wanted);
        String model = filter.optionalText("model", 512);
        String worker = filter.optionalText("worker", 512);
        JobStore.Page page =
                jobs.list(new JobStore.Query(status == null ? sensible : status, model, worker, null, MOST, null));
        more[0] = page.nextCursor() != null;
        Set<String> ids = new LinkedHashSet<>();
        page.jobs().forEach(job -> ids.add(job.job().id()));
        return ids;
    }

    private ObjectNode outcome(Set<String> ids, boolean cancels, boolean more) throws Exception {
        Map<String, CompletableFuture<StoredJob>> changes = new LinkedHashMap<>();
        Map<String, String> refused = new LinkedHashMap<>();
        for (String id : ids) { // all at once: they share the writes to the disk
            try {
                changes.put(id, cancels ? queue.cancel(id) : retry(id));
            } catch (HttpError e) {
                refused.put(id, codeOf(e.code()));
            }
        }
        int changed = 0;
        for (Map.Entry<String, CompletableFuture<StoredJob>> change : changes.entrySet()) {
            try {
                Refusals.await(change.getValue());
                changed++;
            } catch (HttpError e) {
                refused.put(change.getKey(), codeOf(e.code()));
            }
        }
        ObjectNode json = Json.object().put("changed", changed).put("more", more);
        ArrayNode failed = json.putArray("failed");
        refused.forEach((id, code) -> failed.addObject().put("jobId", id).put("error", code));
        return json;
    }

    private CompletableFuture<StoredJob> retry(String id) {
        StoredJob job = jobs.find(id).orElseThrow(() -> Refusals.unknown("job"));
        if (!AGAIN.contains(job.status())) {
            throw Refusals.wrongState("the job is " + job.status().wireName());
        }
        return queue.retry(id, Orders.source(orders.model(job.model())), job.vramGbEstimate());
    }

    private static String codeOf(@Nullable String code) {
        return code == null ? "refused" : code;
    }
}
