package dev.atelier.engine.agent.git;

import dev.atelier.engine.agent.AgentFailure;
import dev.atelier.engine.agent.ErrorCode;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Reads a worktree that an agent has had for itself. Git is never let loose in it: the repository, the index and all
 * configuration come from outside, and only commands that run nothing are used.
 */
final class Snapshots {
    private static final Duration LIMIT = Duration.ofMinutes(10);
    private static final Logger LOG = LoggerFactory.getLogger(Snapshots.class);
    private static final Pattern ZERO = Pattern.compile("\0");

    private final Guarded guarded;
    private final RepositoryCache cache;

    Snapshots(Guarded guarded, RepositoryCache cache) {
        this.guarded = guarded;
        this.cache = cache;
    }

    Snapshot take(Checkout checkout, SnapshotRules rules) throws AgentFailure, IOException, InterruptedException {
        Path repository = checkout.repository().folder();
        checkout.repository().verify();
        Path scratch = Files.createTempDirectory(checkout.repository().copies(), "index-");
        try {
            Git git = guarded.on(repository, checkout.worktree(), scratch.resolve("index"));
            String ref = "refs/heads/" + checkout.branch();
            Optional<String> branch = cache.commit(repository, ref);
            String tip = branch.orElse(checkout.base());
            List<String> leftOut = new ArrayList<>();
            String tree = tree(git, checkout.worktree(), tip, leftOut);
            lookInto(checkout, scratch, leftOut);
            boolean rest = !tree.equals(run(git, checkout.worktree(), "rev-parse", tip + "^{tree}"));
            String end = tip;
            if (rest && rules.commitRest()) {
                end = commit(git, checkout, rules, tree, tip);
            }
            if (!branch.equals(Optional.of(end))) {
                run(git, checkout.worktree(), "update-ref", ref, end, branch.orElse("0".repeat(end.length())));
            }
            cache.take(checkout.remote(), repository, checkout.branch());
            LineCount lines = LineCount.of(
                    run(git, checkout.worktree(), "diff-tree", "-r", "-M", "-z", "--numstat", checkout.base(), end));
            return new Snapshot(
                    checkout.base(),
                    end,
                    changes(git, checkout, end),
                    leftOut,
                    lines.insertions(),
                    lines.deletions(),
                    rest && !rules.commitRest());
        } finally {
            SafeDelete.tree(scratch);
        }
    }

    /**
     * What becomes of a submodule is no part of the repository around it and would be lost without a word. Told is what
     * has changed, and nothing of those that have not.
     */
    private void lookInto(Checkout checkout, Path scratch, List<String> leftOut) throws InterruptedException {
        Set<String> told = new LinkedHashSet<>(leftOut);
        List<Path> known = checkout.submodules().stream().map(Submodule::path).toList();
        for (Submodule each : checkout.submodules()) {
            Path folder = checkout.worktree().resolve(each.path());
            if (!Files.exists(folder.resolve(".git"), LinkOption.NOFOLLOW_LINKS)) {
                continue; // it is none any more, and so a part of what is around it
            }
            List<String> within = new ArrayList<>();
            if (unchanged(each, folder, scratch, within)) {
                told.remove(each.path().toString());
            } else {
                told.add(each.path().toString());
            }
            within.stream()
                    .map(each.path()::resolve)
                    .filter(nested -> !known.contains(nested))
                    .forEach(nested -> told.add(nested.toString()));
        }
        leftOut.clear();
        leftOut.addAll(told);
    }

    /** What cannot be looked at may have changed, and is no reason to lose the rest. */
    private boolean unchanged(Submodule submodule, Path folder, Path scratch, List<String> within)
            throws InterruptedException {
        try {
            return folder.toRealPath().equals(folder) && same(submodule, folder, scratch, within);
        } catch (AgentFailure | IOException e) {
            LOG.atDebug().addKeyValue("submodule", submodule.path()).setCause(e).log("cannot be looked at");
            return false;
        }
    }

    private boolean same(Submodule submodule, Path folder, Path scratch, List<String> within)
            throws AgentFailure, IOException, InterruptedException {
        Path own = Files.createTempDirectory(scratch, "submodule-");
        Git git = guarded.on(submodule.cache(), folder, own.resolve("index"))
                .with(Map.of(
                        "GIT_OBJECT_DIRECTORY", own.toString(),
                        "GIT_ALTERNATE_OBJECT_DIRECTORIES", submodule.objects().toString()));
        return tree(git, folder, submodule.commit(), within)
                .equals(run(git, folder, "rev-parse", submodule.commit() + "^{tree}"));
    }

    private static String tree(Git git, Path folder, String tip, List<String> leftOut)
            throws AgentFailure, IOException, InterruptedException {
        run(git, folder, "read-tree", tip);
        StringBuilder paths = new StringBuilder(":/\0");
        for (Path nested : NestedRepositories.in(folder)) {
            leftOut.add(nested.toString());
            paths.append(":(exclude,top,literal)").append(nested).append('\0');
        }
        byte[] input = paths.toString().getBytes(StandardCharsets.UTF_8);
        List<String> add = List.of("add", "-A", "--pathspec-from-file=-", "--pathspec-file-nul");
        git.run(folder, LIMIT, input, add).orFail(ErrorCode.WORKTREE_FAILED, "cannot record what the agent left");
        return run(git, folder, "write-tree");
    }

    private static String commit(Git git, Checkout checkout, SnapshotRules rules, String tree, String parent)
            throws AgentFailure, IOException, InterruptedException {
        Git as = git.with(Map.of(
                "GIT_AUTHOR_NAME", rules.author(),
                "GIT_AUTHOR_EMAIL", rules.email(),
                "GIT_COMMITTER_NAME", rules.author(),
                "GIT_COMMITTER_EMAIL", rules.email()));
        byte[] message = (rules.message() + "\n").getBytes(StandardCharsets.UTF_8);
        return as.run(checkout.worktree(), LIMIT, message, List.of("commit-tree", tree, "-p", parent))
                .orFail(ErrorCode.WORKTREE_FAILED, "cannot commit what the agent left")
                .line();
    }

    private static List<Snapshot.Change> changes(Git git, Checkout checkout, String end)
            throws AgentFailure, IOException, InterruptedException {
        String told =
                run(git, checkout.worktree(), "diff-tree", "-r", "-M", "-z", "--name-status", checkout.base(), end);
        Iterator<String> fields =
                ZERO.splitAsStream(told).filter(field -> !field.isEmpty()).iterator();
        List<Snapshot.Change> changes = new ArrayList<>();
        while (fields.hasNext()) {
            char status = fields.next().charAt(0);
            String path = fields.next();
            changes.add(
                    switch (status) {
                        case 'A' -> new Snapshot.Change(Snapshot.Kind.ADDED, path, null);
                        case 'D' -> new Snapshot.Change(Snapshot.Kind.DELETED, path, null);
                        case 'R' -> new Snapshot.Change(Snapshot.Kind.RENAMED, fields.next(), path);
                        default -> new Snapshot.Change(Snapshot.Kind.MODIFIED, path, null);
                    });
        }
        return changes;
    }

    private static String run(Git git, Path folder, String... arguments)
            throws AgentFailure, IOException, InterruptedException {
        return git.run(folder, LIMIT, arguments)
                .orFail(ErrorCode.WORKTREE_FAILED, "cannot read what the agent left")
                .line();
    }
}
