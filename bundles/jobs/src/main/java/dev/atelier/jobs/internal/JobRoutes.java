package dev.atelier.jobs.internal;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.atelier.common.api.Json;
import dev.atelier.engine.api.Task;
import dev.atelier.http.api.Exchange;
import dev.atelier.http.api.HttpError;
import dev.atelier.http.api.RouteTable;
import dev.atelier.http.api.Routes;
import dev.atelier.jobs.api.Job;
import dev.atelier.jobs.api.JobRecord;
import dev.atelier.jobs.api.JobRefused;
import dev.atelier.jobs.api.Jobs;
import dev.atelier.models.api.ModelCatalogue;
import dev.atelier.models.api.ModelEntry;
import dev.atelier.wire.api.DomainJson;
import dev.atelier.wire.api.MalformedJson;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Reference;

/** Jobs over the local API: handing in, looking, fetching, cancelling. */
@Component(service = Routes.class, property = Routes.LISTENER + "=" + Routes.LOCAL)
public final class JobRoutes implements Routes {
    private final JobsService jobs;
    private final ModelCatalogue catalogue;
    private final JobLogs logs;

    @Activate
    public JobRoutes(
            @Reference(name = "jobs") JobsService jobs,
            @Reference(name = "catalogue") ModelCatalogue catalogue,
            @Reference(name = "log") WorkerLogRing log) {
        this.jobs = jobs;
        this.catalogue = catalogue;
        this.logs = log.jobs();
    }

    @Override
    public void define(RouteTable table) {
        table.get(
                        "/jobs",
                        exchange -> exchange.json(200, JobJson.list(jobs.board().local())))
                .get(
                        "/jobs/all",
                        exchange -> exchange.json(200, JobJson.list(jobs.board().all())))
                .get("/jobs/active", exchange -> exchange.json(200, JobJson.list(jobs.active())))
                .get("/jobs/recent", exchange -> exchange.json(200, JobJson.list(jobs.recentStudio())))
                .post("/jobs", this::submit)
                .get("/jobs/{id}", this::job)
                .get("/jobs/{id}/log", this::log)
                .get("/jobs/{id}/thumbnail", this::thumbnail)
                .get("/jobs/{id}/result", this::result)
                .post("/jobs/{id}/cancel", this::cancel)
                .post("/jobs/{id}/retry", this::retry);
    }

    private void submit(Exchange exchange) throws IOException {
        JsonNode body = exchange.json();
        try {
            Task task = DomainJson.task(body.path("task"));
            var request = new Jobs.Request(null, model(body, task), null, task, JobRecord.Source.LOCAL, null);
            accepted(exchange, jobs.enqueue(request));
        } catch (MalformedJson e) {
            throw HttpError.json(400, "bad_request", Texts.of(e));
        } catch (JobRefused e) {
            throw refused(e);
        }
    }

    private String model(JsonNode body, Task task) {
        JsonNode model = body.path("model");
        if (model.isTextual()) {
            return model.textValue();
        }
        if (!model.isMissingNode() && !model.isNull()) {
            throw HttpError.json(400, "bad_request", "model is not a text");
        }
        return catalogue
                .defaultFor(task.kind())
                .map(ModelEntry::id)
                .orElseThrow(() -> HttpError.json(
                        404,
                        "unknown_model",
                        "there is no model of kind " + task.kind().wireName() + " here"));
    }

    private void job(Exchange exchange) throws IOException {
        String id = exchange.path("id");
        LiveJob live = jobs.board().live(id).orElse(null);
        if (live != null) {
            exchange.json(200, JobJson.write(live.record()).set("task", DomainJson.write(live.task())));
            return;
        }
        exchange.json(200, detail(ended(id)));
    }

