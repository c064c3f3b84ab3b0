package dev.atelier.model.host.internal;

import dev.atelier.engine.api.EngineException;
import dev.atelier.engine.api.EngineJob;
import dev.atelier.engine.api.EngineResult;
import dev.atelier.engine.api.JobContext;
import dev.atelier.engine.api.ModelFiles;
import dev.atelier.engine.api.ModelSource;
import dev.atelier.engine.api.Task;
import dev.atelier.model.host.api.Lane;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;

/** Somebody who asks a loaded model something, on a thread of its own. */
final class Request implements JobContext {
    final CompletableFuture<String> answer = new CompletableFuture<>();
    private final Stop cancel = new Stop();

    static Request ask(Lane lane, String id) {
        Request request = new Request();
        Thread thread = new Thread(() -> request.run(lane, id), "asks-" + id);
        thread.setDaemon(true);
        thread.start();
        return request;
    }

    private void run(Lane lane, String id) {
        try {
            Task task = Task.Llm.of(List.of(new Task.Message("user", "hello")));
            EngineResult result = lane.execute(new EngineJob(id, "m", ModelSource.of(World.ENGINE), task), this);
            answer.complete(result.fold(media -> "media", EngineResult.Json::text));
        } catch (EngineException e) {
            answer.complete(e.code() + ": " + e.getMessage());
        } catch (RuntimeException | Error e) {
            answer.completeExceptionally(e);
        }
    }

    void cancel() {
        cancel.say();
    }

    @Override
    public void progress(double fraction, String text) {}

    @Override
    public void log(Level level, String message) {}

    @Override
    public boolean cancelled() {
        return cancel.said();
    }

    @Override
    public void onCancel(Runnable action) {
        cancel.then(action);
    }

    @Override
    public Optional<Instant> deadline() {
        return Optional.empty();
    }

    @Override
    public Path scratch() {
        throw new UnsupportedOperationException();
    }

    @Override
    public ModelFiles modelFiles() {
        throw new UnsupportedOperationException();
    }

    @Override
    public Path input(String url) {
        throw new UnsupportedOperationException();
    }
}
