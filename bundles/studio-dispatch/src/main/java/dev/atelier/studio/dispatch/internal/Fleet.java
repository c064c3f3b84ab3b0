package dev.atelier.studio.dispatch.internal;

import dev.atelier.engine.api.Kind;
import dev.atelier.studio.dispatch.api.Sessions.View;
import dev.atelier.wire.api.Capabilities;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/** The sessions, in the order they connected. Lives on the loop; what others see of it is a copy. */
final class Fleet {
    private static final Capabilities UNKNOWN = new Capabilities(
            "", "", "", "", 0, 0, false, false, false, false, false, null, List.<Kind>of(), List.of(), Map.of());

    private final Map<String, Session> byWorker = new HashMap<>();
    private final TreeMap<Long, Session> idle = new TreeMap<>();
    private final Map<String, Shown> shown = new ConcurrentHashMap<>();

    /** What others see of a session. */
    record Shown(View view, boolean enabled) {}

    @Nullable
    Session of(String workerId) {
        return byWorker.get(workerId);
    }

    Collection<Session> all() {
        return byWorker.values();
    }

    void add(Session session) {
        byWorker.put(session.workerId, session);
        changed(session);
    }

    void remove(Session session) {
        idle.remove(session.serial);
        if (byWorker.remove(session.workerId, session)) {
            shown.remove(session.workerId);
        }
    }

    /** To be called whenever anything of a session has changed that others look at. */
    void changed(Session session) {
        if (session.takesWork()) {
            idle.put(session.serial, session);
        } else {
            idle.remove(session.serial);
        }
        if (byWorker.get(session.workerId) == session) {
            shown.put(session.workerId, new Shown(view(session), session.enabled));
        }
    }

    /** The earliest connected one after another that is idle and accepted. */
    @Nullable
    Session idleAfter(long serial, Predicate<Session> accepted) {
        for (Session session : idle.tailMap(serial, false).values()) {
            if (accepted.test(session)) {
                return session;
            }
        }
        return null;
    }

    /** From any thread. */
    List<Shown> shown() {
        return shown.values().stream()
                .sorted(Comparator.comparing((Shown each) -> each.view().connectedAt())
                        .thenComparing(each -> each.view().workerId()))
                .toList();
    }

    /** From any thread. */
    Optional<Shown> shown(String workerId) {
        return Optional.ofNullable(shown.get(workerId));
    }

    private static View view(Session session) {
        Capabilities capabilities = session.capabilities;
        String busyWith = session.busyWith();
        return new View(
                session.workerId,
                session.state != Session.State.READY ? "connecting" : busyWith == null ? "ready" : "busy",
                busyWith,
                capabilities == null ? UNKNOWN : capabilities,
                session.connectedAt,
                session.heartbeatAt);
    }
}
