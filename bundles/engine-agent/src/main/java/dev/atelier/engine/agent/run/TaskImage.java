package dev.atelier.engine.agent.run;

import dev.atelier.agent.formats.api.AgentEvent;
import dev.atelier.containers.api.ContainerEngine;
import dev.atelier.containers.api.ContainerEngine.ImageBuild;
import dev.atelier.containers.api.EngineException;
import dev.atelier.containers.api.Ownership;
import dev.atelier.engine.agent.AgentFailure;
import dev.atelier.engine.agent.ErrorCode;
import dev.atelier.engine.agent.git.Checkout;
import dev.atelier.engine.agent.git.SetupContext;
import dev.atelier.engine.agent.run.AgentSettings.Images.Pull;
import java.io.IOException;
import java.nio.file.Files;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.locks.ReentrantLock;
import java.util.regex.Pattern;

/** The image a task's containers are made of: the repository's own, or the usual one. */
final class TaskImage {
    /** The host's name keeps engines from looking for it elsewhere. */
    private static final String REPOSITORY = "localhost/delidev-setup";

    private static final int LAST_LINES = 50;
    private static final int MOST_TOLD = 1_500;
    private static final Pattern COLOURS = Pattern.compile("\u001b\\[[0-9;?]*[ -/]*[@-~]");

    private final AgentHost host;
    private final Telling telling;
    private final AgentSettings.Images rules;

    TaskImage(AgentHost host, Telling telling) {
        this.host = host;
        this.telling = telling;
        this.rules = host.settings().images();
    }

    String of(Checkout checkout) throws AgentFailure, IOException, InterruptedException {
        ContainerEngine engine;
        try {
            engine = host.engines().engine();
        } catch (EngineException e) {
            throw failure(e, ErrorCode.ENGINE_UNAVAILABLE, "no container engine answers");
        }
        Optional<SetupContext> own = rules.custom() ? host.worktrees().setup(checkout) : Optional.empty();
        return own.isPresent() ? built(engine, own.get()) : usual(engine);
    }

    private String built(ContainerEngine engine, SetupContext context)
            throws AgentFailure, IOException, InterruptedException {
        String tag = REPOSITORY + ":" + context.hash();
        ReentrantLock building = host.builds().of(tag);
        building.lockInterruptibly();
        try {
            if (engine.imageId(tag).isEmpty()) {
                build(engine, context, tag);
            }
            return tag;
        } catch (EngineException e) {
            throw failure(e, ErrorCode.IMAGE_BUILD_FAILED, "the image cannot be built");
        } finally {
            building.unlock();
            Files.deleteIfExists(context.tar());
        }
    }

    private void build(ContainerEngine engine, SetupContext context, String tag) throws AgentFailure {
        Deque<String> last = new ArrayDeque<>();
        ImageBuild build = new ImageBuild(
                tag,
                rules.buildNetwork(),
                host.settings().box().limits().memoryBytes(),
                Map.of(
                        Ownership.MANAGED,
                        "true",
                        Ownership.WORKER,
                        host.ownership().worker()));
        try {
            engine.build(build, out -> Files.copy(context.tar(), out), rules.buildLimit(), line -> {
                told(line);
                last.add(line.strip());
                if (last.size() > LAST_LINES) {
                    last.remove();
                }
            });
        } catch (EngineException e) {
            boolean late = e.code() == EngineException.Code.TIMEOUT;
            String lines = String.join(" | ", last);
            String end = lines.length() <= MOST_TOLD ? lines : lines.substring(lines.length() - MOST_TOLD);
            throw failure(
                    e,
                    late ? ErrorCode.IMAGE_BUILD_TIMEOUT : ErrorCode.IMAGE_BUILD_FAILED,
                    end.isEmpty() ? "the image cannot be built" : "the image cannot be built (" + end + ")");
        }
    }

    private String usual(ContainerEngine engine) throws AgentFailure {
        try {
            boolean there = engine.imageId(rules.usual()).isPresent();
            if (rules.pull() == Pull.ALWAYS || (rules.pull() == Pull.MISSING && !there)) {
                engine.pull(rules.usual(), rules.pullLimit(), this::told);
            } else if (!there) {
                throw new AgentFailure(
                        ErrorCode.IMAGE_PULL_FAILED,
                        "the image " + rules.usual() + " is not here, and nothing is pulled (pull policy never)");
            }
            return rules.usual();
        } catch (EngineException e) {
            throw failure(e, ErrorCode.IMAGE_PULL_FAILED, "the image " + rules.usual() + " cannot be pulled");
        }
    }

    private void told(String line) {
        String plain = COLOURS.matcher(line).replaceAll("").strip();
        if (!plain.isEmpty()) {
            telling.worker(new AgentEvent.TextOutput(plain, false));
        }
    }

    private static AgentFailure failure(EngineException problem, ErrorCode usual, String what) {
        boolean gone = problem.code() == EngineException.Code.ENGINE_UNAVAILABLE;
        return new AgentFailure(
                gone ? ErrorCode.ENGINE_UNAVAILABLE : usual, what + ": " + problem.getMessage(), problem);
    }
}
