package dev.atelier.studio.agents.internal;

import com.fasterxml.jackson.databind.JsonNode;
import dev.atelier.common.api.Json;
import dev.atelier.common.api.Secret;
import dev.atelier.studio.agents.internal.Rules.Verdict;
import dev.atelier.studio.agents.internal.Rules.Voice;
import dev.atelier.studio.store.agents.api.AgentHosts.Host;
import dev.atelier.studio.store.agents.api.AgentStore;
import dev.atelier.studio.store.agents.api.AgentTasks.Work;
import dev.atelier.studio.store.agents.api.KeptRun;
import dev.atelier.studio.store.agents.api.KeptTask;
import dev.atelier.studio.store.api.WorkerStore;
import dev.atelier.wire.agent.api.AgentJson;
import dev.atelier.wire.agent.api.AgentTask;
import dev.atelier.wire.agent.api.Beat;
import dev.atelier.wire.agent.api.Enrolment;
import dev.atelier.wire.agent.api.RpcCode;
import dev.atelier.wire.api.MalformedJson;
import java.time.Clock;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** How workers enrol, live, get tasks and what they need for them. */
final class WorkerCalls {
    private static final Logger LOG = LoggerFactory.getLogger(WorkerCalls.class);
    private static final int LONGEST_NAME = 500;
    private static final int LONGEST_WORD = 200;
    private static final int MOST_AGENTS = 100;

    private final AgentStore store;
    private final WorkerStore workers;
    private final Vault vault;
    private final Notices notices;
    private final AgentsSettings settings;
    private final Clock clock;

    WorkerCalls(
            AgentStore store, WorkerStore workers, Vault vault, Notices notices, AgentsSettings settings, Clock clock) {
        this.store = store;
        this.workers = workers;
        this.vault = vault;
        this.notices = notices;
        this.settings = settings;
        this.clock = clock;
    }

    JsonNode register(Params params) throws MalformedJson, RpcRefusal {
        Enrolment asked = AgentJson.enrolment(params.json());
        Bounds.most("name", asked.name(), LONGEST_NAME);
        Bounds.most("instance_id", asked.instanceId(), LONGEST_WORD);
        Bounds.most("version", asked.version(), LONGEST_WORD);
        params.texts("agents", MOST_AGENTS, LONGEST_WORD / 4);
        Enrolment.Capacity capacity = asked.capacity();
        store.hosts()
                .register(new Host(
                        params.caller(),
                        asked.name(),
                        asked.instanceId(),
                        asked.version(),
                        asked.agents(),
                        capacity == null ? 1 : Math.max(1, capacity.maxConcurrentTasks()),
                        clock.instant()));
        LOG.atInfo().addKeyValue("workerId", params.caller()).log("worker takes agent tasks");
        notices.workers();
        return AgentJson.write(new Enrolment.Accepted(
                params.caller(), (int) settings.heartbeat().toSeconds(), true));
    }

    JsonNode unregister(Params params) {
        store.hosts().unregister(params.caller());
        notices.workers();
        return Json.object();
    }

    JsonNode heartbeat(Params params) throws MalformedJson, RpcRefusal, Vault.Locked {
        Beat beat = AgentJson.beat(params.json());
        Instant now = clock.instant();
        String worker = params.caller();
        if (!store.hosts().beat(worker, now)) {
            throw RpcRefusal.unknown("worker");
        }
        Set<String> running = Set.copyOf(beat.running());
        List<String> cancel = new ArrayList<>();
        Set<String> held = store.tasks().underWay().stream()
                .filter(run -> run.place().workerId().equals(worker))
                .filter(run -> running.contains(run.place().taskId()))
                .map(run -> touched(run, cancel, now))
                .collect(Collectors.toSet());
        running.stream().filter(task -> !held.contains(task)).forEach(task -> fenced(task, worker, cancel));
        List<Beat.Response> responses = new ArrayList<>();
        for (var answered : store.questions().answered(worker)) {
            String id = answered.question().id();
            responses.add(new Beat.Response(
                    id, vault.openAnswer(id, String.valueOf(answered.sealed())).value()));
        }
        boolean drain = !workers.worker(worker).map(WorkerStore.Worker::enabled).orElse(false);
        return AgentJson.write(new Beat.Wishes(cancel, responses, store.hosts().cleanups(worker), drain));
    }

