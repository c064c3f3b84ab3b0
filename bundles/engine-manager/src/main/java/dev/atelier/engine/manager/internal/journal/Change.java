package dev.atelier.engine.manager.internal.journal;

import dev.atelier.engine.manager.api.Operation;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** One line of the journal. Written before it is acted upon. Versions are named by the hash of their bytes. */
public sealed interface Change {
    /**
     * An operation starts; {@code bundle} is the version it brings in, when it brings one. Told twice of one that must
     * be fetched: once it is here, it is known which engine it is and what it does.
     */
    record Begun(
            String op,
            Operation.Kind kind,
            String engine,
            @Nullable String from,
            @Nullable String to,
            @Nullable String fromVersion,
            @Nullable String toVersion,
            @Nullable Installed bundle,
            String requestedBy,
            boolean unsigned)
            implements Change {
        /** One that brings nothing in. */
        public static Begun of(
                String op, Operation.Kind kind, EngineEntry entry, @Nullable Installed to, String requestedBy) {
            return new Begun(
                    op,
                    kind,
                    entry.id(),
                    entry.current(),
                    to == null ? null : to.sha256(),
                    entry.currentVersion().map(Installed::version).orElse(null),
                    to == null ? null : to.version(),
                    null,
                    requestedBy,
                    false);
        }
    }

    record Stepped(
            String op, String step, String state, @Nullable String detail) implements Change {}

    /** From here on the operation is finished, not undone. {@code current} null: the engine serves no more. */
    record Switched(
            String op,
            String engine,
            @Nullable String current,
            @Nullable String previous,
            boolean pinned,
            boolean removed,
            @Nullable About about)
            implements Change {}

    /** A version is gone: uninstalled, its file free to be deleted. */
    record Forgotten(String engine, String sha256) implements Change {}

    record Ended(String op, Operation.State state, Operation.@Nullable Fault error) implements Change {}

    /** Everything known so far, in place of the lines that told it. */
    record Snapshot(Ledger ledger) implements Change {}

    Map<String, Class<? extends Change>> TYPES = Map.of(
            "begin", Begun.class,
            "step", Stepped.class,
            "switched", Switched.class,
            "forgotten", Forgotten.class,
            "end", Ended.class,
            "snapshot", Snapshot.class);

    static String typeOf(Change change) {
        return TYPES.entrySet().stream()
                .filter(e -> e.getValue() == change.getClass())
                .map(Map.Entry::getKey)
                .findFirst()
                .orElseThrow();
    }

    static Optional<Class<? extends Change>> classOf(String type) {
        return Optional.ofNullable(TYPES.get(type));
    }
}
