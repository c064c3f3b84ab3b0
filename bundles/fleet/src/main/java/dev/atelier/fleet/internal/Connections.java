package dev.atelier.fleet.internal;

import dev.atelier.common.api.Secret;
import dev.atelier.fleet.internal.connect.Connection;
import dev.atelier.fleet.internal.connect.ConnectionFile;
import dev.atelier.fleet.internal.connect.ConnectionRules;
import dev.atelier.fleet.internal.connect.Refused;
import dev.atelier.fleet.internal.connect.Secrets;
import dev.atelier.fleet.internal.connect.TokenRef;
import dev.atelier.fleet.internal.remote.Remote;
import dev.atelier.fleet.internal.remote.RemoteRuntime;
import java.io.IOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Which runtimes elsewhere there are, while the process runs: those of the settings first, then those that were made
 * known by the API. What is to be is on disk before it is.
 */
final class Connections {
    private static final int MAX = 256;
    private static final Logger LOG = LoggerFactory.getLogger(Connections.class);

    /** A connection and the runtime at its other end. */
    record Connected(Connection connection, RemoteRuntime runtime) {}

    private final ConnectionFile file;
    private final Secrets secrets;
    private final UnaryOperator<@Nullable String> environment;
    private final Registry registry;
    private final Function<Remote, RemoteRuntime> runtimes;
    private final Consumer<String> gone;
    private final Map<String, Connected> connected = new LinkedHashMap<>();

    /** @param gone told the id of a runtime that is no longer there */
    Connections(
            ConnectionFile file,
            Secrets secrets,
            UnaryOperator<@Nullable String> environment,
            Registry registry,
            Function<Remote, RemoteRuntime> runtimes,
            Consumer<String> gone) {
        this.file = file;
        this.secrets = secrets;
        this.environment = environment;
        this.registry = registry;
        this.runtimes = runtimes;
        this.gone = gone;
    }

    /** @param settings the runtimes of the settings, as text */
    synchronized void start(String settings) throws IOException {
        List<Connection> kept = file.read();
        settings(settings);
        for (Connection each : kept) {
            if (connected.containsKey(each.runtimeId())) {
                LOG.atWarn().addKeyValue("runtimeId", each.runtimeId()).log("runtime stands in the settings as well");
            } else {
                connect(each);
            }
        }
    }

    /** The settings have changed. */
    synchronized void settings(String text) {
        Map<String, Connection> wanted = new LinkedHashMap<>();
        for (String word : text.strip().split("\\s+", -1)) {
            ofSettings(word).ifPresent(each -> wanted.putIfAbsent(each.runtimeId(), each));
        }
        for (Connected present : List.copyOf(connected.values())) {
            Connection known = present.connection();
            if (!known.managed() && !known.equals(wanted.get(known.runtimeId()))) {
                disconnect(known.runtimeId());
            }
        }
        wanted.values().stream()
                .filter(each -> !connected.containsKey(each.runtimeId()))
                .forEach(this::connect);
    }

    private static Optional<Connection> ofSettings(String word) {
        if (word.isEmpty()) {
            return Optional.empty();
        }
        int equals = word.indexOf('=');
        int comma = word.indexOf(',', equals);
        try {
            if (equals < 0) {
                throw Refused.bad("invalid_runtime_id", "it is not of the form id=address");
            }
            return Optional.of(ConnectionRules.checked(
                    word.substring(0, equals),
                    null,
                    word.substring(equals + 1, comma < 0 ? word.length() : comma),
                    comma < 0 ? null : word.substring(comma + 1),
                    false));
        } catch (Refused e) {
            LOG.atError()
                    .addKeyValue("setting", "fleet.remotes")
                    .addKeyValue("problem", e.words())
                    .log("runtime of the settings left out");
            return Optional.empty();
        }
    }

    synchronized List<Connected> all() {
        return List.copyOf(connected.values());
    }

    synchronized Connected get(String runtimeId) throws Refused {
        Connected found = connected.get(runtimeId);
        if (found == null) {
            throw Refused.unknown("no runtime elsewhere is known by this id");
        }
        return found;
    }

    synchronized void add(Connection connection) throws Refused, IOException {
        if (connected.containsKey(connection.runtimeId())) {
            throw Refused.bad("remote_runtime_already_exists", "a runtime is known by this id already");
        }
        if (connected.size() >= MAX) {
            throw Refused.blocked("remote_runtime_limit", "no more than " + MAX + " runtimes can be known");
        }
        List<Connection> next = managed();
        next.add(connection);
        file.write(next);
        connect(connection);
        LOG.atInfo().addKeyValue("runtimeId", connection.runtimeId()).log("runtime made known");
    }

    /**
     * Asks the runtime for its Workers before, unless it goes whatever it has.
     *
     * @param workers how many it says it has; empty when it does not say
     */
    synchronized void remove(String runtimeId, OptionalInt workers, boolean whatever) throws Refused, IOException {
        Connected found = get(runtimeId);
        mustBeManaged(found);
        OptionalInt known = workers.isPresent() ? workers : found.runtime().knownWorkers();
        if (!whatever && known.orElse(0) > 0) {
            throw Refused.blocked(
                    "remote_runtime_delete_blocked", "the runtime has Workers; stop looking after them first");
        }
        List<Connection> next = managed();
        next.removeIf(each -> each.runtimeId().equals(runtimeId));
        file.write(next);
        disconnect(runtimeId);
        LOG.atInfo().addKeyValue("runtimeId", runtimeId).log("runtime forgotten");
    }

    static void mustBeManaged(Connected found) throws Refused {
        if (!found.connection().managed()) {
            throw Refused.bad(
                    "remote_runtime_not_config_managed", "the runtime stands in the settings and goes with them");
        }
    }

    private List<Connection> managed() {
        List<Connection> managed = new ArrayList<>();
        connected.values().stream()
                .map(Connected::connection)
                .filter(Connection::managed)
                .forEach(managed::add);
        return managed;
    }

    private void connect(Connection connection) {
        TokenRef reference = connection.tokenRef();
        Remote.Credential credential = reference == null ? null : () -> find(reference);
        RemoteRuntime runtime = runtimes.apply(
                new Remote(connection.runtimeId(), connection.displayName(), connection.endpoint(), credential));
        connected.put(connection.runtimeId(), new Connected(connection, runtime));
        registry.register(runtime);
    }

    private void disconnect(String runtimeId) {
        connected.remove(runtimeId);
        registry.unregister(runtimeId);
        gone.accept(runtimeId);
    }

    /** Whether there is what the connection is to show. */
    boolean hasCredential(Connection connection) {
        TokenRef reference = connection.tokenRef();
        return reference == null || find(reference).isPresent();
    }

    private Optional<Secret> find(TokenRef reference) {
        if (reference.kind() == TokenRef.Kind.FILE) {
            return secrets.find(reference.name());
        }
        String value = environment.apply(reference.name());
        return Optional.ofNullable(value)
                .map(String::strip)
                .filter(Secrets::isFit)
                .map(Secret::new);
    }
}
