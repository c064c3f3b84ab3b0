package dev.atelier.studio.gateway.internal;

import dev.atelier.engine.api.Task;
import dev.atelier.studio.http.api.Principal;
import dev.atelier.studio.store.api.ModelRegistry.Model;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What a request comes down to: jobs.
 *
 * @param route for names and figures, such as {@code chat.completions}
 * @param idempotencyKey from the client; the same key makes the same jobs, which do not end because the client leaves
 * @param inputs kept for these jobs, and for nothing else
 */
record Order(
        String route,
        Principal by,
        Model model,
        List<Task> tasks,
        @Nullable String idempotencyKey,
        List<Uploads.Kept> inputs) {
    Order {
        tasks = List.copyOf(tasks);
        inputs = List.copyOf(inputs);
    }
}
