package dev.atelier.engine.agent.run;

import dev.atelier.agent.formats.api.AgentEvent;
import dev.atelier.containers.api.ContainerEngine;
import dev.atelier.containers.api.EngineException;
import dev.atelier.engine.agent.AgentFailure;
import dev.atelier.engine.agent.ErrorCode;
import dev.atelier.engine.agent.git.Snapshot;
import dev.atelier.engine.agent.git.SnapshotRules;
import dev.atelier.engine.agent.launch.TaskSecrets;
import dev.atelier.engine.agent.run.Inbox.Message;
import dev.atelier.engine.agent.run.SessionServer.Standing;
import dev.atelier.wire.agent.api.Report;
import java.io.Closeable;
import java.io.IOException;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One run of one agent, from its order to its last report. Everything happens on the thread that runs it; others only
 * leave it messages, or end it.
 */
public final class AgentSession implements Runnable {
    private static final int MOST_REFUSALS = 50;
    private static final Logger LOG = LoggerFactory.getLogger(AgentSession.class);

    private final AgentHost host;
    private final AgentJob job;
    private final SessionServer server;
    private final Course course = new Course();
    private final Inbox inbox = new Inbox();
    private final Preparation preparation = new Preparation();
    private final Questions questions;
    private final Telling telling;
    private final Outcome outcome;
    private TaskSecrets secrets = TaskSecrets.NONE;
    private @Nullable Workplace place;
    private boolean agentRan;
    private boolean stays;

    public AgentSession(AgentHost host, AgentJob job, SessionServer server) {
        this.host = host;
        this.job = job;
        this.server = server;
        this.telling = new Telling(server);
        this.outcome = new Outcome(job, host.clock().instant());
        this.questions = new Questions(
                server,
                job.agent().answering(),
                host.settings().asking().patience().toNanos(),
                this::replies,
                said -> secrets.hide(said));
    }

    public AgentJob job() {
        return job;
    }

    private SessionServer.Replies replies(String question) {
        return new SessionServer.Replies() {
            @Override
            public void answered(String text) {
                inbox.put(new Message.Answered(question, text));
            }

            @Override
            public void unanswerable() {
                inbox.put(new Message.Unanswerable(question));
            }
        };
    }

    /** Ends it, if it has not ended; the first cause counts. From any thread, as often as one likes. */
    public void stop(AgentFailure why) {
        if (course.end(why)) {
            preparation.cutShort();
            inbox.put(new Message.Stop());
        }
    }

    @Override
    public void run() {
        Optional<AgentFailure> failure;
        try {
            failure = work();
        } catch (AgentFailure e) {
            failure = failed(e);
        } catch (InterruptedException e) {
            failure = failed(new AgentFailure(ErrorCode.WORKER_SHUTDOWN, "the worker stops"));
        } catch (IOException | RuntimeException e) {
            failure = failed(broken(e));
        }
        inbox.close();
        outcome.unanswered(questions.withdrawAll());
        course.to(Stage.COLLECTING);
        report(discarded(failure) ? failure : collect(failure));
        cleanUp();
        course.to(failure.map(why -> Stage.lastAfter(why.code())).orElse(Stage.SUCCEEDED));
    }

    /** What is another run's by now, or may still be written to. */
    private boolean discarded(Optional<AgentFailure> failure) {
        ErrorCode code = failure.map(AgentFailure::code).orElse(null);
        return code == ErrorCode.STALE_ASSIGNMENT || (stays && code == ErrorCode.CONTAINER_LOST);
    }

    /** What was told first counts, whatever came of it. */
    private Optional<AgentFailure> failed(AgentFailure why) {
        course.end(why);
        return course.cause();
    }

    private AgentFailure broken(Exception problem) {
        LOG.atError().addKeyValue("task", job.taskId()).setCause(problem).log("an agent's run broke");
        return new AgentFailure(ErrorCode.INTERNAL, "the worker failed at this task; its log says how", problem);
    }

    private Optional<AgentFailure> work() throws AgentFailure, IOException, InterruptedException {
        Orders orders;
        String image;
        boolean homeKept;
        preparation.begin();
        try {
            checkDisk();
            next(Stage.WORKTREE);
            Map<String, String> forGit = host.settings().secrets().forGit();
            if (!forGit.isEmpty()) {
                takeSecrets();
            }
            Workplace made = Workplace.make(
                    host.worktrees(),
                    host.folder(job.taskId()),
                    job,
                    host.settings().work(),
                    secrets.logins(forGit));
            place = made;
            remember(Report.State.RUNNING);
            homeKept = made.homeKept();
            bringConfiguration(made);
            next(Stage.SECRETS);
            if (forGit.isEmpty()) {
                takeSecrets();
            }
            next(Stage.IMAGE);
            image = new TaskImage(host, telling).of(made.first());
            next(Stage.STARTING);
            orders = new Orders(host, job, made, secrets);
        } finally {
            preparation.end();
        }
        return turns(orders, image, homeKept);
    }

