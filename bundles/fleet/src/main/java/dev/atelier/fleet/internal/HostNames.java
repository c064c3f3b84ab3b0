package dev.atelier.fleet.internal;

import dev.atelier.common.api.EventHub;
import dev.atelier.studio.store.api.WorkerStore;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** By what names worker hosts are shown. Kept here, since the store may take its time, and read anew when it changes. */
final class HostNames implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(HostNames.class);

    private final WorkerStore workers;
    private final Executor threads;
    private final Map<String, Name> known = new ConcurrentHashMap<>();
    private final EventHub.Subscription changes;

    /** A name, and whether it is being read. */
    private static final class Name {
        private final AtomicBoolean reading = new AtomicBoolean();
        private volatile String text;

        private Name(String text) {
            this.text = text;
        }
    }

    HostNames(WorkerStore workers, EventHub hub, Executor threads) {
        this.workers = workers;
        this.threads = threads;
        this.changes = hub.subscribe(event -> {
            if (event.type().equals("workers")) {
                changed(event.data().path("workerId").asText());
            }
        });
    }

    /** The id of the worker until more is known. */
    Supplier<String> of(String workerId) {
        Name name = known.computeIfAbsent(workerId, Name::new);
        read(workerId, name);
        return () -> name.text;
    }

    void forget(String workerId) {
        known.remove(workerId);
    }

    private void changed(String workerId) {
        Name name = known.get(workerId);
        if (name != null) {
            read(workerId, name);
        }
    }

    /** One reading at a time; a change while it is under way is read after it. */
    private void read(String workerId, Name name) {
        if (!name.reading.compareAndSet(false, true)) {
            return;
        }
        try {
            threads.execute(() -> {
                name.reading.set(false); // before: what changes from now on wants another reading
                workers.worker(workerId).map(HostNames::shown).ifPresent(text -> name.text = text);
            });
        } catch (RejectedExecutionException e) {
            LOG.debug("no names are read any more: the room is closed");
        }
    }

    /** The operator's word counts, then the machine's own. */
    private static String shown(WorkerStore.Worker worker) {
        String label = worker.label();
        if (label != null && !label.isBlank()) {
            return label;
        }
        String machine = worker.capabilities().machineName();
        return machine.isBlank() ? worker.id() : machine;
    }

    @Override
    public void close() {
        changes.close();
    }
}
