package dev.atelier.host.internal;

import java.util.Optional;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** What the machine and its user are called. */
final class Names {
    private static final Logger LOG = LoggerFactory.getLogger(Names.class);

    static final String UNKNOWN = "unknown-host";

    private Names() {}

    /** Without asking anybody outside. */
    static Optional<String> quick(Machine machine) {
        return machine.read("proc/sys/kernel/hostname")
                .flatMap(Names::clean)
                .or(() -> machine.read("etc/hostname").flatMap(Names::clean))
                .or(() -> clean(machine.variables().get("HOSTNAME")))
                .or(() -> clean(machine.variables().get("COMPUTERNAME")));
    }

    /**
     * @param resolver the slow way, which may ask a name server
     */
    static String machine(Machine machine, Supplier<Optional<String>> resolver) {
        Optional<String> name = quick(machine).or(() -> resolver.get().flatMap(Names::clean));
        if (name.isEmpty()) {
            LOG.warn("the name of this machine is unknown");
        }
        return name.orElse(UNKNOWN);
    }

    static String user(Machine machine, @Nullable String property) {
        Optional<String> name = clean(property)
                .or(() -> clean(machine.variables().get("USER")))
                .or(() -> clean(machine.variables().get("USERNAME")));
        if (name.isEmpty()) {
            LOG.warn("the name of the user is unknown");
        }
        return name.orElse("unknown-user");
    }

    /** The JVM says "?" for what it does not know. */
    private static Optional<String> clean(@Nullable String name) {
        return Optional.ofNullable(name).map(String::strip).filter(text -> !text.isEmpty() && !text.equals("?"));
    }
}
