package dev.atelier.studio.agents.internal;

import dev.atelier.studio.agents.internal.Rules.Verdict;
import dev.atelier.studio.store.agents.api.AgentStore;
import dev.atelier.studio.store.agents.api.KeptRun;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Takes tasks back from workers nothing is heard of any more. */
final class Sweep implements Runnable {
    private static final Logger LOG = LoggerFactory.getLogger(Sweep.class);

    private final AgentStore store;
    private final Notices notices;
    private final Duration silence;
    private final Clock clock;

    Sweep(AgentStore store, Notices notices, Duration silence, Clock clock) {
        this.store = store;
        this.notices = notices;
        this.silence = silence;
        this.clock = clock;
    }

    @Override
    public void run() {
        try {
            Instant now = clock.instant();
            store.tasks().underWay().stream()
                    .filter(run -> !run.times().seen().plus(silence).isAfter(now))
                    .forEach(run -> take(run, now));
        } catch (RuntimeException e) {
            // A scheduled task that throws is never run again, so the sweep swallows and reports.
            LOG.atWarn().setCause(e).log("silent workers of agent tasks could not be looked for");
        }
    }

    private void take(KeptRun run, Instant now) {
        String task = run.place().taskId();
        Verdict verdict = store.tasks()
                .change(task, work -> Rules.lost(work, run.id(), silence, now))
                .orElse(Verdict.STALE);
        if (verdict == Verdict.DONE) {
            LOG.atWarn()
                    .addKeyValue("taskId", task)
                    .addKeyValue("workerId", run.place().workerId())
                    .log("nothing is heard of an agent task: its worker has lost it");
            notices.task(task, run.id());
        }
    }
}
