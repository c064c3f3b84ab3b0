package dev.atelier.fleet.internal.shape;

import dev.atelier.runtime.api.ProfileSelector;
import dev.atelier.runtime.api.WorkerExecution;
import dev.atelier.runtime.api.WorkerIntent;
import dev.atelier.runtime.api.WorkerStatus;
import org.jspecify.annotations.Nullable;

/**
 * What a runtime says of a Worker, as far as it is passed on.
 *
 * @param execution null when the runtime knows no execution, or the Worker has none
 */
public record WorkerRow(
        String workerId,
        WorkerStatus status,
        WorkerIntent intent,
        ProfileSelector profile,
        @Nullable WorkerExecution execution) {

    String role() {
        if (intent instanceof WorkerIntent.Task task) {
            return Hint.of(task.objective());
        }
        if (intent instanceof WorkerIntent.Role role) {
            return Hint.of(role.role());
        }
        String purpose = intent instanceof WorkerIntent.Assistant assistant ? assistant.purpose() : null;
        return purpose == null ? "assistant" : Hint.of(purpose);
    }

    String profileLabel() {
        String value = profile.value();
        return value == null ? "runtime_default" : Hint.of(value);
    }
}
