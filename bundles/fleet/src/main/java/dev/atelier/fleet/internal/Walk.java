package dev.atelier.fleet.internal;

import dev.atelier.fleet.internal.shape.Diagnostic;
import dev.atelier.fleet.internal.shape.Listed;
import dev.atelier.fleet.internal.shape.RuntimeClient;
import dev.atelier.fleet.internal.shape.WorkerView;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;

/**
 * One list of Workers, runtime after runtime until it is full. They are asked at the same time: all that are needed by
 * what is known of them; the rest, should they have become fewer, when it turns out.
 */
final class Walk {
    private static final int MAX_DIAGNOSTICS = 16;

    private final List<RuntimeClient> runtimes;
    private final int limit;
    private final List<CompletableFuture<Listed<WorkerView>>> asked = new ArrayList<>();
    private final List<WorkerView> items = new ArrayList<>();
    private final List<Diagnostic> diagnostics = new ArrayList<>();

    Walk(List<RuntimeClient> runtimes, int limit) {
        this.runtimes = runtimes;
        this.limit = limit;
    }

    static List<Diagnostic> bounded(List<Diagnostic> all) {
        return all.stream().limit(MAX_DIAGNOSTICS).toList();
    }

    CompletableFuture<Listed<WorkerView>> begin() {
        int expected = 0;
        while (asked.size() < runtimes.size() && expected < limit) {
            RuntimeClient next = runtimes.get(asked.size());
            expected += next.knownWorkers().orElse(0);
            asked.add(next.workers(limit));
        }
        return from(0);
    }

    private CompletableFuture<Listed<WorkerView>> from(int index) {
        if (index == runtimes.size() || items.size() >= limit) {
            return CompletableFuture.completedFuture(new Listed<>(items, bounded(diagnostics)));
        }
        while (index >= asked.size() && asked.size() < runtimes.size()) {
            asked.add(runtimes.get(asked.size()).workers(limit));
        }
        return asked.get(index).thenCompose(listed -> {
            items.addAll(listed.items().subList(0, Math.min(listed.items().size(), limit - items.size())));
            diagnostics.addAll(listed.diagnostics());
            return from(index + 1);
        });
    }
}
