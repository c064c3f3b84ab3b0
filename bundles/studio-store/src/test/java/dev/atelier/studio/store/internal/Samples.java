package dev.atelier.studio.store.internal;

import dev.atelier.engine.api.Kind;
import dev.atelier.studio.store.api.NewJob;
import dev.atelier.wire.api.Capabilities;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/** What tests put in, and how they take it out. */
final class Samples {
    static final Instant NOW = Instant.parse("2026-03-01T10:00:00Z");
    static final Duration SOON = Duration.ofSeconds(30);

    private Samples() {}

    static NewJob job(String id) {
        return job(id, null, false, null);
    }

    static NewJob job(String id, @Nullable String owner, boolean hold, @Nullable String idempotencyKey) {
        return new NewJob(
                id,
                "a game",
                "an asset",
                "synthetic-llm",
                Kind.LLM,
                "{\"kind\":\"llm\",\"messages\":[]}",
                "{\"engine\":\"synthetic\"}",
                1.5,
                3,
                owner,
                hold,
                idempotencyKey);
    }

    static NewJob asking(String id, String task) {
        return new NewJob(id, "g", "a", "m", Kind.IMAGE, task, "{}", 1, 0, null, false, null);
    }

    static Capabilities capabilities(String machine) {
        return new Capabilities(
                machine,
                "alice",
                "0.1.0",
                "multi",
                24.5,
                12,
                true,
                false,
                true,
                false,
                true,
                Capabilities.Presence.IDLE,
                List.of(Kind.LLM, Kind.IMAGE),
                List.of("synthetic"),
                Map.of(Kind.LLM, List.of("synthetic", "synthetic-llm")));
    }

    static <T> T done(CompletableFuture<T> future) {
        return future.orTimeout(SOON.toSeconds(), TimeUnit.SECONDS).join();
    }
}
