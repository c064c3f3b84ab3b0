package dev.atelier.engine.manager.internal.journal;

import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * What is known of one engine.
 *
 * @param current hash of the version that serves
 * @param previous hash of the version a roll-back returns to
 * @param pinned whether an operator chose the current version; shipped ones then stay out of it
 * @param removed whether an operator took the engine away; shipped versions do not bring it back
 * @param sequence the highest sequence of a signed manifest let in so far; never goes down
 * @param rejected hashes that were tried in place of a serving version and failed
 */
public record EngineEntry(
        String id,
        @Nullable String current,
        @Nullable String previous,
        boolean pinned,
        boolean removed,
        long sequence,
        Set<String> rejected,
        Map<String, Installed> versions) {
    private static final int REJECTED_KEPT = 16;

    public static EngineEntry empty(String id) {
        return new EngineEntry(id, null, null, false, false, 0, Set.of(), Map.of());
    }

    public Optional<Installed> currentVersion() {
        return find(current);
    }

    public Optional<Installed> previousVersion() {
        return find(previous);
    }

    private Optional<Installed> find(@Nullable String sha256) {
        return sha256 == null ? Optional.empty() : Optional.ofNullable(versions.get(sha256));
    }

    EngineEntry with(Installed version) {
        Map<String, Installed> copy = new LinkedHashMap<>(versions);
        copy.putIfAbsent(version.sha256(), version);
        return new EngineEntry(id, current, previous, pinned, removed, sequence, rejected, copy);
    }

    EngineEntry without(String sha256) {
        Map<String, Installed> copy = new LinkedHashMap<>(versions);
        copy.remove(sha256);
        return new EngineEntry(
                id,
                sha256.equals(current) ? null : current,
                sha256.equals(previous) ? null : previous,
                pinned,
                removed,
                sequence,
                rejected,
                copy);
    }

    EngineEntry switched(Change.Switched to) {
        Map<String, Installed> copy = new LinkedHashMap<>(versions);
        long highest = sequence;
        if (to.current() != null) {
            Installed now = copy.get(to.current());
            About told = to.about();
            if (now != null && told != null) {
                copy.put(now.sha256(), now.withAbout(told));
            }
            Long brought = now == null ? null : now.sequence();
            highest = brought == null ? highest : Math.max(highest, brought);
        }
        return new EngineEntry(id, to.current(), to.previous(), to.pinned(), to.removed(), highest, rejected, copy);
    }

    EngineEntry rejecting(String sha256) {
        Set<String> copy = new LinkedHashSet<>(rejected);
        copy.add(sha256);
        while (copy.size() > REJECTED_KEPT) {
            copy.remove(copy.iterator().next());
        }
        return new EngineEntry(id, current, previous, pinned, removed, sequence, copy, versions);
    }
}
