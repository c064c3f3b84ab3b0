package dev.atelier.engine.manager.internal.journal;

import dev.atelier.engine.manager.api.Operation;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Operations as the journal tells them, for those who look after a restart. */
final class History {
    private static final int KEPT = 100;

    private final Map<String, Operation> byId = new LinkedHashMap<>();

    void tell(JournalFile.Line line) {
        Instant at = Instant.ofEpochMilli(line.at());
        if (line.change() instanceof Change.Begun begun) {
            Operation fetched = byId.get(begun.op());
            byId.put(
                    begun.op(),
                    new Operation(
                            begun.op(),
                            begun.kind(),
                            begun.engine(),
                            begun.fromVersion(),
                            begun.toVersion(),
                            Operation.State.RUNNING,
                            fetched == null ? List.of() : fetched.steps(),
                            null,
                            fetched == null ? at : fetched.startedAt(),
                            null,
                            begun.requestedBy(),
                            begun.unsigned()));
            if (byId.size() > KEPT) {
                byId.remove(byId.keySet().iterator().next());
            }
        } else if (line.change() instanceof Change.Stepped stepped) {
            byId.computeIfPresent(stepped.op(), (id, operation) -> step(operation, stepped, at));
        } else if (line.change() instanceof Change.Ended ended) {
            byId.computeIfPresent(
                    ended.op(),
                    (id, operation) -> with(operation, operation.steps(), ended.state(), ended.error(), at));
        }
    }

    private static Operation step(Operation operation, Change.Stepped stepped, Instant at) {
        List<Operation.Step> steps = new ArrayList<>(operation.steps());
        Optional<Operation.Step> known =
                steps.stream().filter(s -> s.name().equals(stepped.step())).findFirst();
        Instant started = known.map(Operation.Step::startedAt).orElse(at);
        Operation.Step now = new Operation.Step(
                stepped.step(),
                Operation.StepState.valueOf(stepped.state().toUpperCase(Locale.ROOT)),
                started,
                started == null ? 0 : at.toEpochMilli() - started.toEpochMilli(),
                stepped.detail());
        known.ifPresentOrElse(s -> steps.set(steps.indexOf(s), now), () -> steps.add(now));
        return with(operation, steps, operation.state(), operation.error(), operation.finishedAt());
    }

    private static Operation with(
            Operation operation,
            List<Operation.Step> steps,
            Operation.State state,
            Operation.@Nullable Fault error,
            @Nullable Instant finishedAt) {
        return new Operation(
                operation.id(),
                operation.kind(),
                operation.engine(),
                operation.from(),
                operation.to(),
                state,
                steps,
                error,
                operation.startedAt(),
                finishedAt,
                operation.requestedBy(),
                operation.unsigned());
    }

    List<Operation> operations() {
        return List.copyOf(byId.values());
    }
}
