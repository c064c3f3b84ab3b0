package dev.atelier.engine.agent.git;

import dev.atelier.common.api.AtomicFiles;
import dev.atelier.engine.agent.AgentFailure;
import dev.atelier.engine.agent.ErrorCode;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * A bare repository for one task, so that its agent can do no harm to branches of others: the objects are shared with the
 * cache, everything else is its own. What tells git where to look and what to run is compared with copies the agent never
 * sees before anything of it is read again.
 *
 * @param folder the repository, seen by the agent
 * @param copies beside it, not seen by the agent
 */
record TaskRepository(Path folder, Path copies) {
    private static final Duration LIMIT = Duration.ofMinutes(2);
    private static final String BASE = "base";
    private static final String CONFIG = "config";
    private static final String ALTERNATES = "objects/info/alternates";
    private static final List<String> TRUSTED = List.of(CONFIG, ALTERNATES, "info/attributes");

    /** What the agent could put there to lead git elsewhere; ours has none of them. */
    private static final List<String> FORBIDDEN =
            List.of("commondir", "config.worktree", "objects/info/http-alternates", "shallow", "info/grafts");

    static TaskRepository at(Path folder) {
        return new TaskRepository(folder, folder.resolveSibling(folder.getFileName() + ".trusted"));
    }

    /** Whether it was made, and its worktree too, to the end. */
    boolean exists() {
        return Files.exists(folder.resolve("HEAD"), LinkOption.NOFOLLOW_LINKS)
                && Files.isRegularFile(copies.resolve(BASE));
    }

    /** @param branch a name of the base that the agent can compare with */
    void make(Guarded guarded, Path cache, String branch, String base)
            throws AgentFailure, IOException, InterruptedException {
        remove();
        AtomicFiles.ownerOnlyFolder(folder);
        Git git = guarded.on(folder);
        git.run(folder, LIMIT, "init", "--bare", "--quiet", "--template=", folder.toString())
                .orFail(ErrorCode.WORKTREE_FAILED, "cannot make the task's repository");
        for (String[] setting : new String[][] {{"gc.auto", "0"}, {"core.hooksPath", "/dev/null"}}) {
            git.run(folder, LIMIT, "config", setting[0], setting[1])
                    .orFail(ErrorCode.WORKTREE_FAILED, "cannot configure the task's repository");
        }
        write(ALTERNATES, cache.resolve("objects").toRealPath() + "\n");
        write("info/attributes", "");
        Files.createDirectories(folder.resolve("hooks"));
        git.run(folder, LIMIT, "update-ref", "refs/remotes/origin/" + branch, base)
                .orFail(ErrorCode.WORKTREE_FAILED, "cannot use the commit to start from");
        for (String name : TRUSTED) {
            AtomicFiles.write(copy(name), Files.readAllBytes(folder.resolve(name)));
        }
    }

    /** Its worktree is whole now: there is something to go on with. */
    void whole(String base) throws IOException {
        AtomicFiles.write(copy(BASE), base);
    }

    /** The commit it was made for, whatever the remote and the agent have done since. */
    String base() throws IOException {
        return Files.readString(copy(BASE));
    }

    /** Ends the task when what git would trust is no longer ours. */
    void verify() throws AgentFailure, IOException {
        for (String name : TRUSTED) {
            Path now = folder.resolve(name);
            byte[] ours = Files.readAllBytes(copy(name));
            if (!Files.isRegularFile(now, LinkOption.NOFOLLOW_LINKS)
                    || Files.size(now) != ours.length
                    || !Arrays.equals(ours, Files.readAllBytes(now))) {
                throw new AgentFailure(ErrorCode.REPO_UNSAFE, "the repository's " + name + " was changed");
            }
        }
        for (String name : FORBIDDEN) {
            if (Files.exists(folder.resolve(name), LinkOption.NOFOLLOW_LINKS)) {
                throw new AgentFailure(ErrorCode.REPO_UNSAFE, "the repository was given a " + name);
            }
        }
        plainFilesOnly();
    }

    /** A link in the place of a folder would have git write elsewhere; a pipe in the place of a file would hold it. */
    private void plainFilesOnly() throws AgentFailure, IOException {
        try (Stream<Path> all = Files.walk(folder)) {
            Optional<Path> odd = all.filter(path -> !Files.isRegularFile(path, LinkOption.NOFOLLOW_LINKS)
                            && !Files.isDirectory(path, LinkOption.NOFOLLOW_LINKS))
                    .findFirst();
            if (odd.isPresent()) {
                throw new AgentFailure(
                        ErrorCode.REPO_UNSAFE, "the repository holds no plain file as " + folder.relativize(odd.get()));
            }
        } catch (UncheckedIOException e) {
            throw e.getCause();
        }
    }

    void remove() throws IOException {
        SafeDelete.tree(folder);
        SafeDelete.tree(copies);
    }

    private Path copy(String name) {
        AtomicFiles.ownerOnlyFolder(copies);
        return copies.resolve(name.replace('/', '-'));
    }

    private void write(String name, String text) throws IOException {
        Path file = folder.resolve(name);
        Files.createDirectories(file.getParent());
        AtomicFiles.write(file, text.getBytes(StandardCharsets.UTF_8));
    }
}