    private ObjectNode detail(StoredJob job) {
        ObjectNode json = JobJson.write(job.record());
        try {
            json.set("task", DomainJson.write(jobs.board().archive().task(job)));
            if (job.resultFile() != null && JobFolders.JSON.equals(job.record().resultType())) {
                json.set("result", jobs.board().archive().json(job));
            }
        } catch (IOException | MalformedJson e) {
            // The record is still worth showing; its files went while we looked, or were never written.
            json.put("incomplete", true);
        }
        return json;
    }

    private void log(Exchange exchange) throws IOException {
        exchange.json(200, LogJson.jobLog(logs.of(exchange.path("id")).orElseThrow(JobRoutes::unknown)));
    }

    private void thumbnail(Exchange exchange) throws IOException {
        Path picture = jobs.board()
                .archive()
                .find(exchange.path("id"))
                .filter(job -> job.record().hasThumbnail())
                .map(StoredJob::thumbnail)
                .filter(Files::isRegularFile)
                .orElseThrow(() -> HttpError.json(404, "no_thumbnail", "this job has no thumbnail"));
        exchange.file("image/png", picture);
    }

    private void result(Exchange exchange) throws IOException {
        String id = exchange.path("id");
        if (jobs.board().live(id).isPresent()) {
            throw HttpError.json(404, "no_result", "the job has not ended yet");
        }
        StoredJob job = ended(id);
        Path file = job.result()
                .filter(result -> job.json() != null || Files.isRegularFile(result))
                .orElseThrow(() -> HttpError.json(404, "no_result", "this job has no result, or it is no longer kept"));
        String type = job.record().resultType();
        try {
            if (JobFolders.JSON.equals(type)) {
                exchange.json(200, jobs.board().archive().json(job));
            } else {
                exchange.file(type == null ? MediaTypes.UNKNOWN : type, file);
            }
        } catch (NoSuchFileException e) {
            throw HttpError.json(404, "no_result", "the result is no longer kept");
        }
    }

    private void cancel(Exchange exchange) throws IOException {
        String id = exchange.path("id");
        LiveJob live = jobs.board().live(id).orElse(null);
        if (live == null) {
            StoredJob job = ended(id);
            throw HttpError.json(
                    409, "wrong_state", "the job is " + job.record().status().wireName() + " already");
        }
        if (live.over()) {
            throw HttpError.json(409, "wrong_state", "the job is done and its result is being delivered");
        }
        live.cancel();
        exchange.json(200, JobJson.write(live.record()));
    }

    private void retry(Exchange exchange) throws IOException {
        String id = exchange.path("id");
        if (jobs.board().live(id).isPresent()) {
            throw HttpError.json(409, "wrong_state", "the job has not ended yet");
        }
        try {
            accepted(exchange, jobs.again(ended(id)));
        } catch (NoSuchFileException | MalformedJson e) {
            throw HttpError.json(409, "wrong_state", "what the job was asked is no longer known");
        } catch (JobRefused e) {
            throw refused(e);
        }
    }

    private StoredJob ended(String id) {
        return jobs.board().archive().find(id).orElseThrow(JobRoutes::unknown);
    }

    private static void accepted(Exchange exchange, Job job) throws IOException {
        exchange.json(202, Json.object().put("jobId", job.id()));
    }

    private static HttpError unknown() {
        return HttpError.json(404, "unknown_job", "there is no such job here");
    }

    private static HttpError refused(JobRefused e) {
        String why = Texts.of(e);
        return switch (e.reason()) {
            case QUEUE_FULL -> HttpError.json(429, "queue_full", why).withHeader("Retry-After", "2");
            case BUSY -> HttpError.json(503, "busy", why).withHeader("Retry-After", "2");
            case STOPPING -> HttpError.json(503, "stopping", why);
            case NO_ENGINE -> HttpError.json(503, "no_engine", why);
            case NOT_LOADED -> HttpError.json(409, "model_not_loaded", why);
            case UNKNOWN_MODEL -> HttpError.json(404, "unknown_model", why);
            case MODEL_DISABLED -> HttpError.json(400, "model_disabled", why);
            case WRONG_KIND -> HttpError.json(400, "wrong_kind", why);
        };
    }
}
