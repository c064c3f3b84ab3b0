package dev.atelier.runtime.internal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.atelier.runtime.api.CreateWorkerRequest;
import dev.atelier.runtime.api.Observation;
import dev.atelier.runtime.api.ObservationFrame;
import dev.atelier.runtime.api.ProfileSelector;
import dev.atelier.runtime.api.RuntimeError;
import dev.atelier.runtime.api.RuntimeOptions;
import dev.atelier.runtime.api.RuntimeRefusal;
import dev.atelier.runtime.api.WorkerIntent;
import dev.atelier.runtime.api.WorkerRuntime;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;

/** What tests say to runtimes. */
final class Workers {
    static final CreateWorkerRequest PLAIN =
            CreateWorkerRequest.of(new WorkerIntent.Assistant(null), ProfileSelector.runtimeDefault());

    private Workers() {}

    static WorkerRuntime memory() {
        return new LocalRuntimes().open(RuntimeOptions.memory().withRuntimeId("rt-1"));
    }

    static RuntimeError refusal(ThrowingCallable action) {
        RuntimeRefusal refusal = catchThrowableOfType(RuntimeRefusal.class, action);
        assertThat(refusal).isNotNull();
        return refusal.error();
    }

    /** Everything that can be taken now. */
    static List<ObservationFrame> taken(Observation observation) {
        List<ObservationFrame> frames = new ArrayList<>();
        for (Optional<ObservationFrame> next = observation.poll(); next.isPresent(); next = observation.poll()) {
            frames.add(next.get());
        }
        return frames;
    }

    /** The kinds of the events, and the codes of diagnostics. */
    static List<String> names(List<ObservationFrame> frames) {
        return frames.stream()
                .map(frame -> frame.<String>fold(
                        event -> event.payload().path("event").asText(), ObservationFrame.Diagnostic::code))
                .toList();
    }

    static ObjectNode event(String name) {
        return dev.atelier.common.api.Json.object().put("event", name);
    }
}
