package dev.atelier.jobs.internal;

import com.fasterxml.jackson.databind.JsonNode;
import dev.atelier.common.api.Json;
import dev.atelier.engine.api.EngineException;
import dev.atelier.engine.api.EngineResult;
import dev.atelier.engine.api.Kind;
import dev.atelier.engine.api.ModelSource;
import dev.atelier.engine.api.Task;
import dev.atelier.engine.manager.api.Engines;
import dev.atelier.http.api.Exchange;
import dev.atelier.http.api.HttpError;
import dev.atelier.http.api.RouteTable;
import dev.atelier.http.api.Routes;
import dev.atelier.jobs.api.Job;
import dev.atelier.jobs.api.JobOutcome;
import dev.atelier.jobs.api.JobRecord;
import dev.atelier.jobs.api.JobRefused;
import dev.atelier.jobs.api.Jobs;
import dev.atelier.model.host.api.ModelHost;
import dev.atelier.models.api.ModelCatalogue;
import dev.atelier.models.api.ModelEntry;
import java.io.IOException;
import java.io.InputStream;
import java.time.Clock;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.ExecutionException;
import java.util.function.BiFunction;
import org.jspecify.annotations.Nullable;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Reference;

/** Makes something while the caller waits. The gate lets in as many callers as jobs may run; the rest hear so. */
@Component(service = Routes.class, property = Routes.LISTENER + "=" + Routes.LOCAL)
public final class GenerationRoutes implements Routes {
    private static final long IMAGE_BODY = 64 * Exchange.MIB;

    private final Jobs jobs;
    private final ModelCatalogue catalogue;
    private final ModelHost host;
    private final KnownModels models;
    private final Clock clock;

    @Activate
    public GenerationRoutes(
            @Reference(name = "jobs") Jobs jobs,
            @Reference(name = "catalogue") ModelCatalogue catalogue,
            @Reference(name = "engines") Engines engines,
            @Reference(name = "host") ModelHost host) {
        this(jobs, catalogue, engines, host, Clock.systemUTC());
    }

    GenerationRoutes(Jobs jobs, ModelCatalogue catalogue, Engines engines, ModelHost host, Clock clock) {
        this.jobs = jobs;
        this.catalogue = catalogue;
        this.host = host;
        this.models = new KnownModels(catalogue, engines);
        this.clock = clock;
    }

    @Override
    public void define(RouteTable table) {
        table.post("/image", exchange -> media(exchange, IMAGE_BODY, Kind.IMAGE, GenerationTasks::image))
                .post("/tts", exchange -> media(exchange, Exchange.MIB, Kind.AUDIO_TTS, GenerationTasks::speech))
                .post("/stt", exchange -> media(exchange, Exchange.MIB, Kind.AUDIO_STT, GenerationTasks::transcription))
                .post("/video", exchange -> media(exchange, Exchange.MIB, Kind.VIDEO, GenerationTasks::video))
                .post("/v1/chat/completions", this::chat);
    }

    private void media(Exchange exchange, long maxBytes, Kind kind, BiFunction<Fields, ModelSource, Task> task)
            throws IOException {
        Fields body = new Fields(BigJson.read(exchange, maxBytes));
        ModelEntry model = model(body, kind);
        answer(exchange, start(null, model, task.apply(body, model.source()), from(model), null));
    }

    /** A model in memory answers there, whatever else is at work: loaded a second time it may not fit. */
    private JobRecord.Source from(ModelEntry model) {
        return host.lane(model.id()).isPresent() ? JobRecord.Source.LANE : JobRecord.Source.LOCAL;
    }

    private void chat(Exchange exchange) throws IOException {
        Instant arrived = clock.instant();
        Fields body = new Fields(BigJson.read(exchange, Exchange.MIB));
        ModelEntry model = model(body, Kind.LLM);
        Task task = GenerationTasks.chat(body, model.source());
        Instant deadline = deadline(body.get("deadline_ms"), arrived);
        JobRecord.Source from = from(model);
        if (body.get("stream").asBoolean()) {
            if (from != JobRecord.Source.LANE) {
                throw TokenizeRoutes.notLoaded("streaming", model.id(), host);
            }
            ChatStream.answer(
                    exchange, jobs, id -> start(id, model, task, JobRecord.Source.LANE, deadline), model.id());
            return;
        }
        answer(exchange, start(null, model, task, from, deadline));
    }

