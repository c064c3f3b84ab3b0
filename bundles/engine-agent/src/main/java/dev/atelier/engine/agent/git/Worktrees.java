package dev.atelier.engine.agent.git;

import dev.atelier.common.api.AtomicFiles;
import dev.atelier.engine.agent.AgentFailure;
import dev.atelier.engine.agent.ErrorCode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Executor;
import java.util.regex.Pattern;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Makes the worktrees of tasks and takes them away again. Any number of tasks at once. */
public final class Worktrees {
    private static final Logger LOG = LoggerFactory.getLogger(Worktrees.class);
    private static final Duration CHECKOUT = Duration.ofMinutes(10);
    private static final Duration SHORT = Duration.ofMinutes(1);
    private static final Pattern COMMIT = Pattern.compile("[0-9a-f]{40,64}");
    private static final Map<String, String> AUTHOR = Map.of(
            "GIT_AUTHOR_NAME", "Atelier",
            "GIT_AUTHOR_EMAIL", "atelier@localhost",
            "GIT_COMMITTER_NAME", "Atelier",
            "GIT_COMMITTER_EMAIL", "atelier@localhost");

    private final Path state;
    private final Path worktrees;
    private final Guarded guarded;
    private final RepositoryCache cache;

    /**
     * @param state where caches and tasks' repositories are kept
     * @param worktrees where the files of tasks are kept
     * @param program git
     * @param host the environment this process has
     * @param readers threads that read what git says
     */
    public Worktrees(Path state, Path worktrees, String program, Map<String, String> host, Executor readers)
            throws IOException {
        // As git writes them down: an agent sees its repository at the very path that its worktree names.
        this.state = AtomicFiles.ownerOnlyFolder(state).toRealPath();
        this.worktrees = AtomicFiles.ownerOnlyFolder(worktrees).toRealPath();
        this.guarded = new Guarded(new Git(program, Map.of(), readers), this.state);
        this.cache = new RepositoryCache(
                this.state.resolve("repos"), new Git(program, Git.ofThisHost(host), readers), guarded, readers);
    }

    /** With the base branch as it is at the remote now. */
    public Checkout make(Order order) throws AgentFailure, IOException, InterruptedException {
        Path cached = cache.fetched(order.remote(), order.logins());
        Path shelf = order.name().isEmpty() ? worktrees : worktrees.resolve(order.taskId());
        Path worktree = shelf.resolve(order.name().isEmpty() ? order.taskId() : order.name());
        TaskRepository repository = TaskRepository.at(repository(order));
        Optional<Order.Made> made = made(order, cached);
        boolean kept = order.keep() && isLeft(repository, worktree, made.isPresent());
        String base = kept ? repository.base() : base(order, made);
        String branch = order.naming().branch(RepositorySays.branchTemplate(guarded.on(cached), cached, base));
        check(branch);
        Submodules submodules = new Submodules(guarded, cache, order.logins());
        Checkout checkout = new Checkout(
                order.remote(),
                branch,
                base,
                worktree,
                repository,
                cached.resolve("objects"),
                order.submodules() ? submodules.fetched(order.remote(), cached, base) : List.of());
        if (kept) {
            submodules.layOut(checkout.submodules(), worktree);
            return checkout;
        }
        String start = made.map(Order.Made::end).orElse(base);
        SafeDelete.tree(worktree);
        AtomicFiles.ownerOnlyFolder(shelf);
        repository.make(guarded, cached, order.from(), base);
        guarded.on(repository.folder())
                .run(shelf, CHECKOUT, "worktree", "add", "--quiet", "-B", branch, worktree.toString(), start)
                .orFail(ErrorCode.WORKTREE_FAILED, "cannot make the worktree");
        submodules.layOut(checkout.submodules(), worktree);
        repository.whole(base);
        return checkout;
    }

    /** The result to go on with, as far as this host has it. */
    private Optional<Order.Made> made(Order order, Path cached) throws IOException, InterruptedException {
        Order.Made made = order.made();
        return made != null && has(cached, made.base()) && has(cached, made.end())
                ? Optional.of(made)
                : Optional.empty();
    }

    /** @param commit as a server says: it may be anything */
    private boolean has(Path cached, String commit) throws IOException, InterruptedException {
        return COMMIT.matcher(commit).matches() && cache.commit(cached, commit).equals(Optional.of(commit));
    }