    private void next(Stage stage) throws AgentFailure {
        if (!course.to(stage)) {
            throw course.cause().orElseThrow();
        }
    }

    private void checkDisk() throws AgentFailure, IOException {
        long least = host.settings().box().minimumFreeDisk();
        if (host.worktrees().freeDisk() < least) {
            throw new AgentFailure(
                    ErrorCode.DISK_LOW, "less than " + Bytes.shown(least) + " are free for the files of agents");
        }
    }

    /** As the worker's user has set it up, where the agent has nothing of its own yet. */
    private void bringConfiguration(Workplace made) throws IOException {
        AgentSettings.Setup setup = host.settings().work().setup();
        if (setup != null && !setup.shown() && !made.homeKept()) {
            OwnConfiguration.copy(job.agent().type(), setup.home(), made.home())
                    .ifPresent(problem -> telling.worker(new AgentEvent.ErrorOutput(problem)));
        }
    }

    private void takeSecrets() throws AgentFailure, InterruptedException {
        secrets = TaskSecrets.of(server.secrets());
        telling.hide(secrets);
        for (String refused : secrets.refused()) {
            telling.worker(new AgentEvent.ErrorOutput(
                    "the secret " + refused + " is not passed on: its name or its value is none that may be"));
        }
        Orders.checkKeys(job, secrets, host.settings().secrets().required());
    }

    /** One container after the other, as long as the agent stops to ask and is answered. */
    private Optional<AgentFailure> turns(Orders orders, String image, boolean homeKept)
            throws AgentFailure, IOException, InterruptedException {
        AgentSettings.Times times = host.settings().times();
        Clocks clocks = new Clocks(times.run(), times.idle(), System.nanoTime());
        String preamble = host.settings().speech().preamble();
        Opening opening = Opening.of(job, homeKept, preamble);
        Turn.End first = turn(orders, image, opening, clocks);
        if (opening.isForgotten(first)) {
            telling.worker(
                    new AgentEvent.ErrorOutput("the agent does not know the conversation any more: a new one begins"));
            opening = Opening.afresh(job, preamble);
            first = turn(orders, image, opening, clocks);
        }
        for (Turn.End end = first; ; end = turn(orders, image, opening, clocks)) {
            outcome.of(end);
            boolean goesOn = end.failure().isEmpty()
                    && questions.holdsNextRun()
                    && host.settings().asking().waitsForNextRun()
                    && outcome.conversation() != null;
            Optional<String> answer = goesOn ? answers() : Optional.empty();
            if (answer.isEmpty()) {
                return end.failure().or(course::cause);
            }
            opening = new Opening(outcome.conversation(), answer.get());
        }
    }

    private Turn.End turn(Orders orders, String image, Opening opening, Clocks clocks)
            throws AgentFailure, IOException, InterruptedException {
        Box box;
        try {
            ContainerEngine engine = host.engines().engine();
            host.leftovers().remove(engine);
            box = Box.start(engine, orders.container(image, opening), this::stays);
        } catch (EngineException e) {
            throw new AgentFailure(ErrorCode.ENGINE_UNAVAILABLE, String.valueOf(e.getMessage()), e);
        }
        try (box;
                Closeable gate = gate(box)) {
            LOG.atTrace().addKeyValue("gate", gate).log("the agent is told to begin");
            agentRan = true;
            clocks.goOn(System.nanoTime());
            orders.begin(box.stdin(), opening.prompt());
            box.watch(inbox, host.threads());
            course.to(Stage.RUNNING);
            server.stands(outcome.underway(Report.State.RUNNING));
            return new Turn(parts(clocks), box, orders.reading(), System.nanoTime()).run();
        }
    }

    private void stays(String container) {
        stays = true;
        host.leftovers().add(container);
    }

