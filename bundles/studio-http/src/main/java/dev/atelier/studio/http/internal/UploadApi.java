package dev.atelier.studio.http.internal;

import dev.atelier.common.api.Json;
import dev.atelier.http.api.Exchange;
import dev.atelier.http.api.HttpError;
import dev.atelier.studio.dispatch.api.Queue;
import dev.atelier.studio.store.api.ResultStore;
import dev.atelier.studio.store.api.WorkerStore;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;

/** Takes the bytes a job made from the worker that holds it. A body that is no good leaves the claim as it is. */
final class UploadApi {
    static final long MAX = 2 * 1024 * Exchange.MIB;

    private final WorkerStore workers;
    private final Queue queue;
    private final ResultStore results;
    private final AtomicLong stored = new AtomicLong();

    UploadApi(WorkerStore workers, Queue queue, ResultStore results) {
        this.workers = workers;
        this.queue = queue;
        this.results = results;
    }

    List<ApiRoute> routes() {
        return List.of(ApiRoute.open(
                        "POST",
                        "/workers/{id}/jobs/{jobId}/complete",
                        "The result of a job as a form: prompt, ext, image; bearer is the worker's token",
                        this::complete)
                .answers(200, "Ok"));
    }

    long stored() {
        return stored.get();
    }

    private void complete(Exchange exchange) throws Exception {
        String worker = exchange.path("id");
        String job = exchange.path("jobId");
        if (!is(exchange, worker)) {
            throw HttpError.json(401, "unauthorized", "this is not the token of this worker")
                    .withHeader("WWW-Authenticate", "Bearer");
        }
        String claim = Refusals.await(queue.holds(worker, job)).orElseThrow(UploadApi::notHeld);
        try (Exchange.Form form = exchange.form(MAX, results.incoming())) {
            Path bytes = form.file("image").orElseThrow(() -> Refusals.bad("the form has no file part image"));
            long length = Files.size(bytes);
            if (length == 0) {
                throw Refusals.bad("the part image is empty");
            }
            String type = MediaTypes.of(bytes, form.field("ext").orElse(""));
            if (!Refusals.await(queue.uploaded(
                    worker,
                    job,
                    claim,
                    bytes,
                    length,
                    type,
                    form.field("prompt").orElse(null)))) {
                throw notHeld();
            }
        }
        stored.incrementAndGet();
        answer(exchange);
    }

    private boolean is(Exchange exchange, String worker) {
        return Bearer.of(exchange.header("Authorization").orElse(null))
                .filter(token -> workers.tokenMatches(worker, token))
                .isPresent();
    }

    private static void answer(Exchange exchange) throws IOException {
        exchange.json(200, Json.object().put("ok", true));
    }

    private static HttpError notHeld() {
        return HttpError.json(409, "not_held", "this worker does not hold the job");
    }
}