    /** @param replaceable whether the result is kept elsewhere: then what cannot be trusted is made anew */
    private static boolean isLeft(TaskRepository repository, Path worktree, boolean replaceable)
            throws AgentFailure, IOException {
        if (!repository.exists() || !Files.isDirectory(worktree, LinkOption.NOFOLLOW_LINKS)) {
            return false;
        }
        try {
            repository.verify();
            return true;
        } catch (AgentFailure e) {
            if (!replaceable) {
                throw e;
            }
            LOG.atWarn().addKeyValue("worktree", worktree.getFileName()).log("made anew: {}", e.getMessage());
            return false;
        }
    }

    private String base(Order order, Optional<Order.Made> made) throws AgentFailure, IOException, InterruptedException {
        return made.isPresent() ? made.get().base() : cache.commitOf(order.remote(), order.from());
    }

    /** A repository of a task's own, that begins with nothing on the branch main. Made if it is not there. */
    public Path own(String taskId) throws AgentFailure, IOException, InterruptedException {
        Path folder = state.resolve("tasks").resolve(Order.checked(taskId)).resolve("origin.git");
        if (Files.exists(folder.resolve("refs/heads/main"), LinkOption.NOFOLLOW_LINKS)) {
            return folder;
        }
        SafeDelete.tree(folder);
        AtomicFiles.ownerOnlyFolder(folder);
        Git git = guarded.on(folder).with(AUTHOR);
        git.run(folder, SHORT, "init", "--bare", "--quiet", "--template=", "--initial-branch=main", folder.toString())
                .orFail(ErrorCode.WORKTREE_FAILED, "cannot make a repository");
        String tree = git.run(folder, SHORT, "hash-object", "-t", "tree", "-w", "/dev/null")
                .orFail(ErrorCode.WORKTREE_FAILED, "cannot make a repository")
                .line();
        String commit = git.run(folder, SHORT, "commit-tree", tree, "-m", "An empty beginning")
                .orFail(ErrorCode.WORKTREE_FAILED, "cannot make a repository")
                .line();
        git.run(folder, SHORT, "update-ref", "refs/heads/main", commit)
                .orFail(ErrorCode.WORKTREE_FAILED, "cannot make a repository");
        return folder;
    }

    /** What its image is built of, if the repository says so; read at the commit it began with. */
    public Optional<SetupContext> setup(Checkout checkout) throws AgentFailure, IOException, InterruptedException {
        Path tar = checkout.repository().copies().resolve("setup.tar");
        return SetupContext.of(
                guarded.on(checkout.privateRepository()), checkout.privateRepository(), checkout.base(), tar);
    }

    /** What the agent has made of it. Its container is gone by now: nobody changes the files meanwhile. */
    public Snapshot snapshot(Checkout checkout, SnapshotRules rules)
            throws AgentFailure, IOException, InterruptedException {
        return new Snapshots(guarded, cache).take(checkout, rules);
    }

    /**
     * The whole change as a patch, after its {@link #snapshot}.
     *
     * @param folder that its paths begin with; empty for none
     * @return empty when it has more than so many bytes
     */
    public Optional<byte[]> patch(Checkout checkout, Snapshot made, String folder, int most)
            throws AgentFailure, IOException, InterruptedException {
        Path repository = checkout.repository().folder();
        return new Patches(guarded.on(repository), repository).between(made.base(), made.end(), folder, most);
    }

    /** Where the branch of a task is kept after it, for others to build on; empty when it never came so far. */
    public Optional<String> result(Remote remote, String branch) throws IOException, InterruptedException {
        return cache.commit(cache.at(remote), "refs/heads/" + branch);
    }

    /** All that a task has on this host; its results stay in the cache. */
    public void remove(String taskId) throws IOException {
        Order.checked(taskId);
        SafeDelete.tree(worktrees.resolve(taskId));
        SafeDelete.tree(state.resolve("tasks").resolve(taskId));
    }

    /** In bytes, on the fuller of the disks that agents' files are on. */
    public long freeDisk() throws IOException {
        return Math.min(
                Files.getFileStore(state).getUsableSpace(),
                Files.getFileStore(worktrees).getUsableSpace());
    }

    /** What workers that were killed have left half made beside repositories before then. */
    public void forgetHalfMade(Instant before) throws IOException {
        cache.forgetHalfMade(before);
    }

    private void check(String branch) throws AgentFailure, IOException, InterruptedException {
        if (branch.startsWith("-")
                || !guarded.plain()
                        .run(state, SHORT, "check-ref-format", "--branch", branch)
                        .good()) {
            throw new AgentFailure(ErrorCode.WORKTREE_FAILED, "git takes no branch of the name " + branch);
        }
    }

    private Path repository(Order order) {
        String name = order.name().isEmpty() ? "repo" : order.name();
        return state.resolve("tasks").resolve(order.taskId()).resolve(name + ".git");
    }
}
