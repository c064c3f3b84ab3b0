package dev.atelier.engine.manager.internal.deploy;

import dev.atelier.common.api.AtomicFiles;
import dev.atelier.engine.manager.api.EngineOperations;
import dev.atelier.engine.manager.api.EngineOperations.Source;
import dev.atelier.engine.manager.api.EngineRow;
import dev.atelier.engine.manager.api.Engines;
import dev.atelier.engine.manager.api.Operation;
import dev.atelier.engine.manager.api.RefusedOperation;
import dev.atelier.engine.manager.internal.store.Digests;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.BooleanSupplier;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Makes the engines agree with the folder: a new file is installed, a changed one swapped in, and when a file goes its
 * engine goes. A file is looked at once it stays the same from one pass to the next. What went wrong is written beside
 * it, in {@code <file>.failed.txt}.
 */
final class DeployFolder {
    private static final Logger LOG = LoggerFactory.getLogger(DeployFolder.class);
    private static final String DEPLOY = "deploy";
    private static final Duration PATIENCE = Duration.ofMinutes(30);

    /** Shows a refusal in the list of operations. */
    interface Refusals {
        void tell(String engine, String requestedBy, RefusedOperation refused);
    }

    private record Stamp(long size, long modified) {}

    private final Path folder;
    private final DeployLedger ledger;
    private final EngineOperations operations;
    private final Refusals refusals;
    private final Engines engines;
    private final BooleanSupplier allowUnsigned;
    private final Map<String, Stamp> seen = new HashMap<>();
    private final Map<String, Stamp> handled = new HashMap<>();

    DeployFolder(
            Path folder,
            DeployLedger ledger,
            EngineOperations operations,
            Refusals refusals,
            Engines engines,
            BooleanSupplier allowUnsigned) {
        this.folder = folder;
        this.ledger = ledger;
        this.operations = operations;
        this.refusals = refusals;
        this.engines = engines;
        this.allowUnsigned = allowUnsigned;
    }

    /** Looks once; true when something is still changing and another look is wanted soon. */
    boolean pass() throws IOException, InterruptedException {
        Map<String, Stamp> now = list();
        boolean unsettled = false;
        for (Map.Entry<String, Stamp> each : now.entrySet()) {
            if (each.getValue().equals(handled.get(each.getKey()))) {
                continue;
            }
            if (each.getValue().equals(seen.get(each.getKey()))) {
                handled.put(each.getKey(), each.getValue());
                unsettled |= !file(each.getKey());
            } else {
                unsettled = true;
            }
        }
        for (Map.Entry<String, DeployLedger.Entry> known : ledger.entries().entrySet()) {
            if (!now.containsKey(known.getKey())) {
                gone(known.getKey(), known.getValue());
            }
        }
        handled.keySet().retainAll(now.keySet());
        seen.clear();
        seen.putAll(now);
        return unsettled;
    }

    private Map<String, Stamp> list() throws IOException {
        Map<String, Stamp> found = new TreeMap<>();
        try (Stream<Path> files = Files.list(folder)) {
            for (Path file : files.toList()) {
                String name = String.valueOf(file.getFileName());
                if (name.endsWith(".jar") && !name.startsWith(".") && Files.isRegularFile(file)) {
                    found.put(
                            name,
                            new Stamp(
                                    Files.size(file),
                                    Files.getLastModifiedTime(file).toMillis()));
                }
            }
        }
        return found;
    }

    /** False when it is to be tried again. */
    private boolean file(String name) throws IOException, InterruptedException {
        Path jar = folder.resolve(name);
        String sha256 = Digests.of(jar);
        DeployLedger.Entry known = ledger.entries().get(name);
        // A refused file is tried again at each start: the key or the setting it needs may be there by then.
        if (known != null && known.engine() != null && known.sha256().equals(sha256)) {
            return true;
        }
        try {
            Operation operation = operations.install(source(jar), allowUnsigned.getAsBoolean(), DEPLOY);
            ledger.put(name, new DeployLedger.Entry(sha256, operation.engine()));
            verdict(name, sha256, await(operation));
        } catch (RefusedOperation e) {
            return refused(name, sha256, known, e);
        }
        return true;
    }

