package dev.atelier.engine.manager.internal.registry;

import dev.atelier.engine.api.EngineDescriptor;
import dev.atelier.engine.api.Health;
import dev.atelier.engine.manager.api.EngineRow;
import dev.atelier.engine.manager.api.EngineUnavailable;
import dev.atelier.engine.manager.api.Engines;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/**
 * The engines that serve. Routing is one immutable table in one volatile field: a switch is one write, and a lease
 * that lost the race against it finds the new table on its next look.
 */
public final class EngineRegistry implements Engines {
    private static final String SYNTHETIC = "synthetic";
    private static final Comparator<String> REAL_FIRST =
            Comparator.<String, Boolean>comparing(SYNTHETIC::equals).thenComparing(Comparator.naturalOrder());

    private final Map<String, Version> versions = new ConcurrentHashMap<>();
    private final Map<String, Version> current = new HashMap<>();
    private volatile Routing routing = Routing.EMPTY;
    private volatile boolean starting = true;

    /** Equality is identity: a lease asks whether there is a newer table. */
    private static final class Routing {
        static final Routing EMPTY = new Routing(Map.of(), List.of());

        private final Map<String, Slot> bySource;
        private final List<Slot> serving;

        Routing(Map<String, Slot> bySource, List<Slot> serving) {
            this.bySource = Map.copyOf(bySource);
            this.serving = List.copyOf(serving);
        }

        Map<String, Slot> bySource() {
            return bySource;
        }

        List<Slot> serving() {
            return serving;
        }
    }

    // ---- leases ----

    @Override
    public Lease lease(String source, String model) throws EngineUnavailable {
        while (true) {
            Routing now = routing;
            Slot slot = now.bySource().get(source);
            if (slot == null) {
                throw absent(source, model);
            }
            Health health = slot.health();
            if (!health.available()) {
                if (now != routing) {
                    continue; // it was retired while it was asked; its successor may be well
                }
                throw unavailable(source, health);
            }
            SlotLease lease = slot.acquire();
            if (lease != null) {
                return lease;
            }
            // Closed between the look and the grasp. The new table was published before the old slot was closed.
            if (now == routing) {
                throw absent(source, model);
            }
        }
    }

    @Override
    public Optional<Lease> hold(String engineId) {
        Slot slot;
        synchronized (this) {
            slot = slotOf(engineId);
        }
        return slot == null ? Optional.empty() : Optional.ofNullable(slot.acquire());
    }

    private EngineUnavailable absent(String source, String model) {
        String remedy = starting
                ? "the engines are still starting; try again in a moment"
                : "install one with `atelier engines install " + source + "`, or choose another model";
        return new EngineUnavailable(
                source, "no `" + source + "` engine on this worker (model `" + model + "` requires it); " + remedy);
    }

    private static EngineUnavailable unavailable(String source, Health health) {
        return new EngineUnavailable(
                source, "the `" + source + "` engine cannot serve now: " + health.reason() + "; " + health.remedy());
    }

    @Override
    public Optional<EngineDescriptor> current(String source) {
        return Optional.ofNullable(routing.bySource().get(source)).map(Slot::descriptor);
    }

    @Override
    public List<EngineDescriptor> serving() {
        return routing.serving().stream()
                .filter(slot -> slot.health().available())
                .map(Slot::descriptor)
                .toList();
    }

    // ---- rows ----

    @Override
    public List<EngineRow> rows() {
        return versions.values().stream()
                .map(Version::row)
                .sorted(Comparator.comparing(EngineRow::id, REAL_FIRST)
                        .thenComparing(row -> !row.current())
                        .thenComparing(EngineRow::since, Comparator.reverseOrder()))
                .toList();
    }

    public Optional<Version> version(String sha256) {
        return Optional.ofNullable(versions.get(sha256));
    }

    /** The version that was known under this hash, or this one from now on. */
    public Version know(Version version) {
        Version known = versions.putIfAbsent(version.installed().sha256(), version);
        return known == null ? version : known;
    }

    public void forget(String sha256) {
        versions.remove(sha256);
    }

    public boolean starting() {
        return starting;
    }

    public void started() {
        starting = false;
    }

    // ---- switching ----

    /** From the return of this call on, new leases on the engine go to this version. */
    public synchronized void serve(Version version) {
        Version before = current.put(version.engine(), version);
        publish(before, version);
    }

    /** Looks at the slots again: one came or went without a switch. */
    public synchronized void refresh() {
        routing = table();
    }

    /** Nobody serves the engine any more. */
    public synchronized void withdraw(String engine) {
        publish(current.remove(engine), null);
    }

    private void publish(@Nullable Version before, @Nullable Version after) {
        routing = table();
        if (before != null && before != after) {
            before.current(false);
        }
        if (after != null) {
            after.current(true);
        }
    }

    /** Ends all leasing: the manager stops. */
    public synchronized void close() {
        List<Version> all = new ArrayList<>(current.values());
        current.clear();
        routing = Routing.EMPTY;
        for (Version version : all) {
            Slot slot = version.slot();
            if (slot != null) {
                slot.close();
                slot.recall();
            }
        }
    }

    private Routing table() {
        Map<String, Slot> bySource = new HashMap<>();
        List<Slot> serving = new ArrayList<>();
        current.keySet().stream().sorted(REAL_FIRST).forEach(id -> {
            Slot slot = slotOf(id);
            if (slot != null) {
                serving.add(slot);
                slot.descriptor().sources().forEach(source -> bySource.putIfAbsent(source, slot));
            }
        });
        // An engine's own name is its own, whatever others say they can run.
        current.keySet().forEach(id -> {
            Slot slot = slotOf(id);
            if (slot != null && slot.descriptor().sources().contains(id)) {
                bySource.put(id, slot);
            }
        });
        return new Routing(bySource, serving);
    }

    private @Nullable Slot slotOf(String id) {
        Version version = current.get(id);
        return version == null ? null : version.slot();
    }

    /** How many engines serve, and how many are there but cannot. */
    public record Count(int serving, int unavailable) {}

    public Count count() {
        int able = serving().size();
        long rows = versions.values().stream().filter(Version::current).count();
        return new Count(able, (int) Math.max(0, rows - able));
    }
}
