package dev.atelier.studio.agents.internal;

import dev.atelier.studio.agents.internal.Rules.Verdict;
import dev.atelier.studio.store.agents.api.AgentStore;
import dev.atelier.studio.store.agents.api.KeptRun;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Takes tasks back from workers nothing is heard of any more, and lets go of those that were finished long ago. */
final class Sweep implements Runnable {
    private static final Logger LOG = LoggerFactory.getLogger(Sweep.class);
    private static final Duration TIDYING = Duration.ofHours(1);
    private static final int AT_A_TIME = 20;

    private final AgentStore store;
    private final Notices notices;
    private final Duration silence;
    private final Duration retention;
    private final Clock clock;
    private Instant nextTidying = Instant.EPOCH;

    Sweep(AgentStore store, Notices notices, AgentsSettings settings, Clock clock) {
        this.store = store;
        this.notices = notices;
        this.silence = settings.stale();
        this.retention = settings.retention();
        this.clock = clock;
    }

    @Override
    public void run() {
        try {
            Instant now = clock.instant();
            store.tasks().underWay().stream()
                    .filter(run -> !run.times().seen().plus(silence).isAfter(now))
                    .forEach(run -> take(run, now));
            tidy(now);
        } catch (RuntimeException e) {
            // A scheduled task that throws is never run again, so the sweep swallows and reports.
            LOG.atWarn().setCause(e).log("silent workers of agent tasks and finished tasks could not be looked for");
        }
    }

    /** A few at a time: each is a change of its own, and others wait for the disk too. */
    private void tidy(Instant now) {
        if (retention.isZero() || now.isBefore(nextTidying)) {
            return;
        }
        Instant before = now.minus(retention);
        List<String> finished = store.tasks().finished(before, AT_A_TIME);
        if (finished.size() < AT_A_TIME) {
            nextTidying = now.plus(TIDYING);
        }
        for (String task : finished) {
            Verdict verdict = store.tasks()
                    .change(task, work -> Rules.expire(work, before, now))
                    .orElse(Verdict.STALE);
            if (verdict == Verdict.DONE) {
                LOG.atInfo().addKeyValue("taskId", task).log("a finished agent task is let go");
                notices.task(task, null);
            }
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
