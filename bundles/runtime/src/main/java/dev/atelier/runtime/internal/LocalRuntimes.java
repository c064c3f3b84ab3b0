package dev.atelier.runtime.internal;

import dev.atelier.runtime.api.RuntimeDiagnostic.Severity;
import dev.atelier.runtime.api.RuntimeError;
import dev.atelier.runtime.api.RuntimeEvent;
import dev.atelier.runtime.api.RuntimeLimits;
import dev.atelier.runtime.api.RuntimeOptions;
import dev.atelier.runtime.api.RuntimeRefusal;
import dev.atelier.runtime.api.RuntimeStatus;
import dev.atelier.runtime.api.WorkerRuntime;
import dev.atelier.runtime.api.WorkerRuntimes;
import java.nio.file.Path;
import java.util.List;
import java.util.Objects;
import java.util.TreeMap;
import java.util.concurrent.atomic.AtomicLong;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;

/** Opens runtimes of this process. */
@Component(service = WorkerRuntimes.class)
public final class LocalRuntimes implements WorkerRuntimes {
    private static final AtomicLong GENERATED = new AtomicLong();

    private final Disk disk;

    @Activate
    public LocalRuntimes() {
        this(new Disk());
    }

    LocalRuntimes(Disk disk) {
        this.disk = disk;
    }

    @Override
    public WorkerRuntime open(RuntimeOptions options) {
        String id = options.runtimeId();
        if (id != null) {
            RequestRules.checkRuntimeId(id);
        } else if (options.storeRoot() != null) {
            throw new RuntimeRefusal(RuntimeError.INVALID_REQUEST, "a file store needs a runtime id");
        } else {
            id = "runtime-mem-" + Texts.hex(GENERATED.incrementAndGet(), 16);
        }
        Path root = options.storeRoot();
        if (root == null) {
            return started(RuntimeStore.MEMORY, id, options, List.of());
        }
        FileStore.Opened opened = FileStore.open(root, id, disk);
        boolean done = false;
        try {
            Loaded loaded = opened.loaded();
            WorkerRuntime runtime = loaded == null
                    ? started(opened.store(), id, options, opened.remarks())
                    : reopened(opened.store(), loaded, options);
            done = true;
            return runtime;
        } finally {
            if (!done) {
                opened.store().close();
            }
        }
    }

    private static WorkerRuntime started(
            RuntimeStore store, String id, RuntimeOptions options, List<Loaded.Remark> remarks) {
        RuntimeSnapshot fresh = new RuntimeSnapshot(
                id,
                options.displayName(),
                RuntimeStatus.RUNNING,
                limits(options, RuntimeLimits.DEFAULT),
                1,
                1,
                1,
                new TreeMap<>(Texts.BYTEWISE),
                List.of());
        Book book = new Book(store, fresh);
        Draft draft = book.draft();
        remark(draft, remarks);
        draft.event(RuntimeEvent.Kind.RUNTIME_STARTED, null, "runtime started");
        book.commit(draft, "a new runtime");
        return new LocalRuntime(book, new ObservationBus(), options.execution());
    }

    /** What is given now wins over what was given before. */
    private static WorkerRuntime reopened(RuntimeStore store, Loaded loaded, RuntimeOptions options) {
        Book book = new Book(store, ahead(loaded));
        RuntimeSnapshot runtime = book.runtime();
        String given = options.displayName();
        String name = given == null ? runtime.displayName() : given;
        RuntimeLimits limits = limits(options, runtime.limits());
        Draft draft = book.draft();
        if (!Objects.equals(name, runtime.displayName()) || !limits.equals(runtime.limits())) {
            draft.configured(name, limits);
        }
        remark(draft, loaded.remarks());
        if (draft.change().runtime() != null) {
            book.commit(draft, "the options of the runtime");
        }
        LocalRuntime reopened = new LocalRuntime(book, new ObservationBus(), options.execution());
        reopened.findStale();
        return reopened;
    }

    /** No id is given twice, even when a snapshot is older than the records beside it. */
    private static Loaded ahead(Loaded loaded) {
        RuntimeSnapshot runtime = loaded.runtime();
        long event = loaded.events().stream().mapToLong(each -> each.id() + 1).reduce(runtime.nextEventId(), Math::max);
        return new Loaded(
                runtime.withCounters(runtime.nextWorkerSequence(), event, runtime.nextDiagnosticId()),
                loaded.workers(),
                loaded.events(),
                loaded.remarks());
    }

    private static void remark(Draft draft, List<Loaded.Remark> remarks) {
        remarks.forEach(remark -> draft.diagnostic(Severity.WARNING, remark.code(), remark.message(), null));
    }

    private static RuntimeLimits limits(RuntimeOptions options, RuntimeLimits otherwise) {
        return new RuntimeLimits(
                Objects.requireNonNullElse(
                        options.maxTranscriptProjectionItems(), otherwise.maxTranscriptProjectionItems()),
                Objects.requireNonNullElse(options.maxEventBatchItems(), otherwise.maxEventBatchItems()));
    }
}
