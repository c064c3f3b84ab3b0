package dev.atelier.engine.agent.git;

import dev.atelier.common.api.AtomicFiles;
import dev.atelier.engine.agent.AgentFailure;
import dev.atelier.engine.agent.ErrorCode;
import java.io.IOException;
import java.nio.file.DirectoryIteratorException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executor;
import java.util.concurrent.locks.ReentrantLock;

/**
 * A bare copy of each remote, fetched anew for each task. Branches of the remote are under {@code origin}; its own heads
 * are the results of tasks, so that one task can build on another.
 */
final class RepositoryCache {
    private static final String BRANCHES = "+refs/heads/*:refs/remotes/origin/*";
    private static final Duration LOCAL = Duration.ofMinutes(1);
    private static final Duration FETCH = Duration.ofMinutes(10);

    /** What the names of folders begin with that are there for a moment only. */
    private static final String FRESH = "new-";

    private final Path folder;
    private final Git host;
    private final Executor threads;
    private final Guarded guarded;
    private final Map<String, ReentrantLock> locks = new ConcurrentHashMap<>();

    /** @param host git with this host's own configuration: it is the one that knows how to reach remotes */
    RepositoryCache(Path folder, Git host, Guarded guarded, Executor threads) {
        this.folder = folder;
        this.host = host;
        this.threads = threads;
        this.guarded = guarded;
    }

    Path at(Remote remote) {
        return folder.resolve(remote.key() + ".git");
    }

    /** Brings it up to date; tasks on the same repository do so one after the other. */
    Path fetched(Remote remote, Logins logins) throws AgentFailure, IOException, InterruptedException {
        Path cache = at(remote);
        ReentrantLock lock = lock(remote);
        lock.lockInterruptibly();
        try {
            if (!Files.exists(cache.resolve("HEAD"))) {
                make(remote, cache);
            }
            fetch(remote, logins, "--prune", remote.text(), BRANCHES)
                    .orFail(ErrorCode.GIT_CLONE_FAILED, "cannot fetch " + remote.shown());
            return cache;
        } finally {
            lock.unlock();
        }
    }

    private GitResult fetch(Remote remote, Logins logins, String... what) throws IOException, InterruptedException {
        List<String> command = new ArrayList<>(List.of("--git-dir=" + at(remote), "fetch", "--no-auto-gc", "--quiet"));
        command.addAll(List.of(what));
        String[] arguments = command.toArray(String[]::new);
        if (!logins.know(remote)) {
            return host.run(at(remote), FETCH, arguments);
        }
        try (Askpass askpass = Askpass.open(folder, logins::answer, threads)) {
            return host.with(askpass.environment()).run(at(remote), FETCH, arguments);
        }
    }

    /** With a certain commit, on whichever branch it is, or on none any more. */
    Path fetched(Remote remote, String commit, Logins logins) throws AgentFailure, IOException, InterruptedException {
        Path cache = fetched(remote, logins);
        if (commit(cache, commit).isPresent()) {
            return cache;
        }
        ReentrantLock lock = lock(remote);
        lock.lockInterruptibly();
        try {
            fetch(remote, logins, remote.text(), commit)
                    .orFail(ErrorCode.GIT_CLONE_FAILED, "cannot fetch commit " + commit + " of " + remote.shown());
            return cache;
        } finally {
            lock.unlock();
        }
    }

    /** The commit of a branch: the result of an earlier task by that name, else the remote's. */
    String commitOf(Remote remote, String branch) throws AgentFailure, IOException, InterruptedException {
        for (String space : new String[] {"refs/heads/", "refs/remotes/origin/"}) {
            Optional<String> found = commit(at(remote), space + branch);
            if (found.isPresent()) {
                return found.get();
            }
        }
        throw new AgentFailure(
                ErrorCode.GIT_BRANCH_NOT_FOUND, "there is no branch " + branch + " in " + remote.shown());
    }

    /** Takes a branch of a task's own repository over, whatever was there by that name. */
    void take(Remote remote, Path repository, String branch) throws AgentFailure, IOException, InterruptedException {
        ReentrantLock lock = lock(remote);
        lock.lockInterruptibly();
        try {
            String heads = "+refs/heads/" + branch + ":refs/heads/" + branch;
            guarded.on(at(remote))
                    .run(
                            at(remote),
                            FETCH,
                            "fetch",
                            "--no-tags",
                            "--no-auto-gc",
                            "--quiet",
                            repository.toString(),
                            heads)
                    .orFail(ErrorCode.REPO_UNSAFE, "the agent's commits cannot be taken over");
        } finally {
            lock.unlock();
        }
    }

    Optional<String> commit(Path repository, String ref) throws IOException, InterruptedException {
        GitResult found =
                guarded.on(repository).run(repository, LOCAL, "rev-parse", "--verify", "--quiet", ref + "^{commit}");
        return found.good() ? Optional.of(found.line()) : Optional.empty();
    }

    /** Made beside its place and moved there whole: one that was half made is no repository for ever after. */
    private void make(Remote remote, Path cache) throws AgentFailure, IOException, InterruptedException {
        AtomicFiles.ownerOnlyFolder(folder);
        Path fresh = Files.createTempDirectory(folder, FRESH);
        try {
            Git git = guarded.on(fresh);
            git.run(fresh, LOCAL, "init", "--bare", "--quiet", "--template=", fresh.toString())
                    .orFail(ErrorCode.GIT_CLONE_FAILED, "cannot make a repository for " + remote.shown());
            set(git, fresh, "remote.origin.fetch", BRANCHES);
            set(git, fresh, "gc.auto", "0");
            Files.move(fresh, cache, StandardCopyOption.ATOMIC_MOVE);
        } finally {
            SafeDelete.tree(fresh);
        }
    }

    /** What a worker that was killed was about to make or to ask; what is in use is younger. */
    void forgetHalfMade(Instant before) throws IOException {
        if (!Files.isDirectory(folder, LinkOption.NOFOLLOW_LINKS)) {
            return;
        }
        try (DirectoryStream<Path> left = Files.newDirectoryStream(folder, "{" + FRESH + "," + Askpass.PREFIX + "}*")) {
            for (Path each : left) {
                if (changed(each).isBefore(before)) {
                    SafeDelete.tree(each);
                }
            }
        } catch (DirectoryIteratorException e) {
            throw e.getCause();
        }
    }

    private static Instant changed(Path path) {
        try {
            return Files.getLastModifiedTime(path, LinkOption.NOFOLLOW_LINKS).toInstant();
        } catch (IOException e) {
            return Instant.MAX; // gone, most likely: it was in use
        }
    }

    private static void set(Git git, Path repository, String key, String value)
            throws AgentFailure, IOException, InterruptedException {
        git.run(repository, LOCAL, "config", key, value)
                .orFail(ErrorCode.GIT_CLONE_FAILED, "cannot configure a repository");
    }

    private ReentrantLock lock(Remote remote) {
        return locks.computeIfAbsent(remote.key(), key -> new ReentrantLock());
    }
}