    private ModelEntry model(Fields body, Kind kind) {
        String id = body.text("model");
        if (id == null) {
            return catalogue
                    .defaultFor(kind)
                    .orElseThrow(() -> HttpError.plain(400, "there is no model of kind " + kind.wireName() + " here"));
        }
        ModelEntry model =
                models.find(id, kind).orElseThrow(() -> HttpError.plain(400, "there is no model \"" + id + "\" here"));
        if (model.kind() != kind) {
            throw HttpError.plain(
                    400, "model \"" + id + "\" is of kind " + model.kind().wireName() + ", not " + kind.wireName());
        }
        return model;
    }

    private static @Nullable Instant deadline(JsonNode millis, Instant arrived) {
        if (millis.isMissingNode() || millis.isNull()) {
            return null;
        }
        if (!millis.isIntegralNumber() || !millis.canConvertToLong() || millis.longValue() < 0) {
            throw Fields.bad("deadline_ms", "must be a whole number of milliseconds");
        }
        try {
            return arrived.plus(Duration.ofMillis(millis.longValue()));
        } catch (DateTimeException | ArithmeticException e) {
            return null; // later than time can tell
        }
    }

    private void answer(Exchange exchange, Job job) throws IOException {
        exchange.whenGone(job::cancel);
        EngineResult result = done(wait(job));
        Answer answer = result.fold(
                media -> out -> {
                    try (InputStream bytes = media.body().open()) {
                        out.stream(200, type(media), media.body().length(), bytes);
                    }
                },
                json -> out -> out.json(200, Json.parse(json.text())));
        answer.to(exchange);
    }

    private interface Answer {
        void to(Exchange exchange) throws IOException;
    }

    private Job start(
            @Nullable String id, ModelEntry model, Task task, JobRecord.Source from, @Nullable Instant deadline) {
        try {
            return jobs.start(new Jobs.Request(id, model.id(), null, task, from, deadline));
        } catch (JobRefused e) {
            throw refused(e);
        }
    }

    private static JobOutcome wait(Job job) {
        try {
            return job.outcome().get();
        } catch (InterruptedException e) {
            job.cancel();
            Thread.currentThread().interrupt();
            throw HttpError.plain(503, "the worker is stopping");
        } catch (ExecutionException e) {
            throw new IllegalStateException("a job's outcome is never an exception", e);
        }
    }

    private static EngineResult done(JobOutcome outcome) {
        return outcome.fold(
                JobOutcome.Done::result,
                failed -> {
                    throw failure(failed);
                },
                cancelled -> {
                    throw HttpError.plain(409, "job cancelled: " + cancelled.reason());
                });
    }

    private static HttpError failure(JobOutcome.Failed failed) {
        return switch (failed.code()) {
            case StopCause.DEADLINE -> HttpError.plain(504, failed.reason());
            case "bad_input", EngineException.CANNOT_SERVE -> HttpError.plain(400, "bad input: " + failed.reason());
            default -> HttpError.plain(500, "engine error: " + failed.reason());
        };
    }

    private static HttpError refused(JobRefused e) {
        String why = Texts.of(e);
        return switch (e.reason()) {
            case BUSY, QUEUE_FULL, STOPPING -> HttpError.plain(503, why).withHeader("Retry-After", "2");
            case NOT_LOADED -> HttpError.plain(409, why);
            case NO_ENGINE -> HttpError.plain(500, "engine error: " + why);
            case UNKNOWN_MODEL, MODEL_DISABLED, WRONG_KIND -> HttpError.plain(400, why);
        };
    }

    private static String type(EngineResult.Media media) throws IOException {
        var file = media.body().file();
        return file.isPresent() ? MediaTypes.of(file.get(), media.ext()) : MediaTypes.byExt(media.ext());
    }
}
