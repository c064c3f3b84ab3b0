package dev.atelier.engine.manager.internal.operation;

import dev.atelier.engine.manager.api.EngineOperations.Disturbed;
import dev.atelier.engine.manager.api.EngineOperations.Preview;
import dev.atelier.engine.manager.api.Operation;
import dev.atelier.engine.manager.api.RefusedOperation;
import dev.atelier.engine.manager.internal.host.HostException;
import dev.atelier.engine.manager.internal.journal.EngineEntry;
import dev.atelier.engine.manager.internal.journal.Installed;
import dev.atelier.engine.manager.internal.registry.Slot;
import dev.atelier.engine.manager.internal.registry.Version;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** Resolves a bundle beside what runs and looks whom that would touch. One at a time: the framework is shared. */
final class Previews {
    private final Context context;

    Previews(Context context) {
        this.context = context;
    }

    /** Puts the bundle into the framework, looks, and takes it out again. */
    synchronized Preview tryOut(Candidate candidate, Optional<EngineEntry> entry) throws RefusedOperation {
        String sha256 = candidate.staged().sha256();
        boolean there = context.host().installed().contains(sha256);
        String current = entry.map(EngineEntry::current).orElse(null);
        try {
            List<Disturbed> disturbs = look(candidate, candidate.staged().file(), current);
            return preview(candidate, entry, disturbs);
        } finally {
            if (!there) {
                context.host().uninstall(sha256);
            }
        }
    }

    private List<Disturbed> look(Candidate candidate, Path file, @Nullable String current) throws RefusedOperation {
        String sha256 = candidate.staged().sha256();
        try {
            // A name of the installation is refused before the framework refuses it in its own words.
            List<Disturbed> before = context.host().disturbs(sha256, candidate.jar(), current);
            if (!before.isEmpty()) {
                return before;
            }
            context.host().install(sha256, file);
            List<Disturbed> installed = context.host().disturbs(sha256, candidate.jar(), current);
            if (installed.isEmpty()) {
                context.host().resolve(sha256);
            }
            return installed;
        } catch (HostException e) {
            throw new RefusedOperation(400, e.code(), String.valueOf(e.getMessage()));
        }
    }

    private Preview preview(Candidate candidate, Optional<EngineEntry> entry, List<Disturbed> disturbs) {
        Optional<Installed> current = entry.flatMap(EngineEntry::currentVersion);
        Slot slot = current.flatMap(c -> context.registry().version(c.sha256()))
                .map(Version::slot)
                .orElse(null);
        List<String> drains = slot == null
                ? List.of()
                : current.map(Installed::bundle).stream().toList();
        return new Preview(
                candidate.jar().engine(),
                candidate.jar().version().toString(),
                current.map(Installed::version).orElse(null),
                current.isPresent() ? Operation.Kind.SWAP : Operation.Kind.INSTALL,
                List.of(candidate.jar().bsn() + " " + candidate.jar().version()),
                drains,
                slot == null ? 0 : slot.inFlight(),
                disturbs,
                Math.max(0, context.host().active() - drains.size() - disturbs.size()),
                candidate.staged().sha256(),
                candidate.staged().size(),
                candidate.trust().signed() || candidate.trust().shipped(),
                candidate.trust().keyId(),
                candidate.jar().memoryBytes(),
                current.isPresent() ? context.notes().apply(candidate.jar().engine()) : List.of());
    }

    /** The preview of a real operation: the bundle stays in the framework unless somebody would be disturbed. */
    synchronized void letIn(
            OperationRun run,
            Candidate candidate,
            Installed installed,
            Path file,
            @Nullable String current,
            boolean bringsIn)
            throws RefusedOperation {
        boolean fine = false;
        try {
            run.step("preview");
            List<Disturbed> disturbs = look(candidate, file, current);
            if (!disturbs.isEmpty()) {
                throw new RefusedOperation(
                        409,
                        "would_disturb",
                        "installing " + installed.bundle() + " would disturb what is running: "
                                + disturbs.stream()
                                        .map(d -> d.bundle() + " " + d.why())
                                        .collect(Collectors.joining("; ")),
                        disturbs);
            }
            run.done("preview", "disturbs nothing that runs");
            fine = true;
        } catch (StepFailed e) {
            throw new RefusedOperation(507, e.fault().code(), e.fault().message());
        } finally {
            if (!fine && bringsIn) {
                context.host().uninstall(installed.sha256());
            }
        }
    }
}
