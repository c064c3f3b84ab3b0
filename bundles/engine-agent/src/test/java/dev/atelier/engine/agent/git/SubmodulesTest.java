package dev.atelier.engine.agent.git;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.atelier.common.api.Threads;
import dev.atelier.engine.agent.AgentFailure;
import dev.atelier.engine.agent.ErrorCode;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import org.assertj.core.api.InstanceOfAssertFactories;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class SubmodulesTest {
    private static final SnapshotRules RULES = new SnapshotRules(true, "work", "Agent", "agent@example.org");

    private final ExecutorService threads = Executors.newCachedThreadPool(Threads.named("git-test"));
    private final Upstream upstream;
    private final Upstream library;
    private final Upstream inner;
    private final Worktrees worktrees;

    SubmodulesTest(@TempDir Path temp) throws Exception {
        upstream = Upstream.make(temp.resolve("remotes/upstream"));
        library = Upstream.make(temp.resolve("remotes/library"));
        inner = Upstream.make(temp.resolve("remotes/inner"));
        worktrees = new Worktrees(temp.resolve("state"), temp.resolve("trees"), "git", System.getenv(), threads);
    }

    @BeforeEach
    void oneWithinAnother() throws Exception {
        inner.commit("deep.txt", "deep\n");
        library.name("parts/inner", "../inner", inner);
        upstream.name("vendor/library", "../library", library);
    }

    @AfterEach
    void stop() {
        threads.shutdownNow();
    }

    private Order order(boolean keep) {
        return new Order("t1", upstream.remote(), "main", template -> "b", "", keep, null, true, Logins.NONE);
    }

    @Test
    void theyComeAlongThoseWithinThemToo() throws Exception {
        Checkout checkout = worktrees.make(order(false));

        Path within = checkout.worktree().resolve("vendor/library/parts/inner");
        assertThat(within.resolve("deep.txt")).hasContent("deep\n");
        assertThat(Upstream.run(within, "rev-parse", "HEAD")).isEqualTo(inner.git("rev-parse", "HEAD"));
        assertThat(Upstream.run(checkout.worktree(), "status", "--porcelain")).isEmpty();
        assertThat(checkout.submodules())
                .extracting(each -> each.path().toString())
                .containsExactly("vendor/library", "vendor/library/parts/inner");
    }

    @Test
    void theyStayAwayUnlessWanted() throws Exception {
        Checkout checkout = worktrees.make(
                new Order("t1", upstream.remote(), "main", template -> "b", "", false, null, false, Logins.NONE));

        assertThat(checkout.submodules()).isEmpty();
        assertThat(checkout.worktree().resolve("vendor/library")).isEmptyDirectory();
    }

    @Test
    void aCommitThatNoBranchHasAnyMoreIsFetchedByItself() throws Exception {
        library.git("config", "uploadpack.allowAnySHA1InWant", "true");
        library.git("checkout", "--quiet", "--orphan", "other");
        library.git("commit", "--quiet", "--allow-empty", "-m", "nothing of before");
        library.git("branch", "-D", "main");

        Checkout checkout = worktrees.make(order(false));

        assertThat(checkout.worktree().resolve("vendor/library/README")).hasContent("hello\n");
    }

    @Test
    void whatIsLeftInOneIsToldAndNothingElseOfIt() throws Exception {
        Checkout checkout = worktrees.make(order(false));
        Files.writeString(checkout.worktree().resolve("README"), "changed\n");
        assertThat(worktrees.snapshot(checkout, RULES).leftOut()).isEmpty();

        Files.writeString(checkout.worktree().resolve("vendor/library/new.txt"), "new\n");
        Snapshot made = worktrees.snapshot(checkout, RULES);

        assertThat(made.leftOut()).containsExactly("vendor/library");
        assertThat(made.changed()).extracting(Snapshot.Change::path).containsExactly("README");
    }

    @Test
    void whatIsLeftInOneWithinAnotherIsToldToo() throws Exception {
        Checkout checkout = worktrees.make(order(false));
        Path vendor = checkout.worktree().resolve("vendor/library");
        Files.writeString(vendor.resolve("parts/inner/deep.txt"), "changed\n");
        Upstream.make(vendor.resolve("tools/cloned"));

        assertThat(worktrees.snapshot(checkout, RULES).leftOut())
                .containsExactlyInAnyOrder("vendor/library/parts/inner", "vendor/library/tools/cloned");
    }

    @Test
    void oneThatCannotBeReadLosesNothingOfTheRest() throws Exception {
        Checkout checkout = worktrees.make(order(false));
        Files.writeString(checkout.worktree().resolve("README"), "changed\n");
        Path file = checkout.worktree().resolve("vendor/library/README");
        Files.delete(file);
        assertThat(new ProcessBuilder("mkfifo", file.toString()).start().waitFor())
                .isZero();

        Snapshot made = worktrees.snapshot(checkout, RULES);

        assertThat(made.leftOut()).containsExactly("vendor/library");
        assertThat(made.changed()).extracting(Snapshot.Change::path).containsExactly("README");
    }

    @Test
    void aTaskThatGoesOnIsGivenThoseItHasNotYet() throws Exception {
        Path worktree = worktrees
                .make(new Order("t1", upstream.remote(), "main", template -> "b", "", false, null, false, Logins.NONE))
                .worktree();

        worktrees.make(order(true));

        assertThat(worktree.resolve("vendor/library/parts/inner/deep.txt")).hasContent("deep\n");
    }

    @Test
    void whatWasNeverWholeIsMadeAnew() throws Exception {
        Path tree = worktrees.make(order(false)).worktree();
        Files.delete(tree.resolve("README"));
        Files.delete(tree.resolve("../../state/tasks/t1/repo.git.trusted/base"));

        worktrees.make(order(true));

        assertThat(tree.resolve("README")).hasContent("hello\n");
    }

    @Test
    void noConfigurationOfThisHostIsReadForARepository(@TempDir Path elsewhere) throws Exception {
        Path other =
                Files.writeString(elsewhere.resolve("config"), "[submodule \"sly\"]\n\tpath = sly\n\turl = ../inner\n");
        upstream.git("config", "-f", ".gitmodules", "include.path", other.toString());
        upstream.git("add", ".gitmodules");
        upstream.git("update-index", "--add", "--cacheinfo", "160000," + inner.git("rev-parse", "HEAD") + ",sly");
        upstream.git("commit", "--quiet", "-m", "sly");

        Checkout checkout = worktrees.make(order(false));

        assertThat(checkout.worktree().resolve("sly")).isEmptyDirectory();
        assertThat(checkout.submodules()).hasSize(2);
    }

    @Test
    void whatCannotBeReadOfTheAddressesIsTold() throws Exception {
        Files.writeString(Path.of(upstream.remote().text()).resolve(".gitmodules"), "<<<<<<< HEAD\n");
        upstream.git("commit", "--quiet", "-m", "a merge gone wrong", ".gitmodules");

        assertThatThrownBy(() -> worktrees.make(order(false)))
                .hasMessageContaining("the .gitmodules of ")
                .hasMessageContaining("bad config line");
    }

    @Test
    void aTaskThatGoesOnFindsThemAsItLeftThem() throws Exception {
        Path left = worktrees.make(order(false)).worktree().resolve("vendor/library/new.txt");
        Files.writeString(left, "new\n");

        Checkout again = worktrees.make(order(true));

        assertThat(left).hasContent("new\n");
        assertThat(again.submodules()).hasSize(2);
    }

    @Test
    void oneInThePlaceOfALinkIsNotReadWhereThatLeads() throws Exception {
        Checkout checkout = worktrees.make(order(false));
        Path folder = checkout.worktree().resolve("vendor/library");
        SafeDelete.tree(folder);
        Files.createSymbolicLink(folder, Path.of("/etc"));

        Snapshot made = worktrees.snapshot(checkout, RULES);

        assertThat(made.changed()).extracting(Snapshot.Change::path).containsExactly("vendor/library");
    }

    @Test
    void oneThatNobodyTellsTheAddressOfIsLeftEmpty() throws Exception {
        upstream.git("rm", "--quiet", "--cached", ".gitmodules");
        upstream.git("commit", "--quiet", "-m", "no addresses");

        assertThat(worktrees.make(order(false)).submodules()).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "/srv/git/private.git",
                "file:///srv/git/private.git",
                "ext::sh -c id",
                "-x",
                "http://h/x",
                "../../neighbour",
                "../library/../../private",
                "./library",
                "../",
                "../a/b"
            })
    void noOtherPlaceOnThisHostIsRead(String address) throws Exception {
        upstream.name("sly", address, inner);

        assertThatThrownBy(() -> worktrees.make(order(false)))
                .asInstanceOf(InstanceOfAssertFactories.type(AgentFailure.class))
                .satisfies(failure -> {
                    assertThat(failure.code()).isEqualTo(ErrorCode.GIT_CLONE_FAILED);
                    assertThat(failure).hasMessageContaining("the submodule sly of ");
                });
    }

    @Test
    void aRepositoryWithinItselfHasAnEnd() throws Exception {
        for (int i = 0; i < 10; i++) {
            upstream.name("self", "../upstream", upstream);
        }

        assertThatThrownBy(() -> worktrees.make(order(false))).hasMessageContaining("too many submodules");
    }
}