    private String touched(KeptRun run, List<String> cancel, Instant now) {
        Voice voice = new Voice(run.place().workerId(), run.id(), null);
        store.tasks().change(run.place().taskId(), work -> Rules.seen(work, voice, now));
        if (run.cancelWanted()) {
            cancel.add(run.id());
        }
        return run.place().taskId();
    }

    /** What a worker still runs although others have it by now is to end. */
    private void fenced(String task, String worker, List<String> cancel) {
        store.tasks().runs(task).stream()
                .filter(run -> run.place().workerId().equals(worker) && run.state() == KeptRun.State.LOST)
                .map(KeptRun::id)
                .forEach(cancel::add);
    }

    JsonNode getTask(Params params) throws RpcRefusal {
        String worker = params.caller();
        Host host = store.hosts().find(worker).orElseThrow(() -> RpcRefusal.unknown("worker"));
        boolean enabled =
                workers.worker(worker).map(WorkerStore.Worker::enabled).orElse(false);
        long running = store.tasks().underWay().stream()
                .filter(run -> run.place().workerId().equals(worker))
                .count();
        if (!enabled || running >= host.maxTasks()) {
            return AgentJson.assignment(null);
        }
        String session = UUID.randomUUID().toString();
        Instant now = clock.instant();
        Work given = store.tasks()
                .take(fits(host, now), work -> Rules.assign(work, session, worker, now))
                .orElse(null);
        if (given == null) {
            return AgentJson.assignment(null);
        }
        LOG.atInfo()
                .addKeyValue("taskId", given.task().id())
                .addKeyValue("workerId", worker)
                .addKeyValue("assignment", given.task().standing().assignments())
                .log("agent task assigned");
        notices.task(given.task().id(), session);
        return AgentJson.assignment(Entities.assignment(given));
    }

    /** A task that goes on belongs where its files are, for as long as somebody is there. */
    private Predicate<KeptTask> fits(Host host, Instant now) {
        Set<String> alive = store.hosts().all().stream()
                .filter(other -> other.lastBeat().plus(settings.stale()).isAfter(now))
                .map(Host::workerId)
                .collect(Collectors.toSet());
        return task -> {
            KeptTask.FollowUp followUp = task.standing().followUp();
            boolean elsewhere =
                    followUp != null && !followUp.worker().equals(host.workerId()) && alive.contains(followUp.worker());
            return !elsewhere
                    && (host.agents().isEmpty()
                            || host.agents().contains(task.order().agentType()));
        };
    }

    JsonNode getSecrets(Params params) throws RpcRefusal, Vault.Locked {
        String task = params.id("task_id");
        Voice voice = params.voice();
        Work work = store.tasks().find(task).orElseThrow(() -> RpcRefusal.unknown("task"));
        if (Rules.held(work, voice) == null) {
            throw RpcRefusal.stale();
        }
        // Opened before they are marked as given: a locked vault costs nobody his assignment.
        Map<String, Secret> secrets = vault.open(work.task().order().remotes().stream()
                .map(AgentTask.BaseRemote::path)
                .toList());
        Verdict verdict = store.tasks()
                .change(task, now -> Rules.release(now, voice, clock.instant()))
                .orElseThrow(() -> RpcRefusal.unknown("task"));
        if (verdict == Verdict.STALE) {
            throw RpcRefusal.stale();
        }
        if (verdict == Verdict.WRONG_STATE) {
            throw new RpcRefusal(RpcCode.NOT_FOUND, "the secrets of this assignment were given out already");
        }
        LOG.atInfo()
                .addKeyValue("taskId", task)
                .addKeyValue("workerId", params.caller())
                .addKeyValue("names", String.join(",", secrets.keySet()))
                .log("secrets given out");
        return AgentJson.secrets(secrets);
    }
}
