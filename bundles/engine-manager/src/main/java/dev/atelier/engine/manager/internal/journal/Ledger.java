package dev.atelier.engine.manager.internal.journal;

import com.fasterxml.jackson.annotation.JsonIgnore;
import dev.atelier.engine.manager.api.Operation;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** What the journal adds up to: the engines, and the operations that have not ended. Immutable. */
public record Ledger(Map<String, EngineEntry> engines, Map<String, Unfinished> unfinished) {
    public static final Ledger EMPTY = new Ledger(Map.of(), Map.of());

    /** An operation whose end the journal does not tell. */
    public record Unfinished(
            String op,
            Operation.Kind kind,
            String engine,
            @Nullable String from,
            @Nullable String to,
            boolean bringsIn,
            boolean switched) {
        Unfinished pastReturn() {
            return new Unfinished(op, kind, engine, from, to, bringsIn, true);
        }
    }

    public Optional<EngineEntry> engine(String id) {
        return Optional.ofNullable(engines.get(id));
    }

    /** Hashes of every version any engine knows. */
    @JsonIgnore
    public Set<String> known() {
        Set<String> all = new LinkedHashSet<>();
        engines.values().forEach(e -> all.addAll(e.versions().keySet()));
        return all;
    }

    public Ledger apply(Change change) {
        if (change instanceof Change.Begun begun) {
            return begin(begun);
        } else if (change instanceof Change.Switched switched) {
            return switchTo(switched);
        } else if (change instanceof Change.Forgotten forgotten) {
            return forget(forgotten);
        } else if (change instanceof Change.Ended ended) {
            return end(ended);
        } else if (change instanceof Change.Snapshot snapshot) {
            return snapshot.ledger();
        }
        return this;
    }

    private Ledger begin(Change.Begun begun) {
        Installed brought = begun.bundle();
        boolean fresh = brought != null && !entry(begun.engine()).versions().containsKey(brought.sha256());
        Ledger next = brought == null ? this : put(entry(begun.engine()).with(brought));
        return next.with(
                new Unfinished(begun.op(), begun.kind(), begun.engine(), begun.from(), begun.to(), fresh, false));
    }

    private Ledger switchTo(Change.Switched to) {
        Ledger next = put(entry(to.engine()).switched(to));
        Unfinished op = unfinished.get(to.op());
        return op == null ? next : next.with(op.pastReturn());
    }

    /** A removal that has begun to forget cannot be undone any more, even of an engine that goes on serving. */
    private Ledger forget(Change.Forgotten gone) {
        Ledger next = put(entry(gone.engine()).without(gone.sha256()));
        return unfinished.values().stream()
                .filter(op -> op.kind() == Operation.Kind.REMOVE && op.engine().equals(gone.engine()))
                .findFirst()
                .map(op -> next.with(op.pastReturn()))
                .orElse(next);
    }

    private Ledger end(Change.Ended ended) {
        Map<String, Unfinished> left = new LinkedHashMap<>(unfinished);
        Unfinished op = left.remove(ended.op());
        Ledger next = new Ledger(engines, left);
        String to = op == null ? null : op.to();
        if (op == null || to == null || ended.state() == Operation.State.DONE) {
            return next;
        }
        EngineEntry entry = next.entry(op.engine());
        boolean serves = to.equals(entry.current());
        if (entry.current() != null && !serves && blamesTheBundle(ended.error())) {
            entry = entry.rejecting(to);
        }
        // A version that never took over is as if it had not come.
        return next.put(op.bringsIn() && !serves ? entry.without(to) : entry);
    }

    private static boolean blamesTheBundle(Operation.@Nullable Fault error) {
        return error != null
                && Set.of("start_failed", "start_timeout", "self_test_failed", "self_test_timeout", "error_rate")
                        .contains(error.code());
    }

    private EngineEntry entry(String id) {
        return engine(id).orElseGet(() -> EngineEntry.empty(id));
    }

    private Ledger put(EngineEntry entry) {
        Map<String, EngineEntry> copy = new LinkedHashMap<>(engines);
        copy.put(entry.id(), entry);
        return new Ledger(copy, unfinished);
    }

    private Ledger with(Unfinished op) {
        Map<String, Unfinished> copy = new LinkedHashMap<>(unfinished);
        copy.put(op.op(), op);
        return new Ledger(engines, copy);
    }
}