    /** Nothing to close where the network is not filtered. */
    private Closeable gate(Box box) throws AgentFailure {
        AgentSettings.Box rules = host.settings().box();
        if (!rules.filtered()) {
            return () -> {};
        }
        Set<String> told = ConcurrentHashMap.newKeySet();
        return box.gate(rules.hosts(), where -> {
            if (told.size() < MOST_REFUSALS && told.add(where)) {
                telling.worker(new AgentEvent.ErrorOutput("not let through: " + where));
            }
        });
    }

    private Turn.Parts parts(Clocks clocks) {
        return new Turn.Parts(
                course,
                inbox,
                questions,
                telling,
                clocks,
                this::waits,
                host.settings().times(),
                host.settings().asking().failsWithoutAnswer(),
                host.settings().box().endsWithoutMemory(),
                job.agent().answering(),
                Bytes.shown(host.settings().box().limits().memoryBytes()),
                host.threads());
    }

    private void waits(boolean forPeople) {
        server.stands(outcome.underway(forPeople ? Report.State.WAITING_INPUT : Report.State.RUNNING));
    }

    /** The agent has gone to wait. Empty when it need not come back. */
    private Optional<String> answers() throws InterruptedException {
        while (course.cause().isEmpty()) {
            Optional<String> prompt = questions.nextPrompt();
            if (prompt.isPresent()) {
                course.to(Stage.RUNNING);
                return prompt;
            }
            if (!questions.any()) {
                return Optional.empty();
            }
            Message message = inbox.take(questions.left(System.nanoTime())).orElse(null);
            boolean gaveUp = false;
            if (message instanceof Message.Answered answer) {
                questions.answer(answer.question(), answer.text(), null).ifPresent(telling::worker);
            } else if (message instanceof Message.Unanswerable nobody) {
                gaveUp = questions.giveUp(nobody.question(), null);
            }
            gaveUp |= questions.giveUp(System.nanoTime(), null);
            if (gaveUp && host.settings().asking().failsWithoutAnswer()) {
                course.end(new AgentFailure(ErrorCode.TTY_TIMEOUT, "nobody answered the agent's question in time"));
            }
        }
        return Optional.empty();
    }

    /** What the agent has made, whether or not it came to its end. */
    private Optional<AgentFailure> collect(Optional<AgentFailure> failure) {
        Workplace made = place;
        if (made == null || !agentRan) {
            return failure;
        }
        AgentSettings.Work rules = host.settings().work();
        String title = job.title().isBlank() ? job.taskId() : job.title();
        try {
            List<Snapshot> snapshots = made.snapshots(
                    new SnapshotRules(rules.commitRest(), "DeliDev: " + title, rules.author(), rules.email()));
            for (int i = 0; i < snapshots.size(); i++) {
                telling.changes(made.toldFolder(i), snapshots.get(i));
            }
            outcome.made(made.first(), snapshots);
            if (server.wantsPatch()) {
                outcome.made(WholeChange.of(made, snapshots, secrets));
            }
            return failure;
        } catch (AgentFailure e) {
            return failure.isPresent() ? failure : Optional.of(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return failure.or(() -> Optional.of(new AgentFailure(ErrorCode.WORKER_SHUTDOWN, "the worker stops")));
        } catch (IOException | RuntimeException e) {
            return failure.isPresent() ? failure : Optional.of(broken(e));
        }
    }

    private void report(Optional<AgentFailure> failure) {
        telling.over(failure);
        course.to(Stage.REPORTING);
        Standing standing = outcome.ended(failure, secrets, host.clock().instant());
        remember(standing.details().state()); // before anybody can review it
        try {
            server.ended(standing);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        course.to(Stage.CLEANUP);
    }

    /** A run that never came to its files leaves them as they are, and so what is known of them. */
    private void remember(Report.State state) {
        if (place == null || !server.reviews()) {
            return;
        }
        try {
            LastRun.keep(host.folder(job.taskId()), state);
        } catch (IOException e) {
            LOG.atWarn()
                    .addKeyValue("task", job.taskId())
                    .addKeyValue("state", state.wireName())
                    .setCause(e)
                    .log("how a run stands is not kept: its files may go too early");
        }
    }

    /** The worktree stays, for people to look at. */
    private void cleanUp() {
        secrets = TaskSecrets.NONE;
        telling.hide(secrets);
        Workplace made = place;
        boolean forLater = host.settings().work().keepHome() && outcome.conversation() != null;
        if (made != null && !forLater) {
            try {
                made.wipeHome();
            } catch (IOException | RuntimeException e) {
                LOG.atWarn().addKeyValue("task", job.taskId()).setCause(e).log("an agent's home stays behind");
            }
        }
    }
}
