package dev.atelier.engine.agent.runtime;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.atelier.common.api.Secret;
import dev.atelier.engine.agent.AgentFailure;
import dev.atelier.engine.agent.run.SessionServer;
import dev.atelier.runtime.api.WorkerEvents;
import dev.atelier.wire.agent.api.Report;
import dev.atelier.wire.agent.api.Told;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** One run of an agent that a Worker is: there is no server behind it, but those who observe the Worker. */
final class Talk implements SessionServer {
    /** Characters; observers get it in one piece, and the last of them are kept for those who come later. */
    private static final int MOST_PATCH = 128 * 1024;

    private final Narrator narrator;
    private final @Nullable Path secretsFile;
    /** Guarded by this. */
    private final Map<String, Replies> open = new LinkedHashMap<>();

    private volatile @Nullable Standing end;

    Talk(Narrator narrator, @Nullable Path secretsFile) {
        this.narrator = narrator;
        this.secretsFile = secretsFile;
    }

    @Override
    public Map<String, Secret> secrets() throws AgentFailure {
        return SecretsFile.read(secretsFile);
    }

    @Override
    public void event(Told.Source source, JsonNode event, Told.@Nullable Meta meta) {
        narrator.tell(event, meta);
    }

    @Override
    public void stands(Standing standing) {}

    @Override
    public void ended(Standing standing) {
        end = standing;
    }

    @Override
    public boolean wantsPatch() {
        return true;
    }

    @Override
    public boolean reviews() {
        return false;
    }

    @Override
    public void ask(Asked asked, Replies replies) {
        synchronized (this) {
            open.put(asked.id(), replies);
        }
        narrator.asks(asked.prompt(), asked.options());
        narrator.waits(true);
    }

    @Override
    public void withdraw(Asked asked, boolean timedOut) {
        boolean last;
        synchronized (this) {
            last = open.remove(asked.id()) != null && open.isEmpty();
        }
        if (last) {
            narrator.waits(false);
        }
    }

    /** @return whether the agent had asked for it: the oldest question is answered */
    boolean answer(String text) {
        Replies replies;
        boolean last;
        synchronized (this) {
            Optional<String> oldest = open.keySet().stream().findFirst();
            if (oldest.isEmpty()) {
                return false;
            }
            replies = open.remove(oldest.get());
            last = open.isEmpty();
        }
        if (replies != null) {
            replies.answered(text);
        }
        if (last) {
            narrator.waits(false);
        }
        return true;
    }

    synchronized boolean asks() {
        return !open.isEmpty();
    }

    /** The agent's own name of the conversation; empty when it has told none. */
    Optional<String> conversation() {
        return Optional.ofNullable(end).map(standing -> standing.details().agentSessionId());
    }

    /** Whether there is something on this host to go on with. */
    boolean hasFiles() {
        Standing last = end;
        return last != null && last.details().work() != null;
    }

    /** Once the run is over. */
    Narrator.Ending ending() {
        Standing last = end;
        if (last == null) {
            return new Narrator.Ending(Optional.empty(), Optional.empty(), Optional.of("the run was broken off"));
        }
        Report.Usage used = last.details().usage();
        Report.Work work = last.details().work();
        return new Narrator.Ending(
                Optional.ofNullable(used).map(each -> WorkerEvents.usage(each.inputTokens(), each.outputTokens())),
                Optional.ofNullable(work).filter(Report.Work::hasChanges).map(each -> changes(each, last.patch())),
                Optional.ofNullable(last.details().errorCode())
                        .map(code -> code + ": " + (last.error() == null ? "the run failed" : last.error())));
    }

    private static ObjectNode changes(Report.Work work, Report.@Nullable Patch patch) {
        String summary = "branch " + work.branchName() + ": " + work.changedFiles()
                + (work.changedFiles() == 1 ? " file" : " files") + " changed, +" + work.insertions() + " -"
                + work.deletions();
        String text = patch == null ? null : patch.text();
        boolean fits = text != null && text.length() <= MOST_PATCH;
        return WorkerEvents.toolSaid("changes", summary, fits ? text : null, false);
    }
}
