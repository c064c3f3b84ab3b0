package dev.atelier.engine.agent.git;

import dev.atelier.common.api.AtomicFiles;
import dev.atelier.engine.agent.AgentFailure;
import dev.atelier.engine.agent.ErrorCode;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * Brings the repositories along that a repository names. Git's own command for it would run in the worktree and read
 * what lies there; here each is fetched into a cache as any other and laid out from that, in a repository of its own
 * that nothing reads after the agent has had it.
 */
final class Submodules {
    private static final int DEEPEST = 8;
    private static final int MOST = 100;
    private static final int NOTHING_FOUND = 1;
    private static final Duration LIMIT = Duration.ofMinutes(10);
    private static final Pattern ZERO = Pattern.compile("\0");

    private final Guarded guarded;
    private final RepositoryCache cache;
    private final Logins logins;

    Submodules(Guarded guarded, RepositoryCache cache, Logins logins) {
        this.guarded = guarded;
        this.cache = cache;
        this.logins = logins;
    }

    /**
     * All that belong to a commit, those within others behind them.
     *
     * @param repository that knows the commit
     */
    List<Submodule> fetched(Remote remote, Path repository, String commit)
            throws AgentFailure, IOException, InterruptedException {
        List<Submodule> found = new ArrayList<>();
        collect(new Level(remote, repository, commit, Path.of(""), 0), found);
        return found;
    }

    /** A repository in which others may be. */
    private record Level(Remote remote, Path repository, String commit, Path path, int depth) {}

    private void collect(Level level, List<Submodule> found) throws AgentFailure, IOException, InterruptedException {
        Map<String, String> links = links(level);
        Map<String, String> addresses = links.isEmpty() ? Map.of() : addresses(level);
        for (Map.Entry<String, String> link : links.entrySet()) {
            String address = addresses.get(link.getKey());
            if (address == null) {
                continue; // a repository that was committed by mistake: nobody knows where it is
            }
            if (level.depth() == DEEPEST || found.size() == MOST) {
                throw new AgentFailure(
                        ErrorCode.WORKTREE_FAILED,
                        level.remote().shown() + " has too many submodules, or they are too deep");
            }
            Remote remote = SubmoduleAddress.of(level.remote(), link.getKey(), address);
            Path cached = cache.fetched(remote, link.getValue(), logins);
            Path path = level.path().resolve(link.getKey());
            found.add(new Submodule(path, link.getValue(), cached));
            collect(new Level(remote, cached, link.getValue(), path, level.depth() + 1), found);
        }
    }

    /** The commits that a commit has in the place of folders, by their paths. */
    private Map<String, String> links(Level level) throws AgentFailure, IOException, InterruptedException {
        String listed = guarded.on(level.repository())
                .run(level.repository(), LIMIT, "ls-tree", "-r", "-z", level.commit())
                .orFail(
                        ErrorCode.WORKTREE_FAILED,
                        "cannot list the files of " + level.remote().shown())
                .text();
        Map<String, String> links = new HashMap<>();
        ZERO.splitAsStream(listed)
                .filter(line -> line.startsWith("160000 commit "))
                .forEach(line -> {
                    int tab = line.indexOf('\t');
                    links.put(line.substring(tab + 1), line.substring("160000 commit ".length(), tab));
                });
        return links;
    }

    /** By path, as {@code .gitmodules} of the commit has them. */
    private Map<String, String> addresses(Level level) throws AgentFailure, IOException, InterruptedException {
        Git git = guarded.on(level.repository());
        String blob = level.commit() + ":.gitmodules";
        if (!git.run(level.repository(), LIMIT, "cat-file", "-e", blob).good()) {
            return Map.of();
        }
        GitResult read = git.run(
                level.repository(),
                LIMIT,
                "config",
                "--no-includes", // they would be read from this host
                "--blob=" + blob,
                "-z",
                "--get-regexp",
                "^submodule\\..*\\.(path|url)$");
        boolean done = read.good() || read.exit() == NOTHING_FOUND;
        if (!done || !read.trouble().isBlank()) {
            throw new AgentFailure(
                    ErrorCode.WORKTREE_FAILED,
                    "the .gitmodules of " + level.remote().shown() + " cannot be read: " + read.why());
        }
        Map<String, String> paths = new HashMap<>();
        Map<String, String> urls = new HashMap<>();
        ZERO.splitAsStream(read.text()).forEach(entry -> {
            int end = entry.indexOf('\n');
            int dot = entry.lastIndexOf('.', Math.max(end, 0));
            if (dot > 0) {
                String name = entry.substring(0, dot);
                (entry.startsWith(".path\n", dot) ? paths : urls).put(name, entry.substring(end + 1));
            }
        });
        Map<String, String> byPath = new HashMap<>();
        paths.forEach((name, path) -> {
            if (urls.containsKey(name)) {
                byPath.put(path.replaceAll("/+$", ""), urls.get(name));
            }
        });
        return byPath;
    }

    /** Lays their files out where there are none. What an agent has had is its own: git is not run there any more. */
    void layOut(List<Submodule> submodules, Path worktree) throws AgentFailure, IOException, InterruptedException {
        for (Submodule each : submodules) {
            Path folder = worktree.resolve(each.path());
            if (!isEmpty(folder)) {
                continue;
            }
            String what = "cannot lay out the submodule " + each.path();
            Path own = folder.resolve(".git");
            guarded.plain()
                    .run(folder, LIMIT, "init", "--quiet", "--template=", folder.toString())
                    .orFail(ErrorCode.WORKTREE_FAILED, what);
            AtomicFiles.write(
                    Files.createDirectories(own.resolve("objects/info")).resolve("alternates"),
                    (each.objects().toRealPath() + "\n").getBytes(StandardCharsets.UTF_8));
            guarded.on(own, folder, own.resolve("index"))
                    .run(folder, LIMIT, "checkout", "--quiet", "--detach", each.commit())
                    .orFail(ErrorCode.WORKTREE_FAILED, what);
        }
    }

    private static boolean isEmpty(Path folder) throws IOException {
        if (!Files.isDirectory(folder, LinkOption.NOFOLLOW_LINKS)
                || !folder.toRealPath().equals(folder)) {
            return false;
        }
        try (Stream<Path> files = Files.list(folder)) {
            return files.findAny().isEmpty();
        }
    }
}
