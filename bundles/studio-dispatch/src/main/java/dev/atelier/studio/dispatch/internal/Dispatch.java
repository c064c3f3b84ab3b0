package dev.atelier.studio.dispatch.internal;

import dev.atelier.common.api.EventHub;
import dev.atelier.common.api.MetricSource;
import dev.atelier.studio.dispatch.api.Queue;
import dev.atelier.studio.dispatch.api.Sessions;
import dev.atelier.studio.store.api.JobStore;
import dev.atelier.studio.store.api.ResultStore;
import dev.atelier.studio.store.api.WorkerStore;
import java.util.Map;
import java.util.function.Supplier;

/** The parts of the dispatch, put together around one loop. */
final class Dispatch {
    private final Tally tally = new Tally();
    private final Line line = new Line();
    private final Fleet fleet = new Fleet();
    private final Loop loop;
    private final Claims claims;
    private final Mirror mirror;
    private final Reception reception;
    private final Sweep sweep;
    private final Orders orders;
    private final Endings endings;
    private final Answers promises = new Answers();
    private volatile boolean loaded;

    /** What it works with. */
    record Stores(JobStore jobs, WorkerStore workers, ResultStore results) {}

    /** Threads beside the loop. */
    record Sides(Aside readers, Aside writers, Aside answers) {}

    Dispatch(Loop loop, Supplier<DispatchSettings> settings, Stores stores, EventHub events, Sides sides) {
        this.loop = loop;
        JobStore jobs = stores.jobs();
        Notices notices = new Notices(loop, events);
        Persisting persisting = new Persisting(loop);
        endings = new Endings(loop, sides.answers());
        Doubts doubts = new Doubts(loop, this::look);
        Onlookers onlookers = new Onlookers();
        claims = new Claims(loop, jobs, line, fleet, endings, notices, tally, persisting, doubts, onlookers);
        Offers offers = new Offers(
                loop, settings, jobs, line, fleet, claims, notices, tally, persisting, doubts, sides.readers());
        Results results = new Results(
                loop,
                jobs,
                stores.results(),
                sides.writers(),
                sides.answers(),
                claims,
                offers,
                tally,
                persisting,
                doubts,
                promises);
        Reports reports = new Reports(settings, jobs, loop, claims, offers, results, notices, tally, persisting);
        reception = new Reception(
                loop, settings, stores.workers(), sides.readers(), fleet, reports, offers, notices, tally, onlookers);
        mirror = new Mirror(loop, jobs, sides.readers(), line, claims, offers, endings, notices, persisting, doubts);
        sweep = new Sweep(
                loop,
                settings,
                jobs,
                stores.workers(),
                sides.readers(),
                line,
                fleet,
                claims,
                offers,
                reception,
                mirror,
                tally,
                notices,
                results,
                doubts);
        Reasons reasons = new Reasons(loop, settings, jobs, stores.workers(), line, fleet, claims);
        orders = new Orders(
                loop,
                settings,
                jobs,
                sides.readers(),
                sides.answers(),
                line,
                claims,
                offers,
                endings,
                results,
                reasons,
                notices,
                doubts,
                promises);
    }

    private void look(String jobId) {
        mirror.look(jobId);
    }

    /** @param ready runs on the loop once the waiting jobs are in memory */
    void start(Runnable ready) {
        loop.post(() -> mirror.load(() -> {
            loaded = true;
            reception.start();
            sweep.start();
            ready.run();
        }));
    }

    /** On the loop. */
    void close() {
        reception.close();
        endings.close();
    }

    /** When the loop and the threads beside it have ended. */
    void abandon() {
        promises.close();
    }

    Mirror mirror() {
        return mirror;
    }

    Sessions sessions() {
        return reception;
    }

    Queue queue() {
        return orders;
    }

    boolean loaded() {
        return loaded;
    }

    Tally tally() {
        return tally;
    }

    void collect(MetricSource.Sink sink) {
        sink.gauge("atelier_studio_queue_jobs", "Jobs that wait for a worker.", line.size(), Map.of());
        sink.gauge(
                "atelier_studio_unfinished_jobs",
                "Jobs that have not ended.",
                (double) claims.unfinished().get(),
                Map.of());
        for (String state : new String[] {"connecting", "ready", "busy"}) {
            long count = fleet.shown().stream()
                    .filter(shown -> shown.view().state().equals(state))
                    .count();
            sink.gauge("atelier_studio_sessions", "Workers' sessions.", (double) count, Map.of("state", state));
        }
        tally.collect(sink);
    }
}
