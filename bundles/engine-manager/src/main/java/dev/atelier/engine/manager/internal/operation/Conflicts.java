package dev.atelier.engine.manager.internal.operation;

import dev.atelier.engine.manager.api.RefusedOperation;
import dev.atelier.engine.manager.internal.journal.EngineEntry;
import dev.atelier.engine.manager.internal.journal.Installed;
import dev.atelier.engine.manager.internal.verify.EngineJar;
import java.util.Optional;
import org.osgi.framework.Version;

/** What cannot be installed because of what is there already. */
final class Conflicts {
    private Conflicts() {}

    static void check(EngineJar jar, String sha256, Optional<EngineEntry> entry) throws RefusedOperation {
        if (entry.isEmpty()) {
            return;
        }
        for (Installed known : entry.get().versions().values()) {
            if (!known.bsn().equals(jar.bsn())) {
                throw new RefusedOperation(
                        409,
                        "id_taken",
                        "engine `" + jar.engine() + "` is the bundle " + known.bsn() + " here, and " + jar.bsn()
                                + " claims the same name; remove the one that is there first");
            }
        }
        Optional<Installed> current = entry.get().currentVersion();
        if (current.isPresent() && current.get().sha256().equals(sha256)) {
            throw new RefusedOperation(
                    409,
                    "already_installed",
                    "engine `" + jar.engine() + "` " + jar.version() + " with exactly these bytes is serving already");
        }
        if (current.isPresent()
                && jar.version().compareTo(Version.parseVersion(current.get().version())) < 0) {
            throw new RefusedOperation(
                    409,
                    "downgrade",
                    "engine `" + jar.engine() + "` " + current.get().version() + " is serving, which is newer than "
                            + jar.version() + "; to go back use a roll-back, or remove the engine first");
        }
    }
}
