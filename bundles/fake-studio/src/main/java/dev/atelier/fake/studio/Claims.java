package dev.atelier.fake.studio;

import dev.atelier.engine.api.ModelSource;
import dev.atelier.engine.api.Task;
import dev.atelier.wire.api.Claim;
import java.util.List;

/** Jobs of every kind for the synthetic engine. */
public final class Claims {
    private Claims() {}

    public static Claim image(String jobId, String prompt) {
        return of(jobId, "synthetic-image", Task.Image.of(prompt));
    }

    public static Claim llm(String jobId, String prompt) {
        return of(jobId, "synthetic-llm", Task.Llm.of(List.of(new Task.Message("user", prompt))));
    }

    public static Claim stt(String jobId, String inputUrl) {
        return of(jobId, "synthetic-stt", Task.Transcription.of(inputUrl));
    }

    public static Claim tts(String jobId, String text) {
        return of(jobId, "synthetic-tts", Task.Speech.of(text));
    }

    public static Claim video(String jobId, String prompt) {
        return of(jobId, "synthetic-video", Task.Video.of(prompt));
    }

    public static Claim of(String jobId, String model, Task task) {
        return new Claim(jobId, "game-1", "asset of " + jobId, model, 0.5, task, ModelSource.of("synthetic"));
    }

    /** The same job for another engine. */
    public static Claim onEngine(Claim claim, String engine) {
        return new Claim(
                claim.jobId(),
                claim.gameId(),
                claim.assetName(),
                claim.model(),
                claim.vramGbEstimate(),
                claim.task(),
                ModelSource.of(engine));
    }
}