    private Source source(Path jar) {
        Path manifest = jar.resolveSibling(jar.getFileName() + ".manifest.json");
        Path signature = jar.resolveSibling(jar.getFileName() + ".manifest.sig");
        return new Source(
                jar,
                Files.exists(manifest) ? manifest : null,
                Files.exists(signature) ? signature : null,
                null,
                DEPLOY);
    }

    private boolean refused(String name, String sha256, DeployLedger.@Nullable Entry known, RefusedOperation e)
            throws IOException {
        if (e.code().equals("operation_running") || e.code().equals("starting")) {
            handled.remove(name);
            return false;
        }
        if (e.code().equals("already_installed")) {
            ledger.put(name, new DeployLedger.Entry(sha256, engineOf(sha256)));
            return true;
        }
        String engine = known == null ? null : known.engine();
        refusals.tell(engine == null ? name : engine, DEPLOY, e);
        ledger.put(name, new DeployLedger.Entry(sha256, engine));
        fail(name, e.code(), String.valueOf(e.getMessage()));
        return true;
    }

    private @Nullable String engineOf(String sha256) {
        return engines.rows().stream()
                .filter(row -> row.sha256().equals(sha256))
                .map(EngineRow::id)
                .findFirst()
                .orElse(null);
    }

    private boolean servesFromHere(String engine) {
        return engines.rows().stream()
                .anyMatch(row ->
                        row.id().equals(engine) && row.current() && row.origin().equals(DEPLOY));
    }

    private void gone(String name, DeployLedger.Entry entry) throws InterruptedException {
        ledger.remove(name);
        deleteVerdict(name);
        String engine = entry.engine();
        if (engine == null) {
            return;
        }
        try {
            // What an operator put in its place by other means is not this folder's to take away.
            boolean whole = servesFromHere(engine);
            Operation end = await(operations.remove(engine, whole ? null : entry.sha256(), DEPLOY));
            LOG.atInfo()
                    .addKeyValue("file", name)
                    .addKeyValue("engine", engine)
                    .addKeyValue("state", end.state().wireName())
                    .log("file left the deploy folder; its engine goes");
        } catch (RefusedOperation e) {
            if (e.code().equals("operation_running")) {
                ledger.put(name, entry); // at the next pass
                return;
            }
            LOG.atInfo()
                    .addKeyValue("file", name)
                    .addKeyValue("engine", engine)
                    .addKeyValue("why", e.getMessage())
                    .log("file left the deploy folder; its engine was not there any more");
        }
    }

    private Operation await(Operation operation) throws InterruptedException {
        try {
            return operations.end(operation.id()).get(PATIENCE.toMillis(), TimeUnit.MILLISECONDS);
        } catch (TimeoutException | ExecutionException e) {
            LOG.atWarn().addKeyValue("operation", operation.id()).setCause(e).log("its end is not waited for any more");
            return operations.operation(operation.id()).orElse(operation);
        }
    }

    private void verdict(String name, String sha256, Operation operation) throws IOException {
        Operation.Fault error = operation.error();
        if (error == null) {
            deleteVerdict(name);
            return;
        }
        ledger.put(name, new DeployLedger.Entry(sha256, operation.from() == null ? null : operation.engine()));
        fail(name, error.code(), error.message() + "; " + error.remedy());
    }

    private void fail(String name, String code, String message) throws IOException {
        LOG.atWarn()
                .addKeyValue("file", name)
                .addKeyValue("code", code)
                .addKeyValue("why", message)
                .log("bundle in the deploy folder not installed");
        AtomicFiles.write(folder.resolve(name + ".failed.txt"), code + ": " + message + "\n");
    }

    private void deleteVerdict(String name) {
        try {
            Files.deleteIfExists(folder.resolve(name + ".failed.txt"));
        } catch (IOException e) {
            LOG.atDebug().setCause(e).log("old verdict not deleted");
        }
    }
}
