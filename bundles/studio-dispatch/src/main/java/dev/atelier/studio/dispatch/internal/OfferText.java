package dev.atelier.studio.dispatch.internal;

import com.fasterxml.jackson.core.JsonProcessingException;
import dev.atelier.common.api.Json;
import dev.atelier.engine.api.Task;
import dev.atelier.studio.store.api.StoredJob;
import dev.atelier.wire.api.Claim;
import dev.atelier.wire.api.DomainJson;
import dev.atelier.wire.api.Frames;
import dev.atelier.wire.api.MalformedJson;
import dev.atelier.wire.api.StudioFrame;
import java.io.IOException;
import org.jspecify.annotations.Nullable;

/** The offer of a claimed job, from what is on its row and nothing else. */
final class OfferText {
    /** Inputs are stored without a host: each worker fetches them where it reached this studio. */
    private static final String INPUTS = "/graphics/api/inputs/";

    private OfferText() {}

    /** @throws MalformedJson when the row does not hold what an offer needs */
    static String of(StoredJob job, String origin) throws MalformedJson {
        if (job.model().isBlank()) {
            throw new MalformedJson("model", "is missing");
        }
        try {
            Task task = reachable(DomainJson.task(Json.parse(job.task())), origin);
            return Frames.write(new StudioFrame.Offer(new Claim(
                    job.id(),
                    job.gameId(),
                    job.assetName(),
                    job.model(),
                    job.vramGbEstimate(),
                    task,
                    DomainJson.modelSource(Json.parse(job.source())))));
        } catch (IOException e) {
            throw new MalformedJson("task or modelSource", "is not JSON");
        }
    }

    /** Empty when the source does not say: no worker matches it then, and the offer tells why. */
    static String engine(String source) {
        try {
            return Json.mapper().readTree(source).path("engine").asText("");
        } catch (JsonProcessingException e) {
            return "";
        }
    }

    private static Task reachable(Task task, String origin) {
        return task.fold(
                image -> new Task.Image(
                        image.prompt(),
                        image.negativePrompt(),
                        at(image.initImageUrl(), origin),
                        at(image.maskUrl(), origin),
                        at(image.refImageUrl(), origin),
                        image.denoise(),
                        image.cfgScale(),
                        image.samplingMethod(),
                        image.width(),
                        image.height(),
                        image.steps(),
                        image.seed(),
                        image.ext()),
                llm -> llm,
                transcription -> transcription.inputUrl().startsWith(INPUTS)
                        ? new Task.Transcription(
                                origin + transcription.inputUrl(),
                                transcription.language(),
                                transcription.translate(),
                                transcription.hint(),
                                transcription.vad(),
                                transcription.timestamps())
                        : transcription,
                speech -> speech,
                video -> new Task.Video(
                        video.prompt(),
                        video.negativePrompt(),
                        at(video.initImageUrl(), origin),
                        video.seconds(),
                        video.fps(),
                        video.width(),
                        video.height(),
                        video.ext()));
    }

    private static @Nullable String at(@Nullable String url, String origin) {
        return url != null && url.startsWith(INPUTS) ? origin + url : url;
    }
}
