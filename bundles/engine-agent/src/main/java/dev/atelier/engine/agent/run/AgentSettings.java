package dev.atelier.engine.agent.run;

import dev.atelier.agent.formats.api.AgentRun;
import dev.atelier.containers.api.ContainerSpec;
import dev.atelier.engine.agent.launch.CommandLine;
import dev.atelier.engine.agent.network.AllowList;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * How agents are run here.
 *
 */
public record AgentSettings(
        Box box, Times times, Asking asking, Work work, Images images, SecretRules secrets, Speech speech) {
    static final String PREAMBLE =
            "Follow the conventions of this repository. Commit your work to the current branch." + " Do not push.";

    public static final AgentSettings DEFAULT = new AgentSettings(
            new Box(
                    Box.FILTERED,
                    new AllowList(List.of()),
                    null,
                    false,
                    true,
                    ContainerSpec.Limits.DEFAULT,
                    2L << 30,
                    true,
                    null,
                    false),
            new Times(
                    Duration.ofHours(1),
                    Duration.ofMinutes(15),
                    Duration.ofSeconds(10),
                    Duration.ofMinutes(1),
                    Duration.ofSeconds(10)),
            new Asking(Duration.ofHours(1), false, true),
            new Work("delidev/${taskId}", true, "DeliDev Agent", "agent@delidev.invalid", false, false, null),
            new Images(
                    "node:20-slim",
                    Images.Pull.MISSING,
                    true,
                    Duration.ofMinutes(15),
                    Duration.ofMinutes(30),
                    "bridge"),
            new SecretRules(true, Duration.ofSeconds(30), false, Map.of()),
            new Speech(Map.of(), Set.of(), PREAMBLE, AgentRun.Limits.DEFAULT));

    /** For an agent that is spoken with: it keeps what it knows, and whom it asks answers with what is said next. */
    AgentSettings forTalks() {
        return new AgentSettings(
                box,
                times,
                new Asking(asking.patience(), false, false),
                new Work(
                        work.branchTemplate(),
                        work.commitRest(),
                        work.author(),
                        work.email(),
                        work.submodules(),
                        true,
                        work.setup()),
                images,
                secrets,
                speech);
    }

    /**
     * The container.
     *
     * @param network {@link #FILTERED}, or as in {@link ContainerSpec}
     * @param hosts that a filtered container may reach; nothing else is there for it
     * @param user {@code uid:gid}; null for one that fits the worker's own
     * @param rootAllowed whether an agent may be root in its container
     * @param minimumFreeDisk what has to be left on the host's disk before a task is begun
     * @param endsWithoutMemory whether a run ends when memory runs out for a part of it; told is it in any case
     * @param proxy that programs are told of where the network is not filtered; null for none
     * @param relabelled whether what is mounted gets a label of SELinux that lets containers in
     */
    public record Box(
            String network,
            AllowList hosts,
            @Nullable String user,
            boolean rootAllowed,
            boolean readOnly,
            ContainerSpec.Limits limits,
            long minimumFreeDisk,
            boolean endsWithoutMemory,
            @Nullable String proxy,
            boolean relabelled) {
        /** No network, but a proxy to the allowed hosts. */
        public static final String FILTERED = "filtered";

        boolean filtered() {
            return network.equals(FILTERED);
        }
    }

    /**
     * @param run the whole, without waiting for people
     * @param idle without a word of the agent; zero for ever
     * @param grace for an agent that is asked to end
     * @param start of a container
     * @param drain for the last words of one that has ended
     */
    public record Times(Duration run, Duration idle, Duration grace, Duration start, Duration drain) {}

    /**
     * Questions to people.
     *
     * @param failsWithoutAnswer otherwise the agent is told to go on by itself
     * @param waitsForNextRun whether an agent that stopped in order to ask is started again with the answer
     */
    public record Asking(Duration patience, boolean failsWithoutAnswer, boolean waitsForNextRun) {}

    /**
     * @param submodules whether the repositories that a repository names come along
     * @param keepHome whether what an agent kept in its home stays for another attempt
     * @param setup how agents come to what the worker's user has set up for them; null for not at all
     */
    public record Work(
            String branchTemplate,
            boolean commitRest,
            String author,
            String email,
            boolean submodules,
            boolean keepHome,
            @Nullable Setup setup) {}

    /**
     * What the worker's user has set up for agents.
     *
     * @param home of that user
     * @param shown as it is, to be written to; otherwise they get a copy
     */
    public record Setup(Path home, boolean shown) {}

    /** @param custom whether a repository may bring a Dockerfile for its agents */
    public record Images(
            String usual, Pull pull, boolean custom, Duration pullLimit, Duration buildLimit, String buildNetwork) {
        public enum Pull {
            ALWAYS,
            MISSING,
            NEVER
        }
    }

    /**
     * @param strict by standard input, where the container engine never sees them
     * @param patience for a server that has them not yet
     * @param required whether an agent without a key is not even started
     * @param forGit names of those that git fetches with, by host; empty where it has what the host has, and no more
     */
    public record SecretRules(boolean strict, Duration patience, boolean required, Map<String, String> forGit) {
        public SecretRules {
            forGit = Map.copyOf(forGit);
        }
    }

    /**
     * How agents are spoken with.
     *
     * @param commands by type of agent, where an operator has said something about it
     * @param plainText types of agents that are started without their structured output
     * @param preamble what every prompt begins with
     * @param limits of what they say
     */
    public record Speech(
            Map<String, CommandLine> commands, Set<String> plainText, String preamble, AgentRun.Limits limits) {
        public Speech {
            commands = Map.copyOf(commands);
            plainText = Set.copyOf(plainText);
        }

        CommandLine command(String type) {
            return commands.getOrDefault(type, CommandLine.USUAL);
        }
    }
}
