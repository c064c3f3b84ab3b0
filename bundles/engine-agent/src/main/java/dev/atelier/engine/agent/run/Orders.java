package dev.atelier.engine.agent.run;

import dev.atelier.agent.formats.api.AgentFormats;
import dev.atelier.agent.formats.api.AgentRun;
import dev.atelier.common.api.AtomicFiles;
import dev.atelier.containers.api.ContainerSpec;
import dev.atelier.containers.api.ContainerSpec.Label;
import dev.atelier.containers.api.ContainerSpec.Mount;
import dev.atelier.engine.agent.AgentFailure;
import dev.atelier.engine.agent.ErrorCode;
import dev.atelier.engine.agent.launch.AgentInput;
import dev.atelier.engine.agent.launch.AgentProgram;
import dev.atelier.engine.agent.launch.Environment;
import dev.atelier.engine.agent.launch.Launcher;
import dev.atelier.engine.agent.launch.ModelsOfStudio;
import dev.atelier.engine.agent.launch.TaskSecrets;
import dev.atelier.engine.agent.network.Gate;
import dev.atelier.engine.agent.network.StudioModels;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** What is written down for one container before it starts: what it is, and what its agent is told first. */
final class Orders {
    private static final Duration ORPHANED_FOR = Duration.ofHours(24);
    private static final int SHORT_ID = 8;

    private final AgentHost host;
    private final AgentJob job;
    private final Workplace place;
    private final TaskSecrets secrets;
    private final ContainerUser user;
    private final Environment environment;

    Orders(AgentHost host, AgentJob job, Workplace place, TaskSecrets secrets) throws AgentFailure, IOException {
        this.host = host;
        this.job = job;
        this.place = place;
        this.secrets = secrets;
        AgentSettings.Box box = host.settings().box();
        ContainerUser own = ContainerUser.ofWorker(place.home());
        this.user = ContainerUser.of(box.user(), box.rootAllowed(), own);
        AgentSettings.Work work = host.settings().work();
        this.environment = Environment.of(
                job.agent(),
                secrets,
                new Environment.Facts(
                        job.taskId(),
                        job.sessionId(),
                        work.author(),
                        work.email(),
                        user.isRoot(),
                        box.filtered(),
                        box.filtered() ? Gate.address() : box.proxy(),
                        models(box, job)),
                host.settings().secrets().strict());
    }

    private static @Nullable ModelsOfStudio models(AgentSettings.Box box, AgentJob job) {
        StudioModels studio = box.filtered() ? box.hosts().studio() : null;
        return studio == null ? null : new ModelsOfStudio(studio.url(), job.model());
    }

    ContainerSpec container(String image, Opening opening) throws AgentFailure, IOException {
        if (job.agent().prompting() == AgentProgram.Prompting.FILE) {
            Path folder = place.home().resolve(AgentProgram.PROMPT_FOLDER);
            AtomicFiles.ownerOnlyFolder(folder);
            AtomicFiles.write(
                    folder.resolve(AgentProgram.PROMPT_FILE), opening.prompt().getBytes(StandardCharsets.UTF_8));
        }
        AgentSettings.Box box = host.settings().box();
        List<Mount> mounts = mounts(box);
        place.giveTo(user);
        List<String> command =
                host.settings().speech().command(job.agent().type()).of(job.agent(), job.model(), opening.resume());
        return new ContainerSpec(
                "delidev-" + job.taskId() + "-"
                        + job.sessionId()
                                .substring(0, Math.min(SHORT_ID, job.sessionId().length())),
                image,
                Launcher.entrypoint(),
                command,
                environment.seen(),
                place.workdir(),
                user.toString(),
                box.filtered() ? "none" : box.network(),
                box.limits(),
                box.readOnly(),
                true,
                mounts,
                host.ownership()
                        .labels(
                                job.taskId(),
                                job.sessionId(),
                                host.clock()
                                        .instant()
                                        .plus(host.settings().times().run())
                                        .plus(ORPHANED_FOR)));
    }

    private List<Mount> mounts(AgentSettings.Box box) throws AgentFailure, IOException {
        List<Mount> mounts = new ArrayList<>(place.mounts(box.relabelled()));
        AgentSettings.Setup setup = host.settings().work().setup();
        if (setup != null && setup.shown()) {
            Label label = box.relabelled() ? Label.SHARED : Label.AS_IT_IS;
            OwnConfiguration.shown(job.agent().type(), setup.home(), place.home(), label)
                    .ifPresent(mounts::add);
        }
        return mounts;
    }

    /** What goes to its standard input first, secrets before all. */
    void begin(Stdin stdin, String prompt) {
        if (environment.waits()) {
            stdin.write(Launcher.lines(environment.hidden()));
        }
        switch (job.agent().prompting()) {
            case JSON_LINE -> stdin.write(AgentInput.says(prompt));
            case WHOLE_INPUT -> {
                stdin.write(prompt.getBytes(StandardCharsets.UTF_8));
                stdin.close();
            }
            case FILE -> {} // it has it already
        }
    }

    AgentRun reading() {
        String type = job.agent().type();
        AgentSettings.Speech speech = host.settings().speech();
        boolean plain = speech.plainText().contains(type) && AgentFormats.speaksPlainText(type);
        return new AgentRun(type, plain, place.workdir(), job.model(), secrets.masking(), speech.limits());
    }

    /** An agent without any key is told of before it starts, where the operator wants that. */
    static void checkKeys(AgentJob job, TaskSecrets secrets, boolean required) throws AgentFailure {
        boolean studios = secrets.values().containsKey(ModelsOfStudio.KEY);
        if (required && !studios && job.agent().keys().stream().noneMatch(secrets.values()::containsKey)) {
            throw new AgentFailure(
                    ErrorCode.SECRET_REQUIRED_MISSING,
                    "the agent " + job.agent().type() + " needs one of the secrets "
                            + String.join(", ", job.agent().keys()));
        }
    }
}
