package dev.atelier.studio.http.internal;

import dev.atelier.http.api.HttpError;
import dev.atelier.studio.dispatch.api.Queue;
import dev.atelier.studio.store.api.StoreFailure;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** How this API says no, and how it waits for those who may. */
final class Refusals {
    private static final long PATIENCE_SECONDS = 30;
    private static final Logger LOG = LoggerFactory.getLogger(Refusals.class);

    private Refusals() {}

    static HttpError bad(String message) {
        return HttpError.json(400, "bad_request", message);
    }

    static HttpError unauthorized() {
        return HttpError.json(401, "unauthorized", "send Authorization: Bearer with a key of this studio")
                .withHeader("WWW-Authenticate", "Bearer");
    }

    static HttpError unknown(String what) {
        return HttpError.json(404, "unknown_" + what, "there is no such " + what + " here");
    }

    static HttpError wrongState(String message) {
        return HttpError.json(409, "wrong_state", message);
    }

    static HttpError unavailable(String message) {
        return HttpError.json(503, "unavailable", message).withHeader("Retry-After", "2");
    }

    /** This API answers nothing but JSON, whoever refuses. */
    static HttpError asJson(HttpError refusal) {
        if (refusal.code() != null) {
            return refusal;
        }
        String code =
                switch (refusal.status()) {
                    case 413 -> "too_large";
                    case 405 -> "method_not_allowed";
                    case 404 -> "not_found";
                    default -> "bad_request";
                };
        HttpError json = HttpError.json(refusal.status(), code, Objects.requireNonNullElse(refusal.getMessage(), code));
        refusal.headers().forEach(json::withHeader);
        return json;
    }

    static HttpError of(StoreFailure failure) {
        LOG.atWarn().setCause(failure).log("store refused");
        return unavailable("the studio cannot reach its store now; its log says why");
    }

    /** The outcome, or the answer for the one who asked. */
    static <T> T await(CompletableFuture<T> future) throws Exception {
        try {
            return future.get(PATIENCE_SECONDS, TimeUnit.SECONDS);
        } catch (TimeoutException e) {
            throw unavailable("the studio did not get to it in time");
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw unavailable("the studio is stopping");
        } catch (ExecutionException e) {
            throw meaning(e);
        }
    }

    /** What a failed change means for the one who asked; what has no meaning is thrown on. */
    static HttpError meaning(ExecutionException failed) throws ExecutionException {
        Throwable cause = failed.getCause();
        if (cause instanceof Queue.WrongState) {
            return wrongState(Objects.requireNonNullElse(cause.getMessage(), "the job's state does not allow it"));
        }
        if (cause instanceof Queue.UnknownJob) {
            return unknown("job");
        }
        if (cause instanceof StoreFailure failure) {
            return of(failure);
        }
        throw failed;
    }
}
