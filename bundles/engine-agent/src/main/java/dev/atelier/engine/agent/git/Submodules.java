package dev.atelier.engine.agent.git;

import dev.atelier.common.api.AtomicFiles;
import dev.atelier.engine.agent.AgentFailure;
import dev.atelier.engine.agent.ErrorCode;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;

/**
 * Brings the repositories along that a repository names. Git's own command for it would run in the worktree and read
 * what lies there; here each is fetched into a cache as any other and laid out from that, in a repository of its own
 * that nothing reads after the agent has had it.
 */
final class Submodules {
    private static final int DEEPEST = 8;
    private static final int MOST = 100;
    private static final Duration LIMIT = Duration.ofMinutes(10);
    private static final Pattern ZERO = Pattern.compile("\0");
    /** {@code ../} leads from one repository to its neighbour, whatever kind of address they have. */
    private static final Pattern RELATIVE = Pattern.compile("\\.{1,2}/.*");

    private static final Pattern ELSEWHERE = Pattern.compile("(?i)(https|ssh)://.+|[\\w.-]+@[\\w.-]+:(?!/?/).+");

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
        Map<String, String> addresses = new HashMap<>();
        for (Map.Entry<String, String> link :
                links(guarded.on(level.repository()), level.commit()).entrySet()) {
            if (addresses.isEmpty()) {
                addresses.putAll(addresses(level));
            }
            String address = addresses.get(link.getKey());
            if (address == null) {
                continue; // a repository that was committed by mistake: nobody knows where it is
            }
            if (level.depth() == DEEPEST || found.size() == MOST) {
                throw new AgentFailure(
                        ErrorCode.WORKTREE_FAILED,
                        level.remote().shown() + " has too many submodules, or they are too deep");
            }
            Remote remote = remote(level.remote(), link.getKey(), address);
            Path cached = cache.fetched(remote, link.getValue(), logins);
            Path path = level.path().resolve(link.getKey());
            found.add(new Submodule(path, link.getValue(), cached));
            collect(new Level(remote, cached, link.getValue(), path, level.depth() + 1), found);
        }
    }

    /** The commits that a commit has in the place of folders, by their paths. */
    static Map<String, String> links(Git git, String commit) throws AgentFailure, IOException, InterruptedException {
        String listed = git.run(Path.of("/"), LIMIT, "ls-tree", "-r", "-z", commit)
                .orFail(ErrorCode.WORKTREE_FAILED, "cannot list the files of " + commit)
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
    private Map<String, String> addresses(Level level) throws IOException, InterruptedException {
        GitResult read = guarded.on(level.repository())
                .run(
                        level.repository(),
                        LIMIT,
                        "config",
                        "--blob=" + level.commit() + ":.gitmodules",
                        "-z",
                        "--get-regexp",
                        "^submodule\\..*\\.(path|url)$");
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

    /** A repository may name neighbours of its own, and what lies elsewhere; no other place on this host. */
    private static Remote remote(Remote around, String path, String address) throws AgentFailure {
        try {
            if (RELATIVE.matcher(address).matches()) {
                return new Remote(beside(around.text(), address));
            }
            if (ELSEWHERE.matcher(address).matches()) {
                return new Remote(address);
            }
        } catch (IllegalArgumentException e) {
            throw refused(around, path, String.valueOf(e.getMessage()));
        }
        throw refused(around, path, "only https and ssh addresses, and relative ones, are followed");
    }

    private static AgentFailure refused(Remote around, String path, String why) {
        return new AgentFailure(
                ErrorCode.GIT_CLONE_FAILED,
                "the submodule " + path + " of " + around.shown() + " is not fetched: " + why);
    }

    static String beside(String address, String relative) {
        String base = address.replaceAll("/+$", "");
        String rest = relative;
        char joint = '/';
        while (rest.startsWith("../") || rest.startsWith("./")) {
            if (rest.startsWith("../")) {
                int end = Math.max(base.lastIndexOf('/'), base.lastIndexOf(':'));
                if (end < 1 || base.substring(0, end).endsWith("/")) {
                    throw new IllegalArgumentException("its address " + relative + " leads nowhere");
                }
                joint = base.charAt(end);
                base = base.substring(0, end);
            }
            rest = rest.substring(rest.indexOf('/') + 1);
        }
        return base + joint + rest;
    }

    /** Lays their files out in a worktree that nobody has had yet. */
    void layOut(List<Submodule> submodules, Path worktree) throws AgentFailure, IOException, InterruptedException {
        for (Submodule each : submodules) {
            Path folder = worktree.resolve(each.path());
            if (!folder.toRealPath().equals(folder)) {
                throw new AgentFailure(
                        ErrorCode.WORKTREE_FAILED, "the submodule " + each.path() + " lies behind a link");
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
}
