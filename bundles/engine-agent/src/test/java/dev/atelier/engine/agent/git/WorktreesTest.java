package dev.atelier.engine.agent.git;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.atelier.common.api.Threads;
import dev.atelier.engine.agent.AgentFailure;
import dev.atelier.engine.agent.ErrorCode;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class WorktreesTest {
    private static final SnapshotRules RULES = new SnapshotRules(true, "work", "Agent", "agent@example.org");

    private final ExecutorService threads = Executors.newCachedThreadPool(Threads.named("git-test"));
    private final Path temp;
    private final Upstream upstream;
    private final Worktrees worktrees;

    WorktreesTest(@TempDir Path temp) throws Exception {
        this.temp = temp.toRealPath(); // as the worktrees tell it
        upstream = Upstream.make(temp.resolve("upstream"));
        worktrees = new Worktrees(temp.resolve("state"), temp.resolve("trees"), "git", System.getenv(), threads);
    }

    @BeforeEach
    void more() throws Exception {
        upstream.commit("src/a.txt", "one\n");
    }

    @AfterEach
    void stop() {
        threads.shutdownNow();
    }

    private Order order(String task) {
        return new Order(task, upstream.remote(), "main", "delidev/" + task, "", false);
    }

    @Test
    void aTaskStartsFromTheRemotesBranchAsItIsNow() throws Exception {
        worktrees.make(order("t0"));
        String now = upstream.commit("src/a.txt", "two\n");

        Checkout checkout = worktrees.make(order("t1"));

        assertThat(checkout.base()).isEqualTo(now);
        assertThat(checkout.worktree()).isEqualTo(temp.resolve("trees/t1"));
        assertThat(checkout.worktree().resolve("src/a.txt")).hasContent("two\n");
        assertThat(Upstream.run(checkout.worktree(), "symbolic-ref", "HEAD")).isEqualTo("refs/heads/delidev/t1");
        assertThat(Upstream.run(checkout.worktree(), "diff", "--stat", "origin/main"))
                .isEmpty();
        assertThat(Files.getPosixFilePermissions(checkout.worktree().getParent()))
                .hasSize(3);
    }

    @Test
    void agentsSeeNoBranchOfOthers() throws Exception {
        upstream.git("branch", "secret-plans");
        worktrees.snapshot(worktrees.make(order("t1")), RULES);

        Checkout checkout = worktrees.make(order("t2"));

        assertThat(Upstream.run(checkout.worktree(), "for-each-ref", "--format=%(refname)")
                        .lines())
                .containsExactly("refs/heads/delidev/t2", "refs/remotes/origin/main");
    }

    @Test
    void aTaskCanBuildOnTheResultOfAnother() throws Exception {
        Checkout first = worktrees.make(order("t1"));
        Files.writeString(first.worktree().resolve("new.txt"), "by the first\n");
        Snapshot made = worktrees.snapshot(first, RULES);
        worktrees.remove("t1");

        Checkout second = worktrees.make(new Order("t2", upstream.remote(), "delidev/t1", "delidev/t2", "", false));

        assertThat(second.base()).isEqualTo(made.end());
        assertThat(second.worktree().resolve("new.txt")).hasContent("by the first\n");
        assertThat(worktrees.result(upstream.remote(), "delidev/t1")).contains(made.end());
    }

    @Test
    void manyTasksOnOneRepositoryStartAtOnce() throws Exception {
        List<Callable<Checkout>> starts = IntStream.range(0, 6)
                .mapToObj(n -> (Callable<Checkout>) () -> worktrees.make(order("t" + n)))
                .toList();

        for (Future<Checkout> started : threads.invokeAll(starts)) {
            assertThat(started.get().worktree().resolve("src/a.txt")).hasContent("one\n");
        }
        assertThat(temp.resolve("state/repos")).isDirectoryContaining("glob:**.git");
        try (var repositories = Files.list(temp.resolve("state/repos"))) {
            assertThat(repositories).hasSize(1);
        }
    }

    @Test
    void anAttemptStartsAfreshUnlessItGoesOn() throws Exception {
        Checkout first = worktrees.make(order("t1"));
        Files.writeString(first.worktree().resolve("half.txt"), "half\n");
        upstream.commit("later.txt", "not for this attempt\n");

        Checkout resumed = worktrees.make(new Order("t1", upstream.remote(), "main", "delidev/t1", "", true));
        assertThat(resumed.worktree().resolve("half.txt")).hasContent("half\n");
        assertThat(resumed.base()).isEqualTo(first.base());
        Checkout again = worktrees.make(order("t1"));

        assertThat(again.worktree().resolve("half.txt")).doesNotExist();
        assertThat(again.worktree().resolve("src/a.txt")).hasContent("one\n");
    }

    private Order back(String base, String end) {
        return new Order(
                "t1",
                upstream.remote(),
                "main",
                template -> "delidev/t1",
                "",
                true,
                new Order.Made(base, end),
                false,
                Logins.NONE);
    }

    private Snapshot reviewed() throws Exception {
        Checkout first = worktrees.make(order("t1"));
        Files.writeString(first.worktree().resolve("reviewed.txt"), "reviewed\n");
        return worktrees.snapshot(first, RULES);
    }

    @Test
    void aResultIsGoneOnWithWhereItsFilesAreGone() throws Exception {
        Snapshot made = reviewed();
        worktrees.remove("t1");
        upstream.commit("later.txt", "not for this task\n");

        Checkout again = worktrees.make(back(made.base(), made.end()));

        assertThat(again.base()).isEqualTo(made.base());
        assertThat(Upstream.run(again.worktree(), "status", "--porcelain")).isEmpty();
        assertThat(Upstream.run(again.worktree(), "rev-parse", "HEAD", "delidev/t1", "origin/main")
                        .lines())
                .containsExactly(made.end(), made.end(), made.base());
        Files.writeString(again.worktree().resolve("wanted.txt"), "wanted\n");
        assertThat(worktrees.snapshot(again, RULES).changed())
                .extracting(Snapshot.Change::path)
                .containsExactly("reviewed.txt", "wanted.txt");
    }

    @Test
    void filesThatAreLeftCountBeforeTheResult() throws Exception {
        Snapshot made = reviewed();
        Path left = Files.writeString(temp.resolve("trees/t1/left.txt"), "by a run that failed\n");

        worktrees.make(back(made.base(), made.end()));

        assertThat(left).exists();
    }

    @Test
    void aRepositoryThatCannotBeTrustedAnyMoreIsMadeAnewOfTheResult() throws Exception {
        Snapshot made = reviewed();
        Files.writeString(temp.resolve("state/tasks/t1/repo.git/commondir"), "/elsewhere\n");
        assertFails(ErrorCode.REPO_UNSAFE, new Order("t1", upstream.remote(), "main", "delidev/t1", "", true));

        Checkout again = worktrees.make(back(made.base(), made.end()));

        assertThat(again.worktree().resolve("reviewed.txt")).hasContent("reviewed\n");
        assertThat(again.privateRepository().resolve("commondir")).doesNotExist();
    }

    @Test
    void aResultThatIsNotHereLeavesTheBeginning() throws Exception {
        Snapshot made = reviewed();
        worktrees.remove("t1");

        for (String end : List.of("1".repeat(40), "--help", "delidev/t1", "")) {
            Checkout again = worktrees.make(back(made.base(), end));

            assertThat(again.worktree().resolve("reviewed.txt")).doesNotExist();
            worktrees.remove("t1");
        }
    }

    @Test
    void severalRepositoriesOfATaskLieSideBySide() throws Exception {
        Upstream other = Upstream.make(temp.resolve("other"));

        Checkout one = worktrees.make(new Order("t1", upstream.remote(), "main", "b", "upstream", false));
        Checkout two = worktrees.make(new Order("t1", other.remote(), "main", "b", "other", false));

        assertThat(one.worktree()).isEqualTo(temp.resolve("trees/t1/upstream"));
        assertThat(two.worktree().resolve("README")).hasContent("hello\n");
        assertThat(one.repository().folder()).isNotEqualTo(two.repository().folder());
    }

    @Test
    void whatCannotBeMadeIsNamed() {
        assertFails(ErrorCode.GIT_BRANCH_NOT_FOUND, new Order("t1", upstream.remote(), "none", "b", "", false));
        assertFails(
                ErrorCode.GIT_CLONE_FAILED,
                new Order("t1", new Remote(temp.resolve("missing").toString()), "main", "b", "", false));
        assertFails(ErrorCode.WORKTREE_FAILED, new Order("t1", upstream.remote(), "main", "a..b", "", false));
        assertFails(ErrorCode.WORKTREE_FAILED, new Order("t1", upstream.remote(), "main", "--force", "", false));
        assertThatThrownBy(() -> order("../x")).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> new Order("t1", upstream.remote(), "main", "b", "../x", false))
                .isInstanceOf(IllegalArgumentException.class);
    }

    private void assertFails(ErrorCode code, Order order) {
        assertThatThrownBy(() -> worktrees.make(order))
                .isInstanceOfSatisfying(AgentFailure.class, failure -> assertThat(failure.code())
                        .isEqualTo(code));
    }

    @Test
    void nothingOfATaskIsLeftButItsResult() throws Exception {
        Checkout checkout = worktrees.make(order("t1"));
        Snapshot made = worktrees.snapshot(checkout, RULES);

        worktrees.remove("t1");

        assertThat(temp.resolve("trees/t1")).doesNotExist();
        assertThat(Files.exists(checkout.repository().folder(), LinkOption.NOFOLLOW_LINKS))
                .isFalse();
        assertThat(worktrees.result(upstream.remote(), "delidev/t1")).contains(made.end());
    }

    @Test
    void aPlaceBehindALinkIsCalledAsGitCallsIt() throws Exception {
        Path link = Files.createSymbolicLink(temp.resolve("link"), Files.createDirectory(temp.resolve("disk")));
        Files.createDirectory(temp.resolve("other-disk"));
        Files.createSymbolicLink(link.resolve("trees"), temp.resolve("other-disk"));
        Worktrees behind = new Worktrees(link.resolve("state"), link.resolve("trees"), "git", System.getenv(), threads);

        Checkout checkout = behind.make(order("t1"));

        assertThat(checkout.privateRepository()).isEqualTo(temp.resolve("disk/state/tasks/t1/repo.git"));
        assertThat(Files.readString(checkout.worktree().resolve(".git")))
                .startsWith("gitdir: " + checkout.privateRepository() + "/worktrees/");
        behind.remove("t1");
        assertThat(temp.resolve("other-disk")).isEmptyDirectory();
    }

    @Test
    void theHostsOwnGitVariablesDoNotLeakIn() throws Exception {
        Map<String, String> host = new java.util.HashMap<>(System.getenv());
        host.put("GIT_DIR", temp.resolve("elsewhere").toString());
        host.put("GIT_WORK_TREE", temp.toString());
        Worktrees other = new Worktrees(temp.resolve("state2"), temp.resolve("trees2"), "git", host, threads);

        assertThat(other.make(order("t1")).worktree().resolve("src/a.txt")).exists();
    }

    @Test
    void gitIsNotToldWhatTheWorkerIsTold() throws Exception {
        Path program = temp.resolve("git-that-tells");
        Path told = temp.resolve("told");
        Files.writeString(program, "#!/bin/sh\nenv >> '" + told + "'\nexec git \"$@\"\n");
        Files.setPosixFilePermissions(program, PosixFilePermissions.fromString("rwxr-xr-x"));
        Map<String, String> host = new java.util.HashMap<>(System.getenv());
        host.put("HOME", temp.toString());
        host.put("DELIDEV_WORKER_TOKEN", "canary-of-a-token");
        host.put("ATELIER_AGENT_WORKER_TOKEN", "canary-of-a-token");
        Worktrees other =
                new Worktrees(temp.resolve("state2"), temp.resolve("trees2"), program.toString(), host, threads);

        other.make(order("t1"));

        assertThat(told).content().contains("HOME=" + temp).doesNotContain("canary-of-a-token");
    }
}
