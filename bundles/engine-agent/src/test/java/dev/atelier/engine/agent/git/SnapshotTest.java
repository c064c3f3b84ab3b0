package dev.atelier.engine.agent.git;

import static org.assertj.core.api.Assertions.assertThat;

import dev.atelier.common.api.Threads;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SnapshotTest {
    private static final SnapshotRules COMMIT = new SnapshotRules(true, "DeliDev: t1", "An Agent", "agent@example.org");
    private static final SnapshotRules LOOK = new SnapshotRules(false, "", "An Agent", "agent@example.org");

    private final ExecutorService threads = Executors.newCachedThreadPool(Threads.named("git-test"));
    private final Worktrees worktrees;
    private final Checkout checkout;
    private final Path tree;

    SnapshotTest(@TempDir Path temp) throws Exception {
        Upstream upstream = Upstream.make(temp.resolve("upstream"));
        upstream.commit("old.txt", "a text\nof some lines\nthat are kept\n");
        upstream.commit("gone.txt", "soon\n");
        worktrees = new Worktrees(temp.resolve("state"), temp.resolve("trees"), "git", System.getenv(), threads);
        checkout = worktrees.make(new Order("t1", upstream.remote(), "main", "b", "", false));
        tree = checkout.worktree();
    }

    @AfterEach
    void stop() {
        threads.shutdownNow();
    }

    @Test
    void nothingDoneIsNothingChanged() throws Exception {
        Snapshot made = worktrees.snapshot(checkout, COMMIT);

        assertThat(made.hasChanges()).isFalse();
        assertThat(made.end()).isEqualTo(checkout.base());
        assertThat(made.changed()).isEmpty();
    }

    @Test
    void whatWasNotCommittedIs() throws Exception {
        Files.move(tree.resolve("old.txt"), tree.resolve("renamed.txt"));
        Files.delete(tree.resolve("gone.txt"));
        Files.writeString(tree.resolve("README"), "hello again\n");
        Files.writeString(tree.resolve("a name with spaces, ä and \n a line.txt"), "x\n");

        Snapshot made = worktrees.snapshot(checkout, COMMIT);

        assertThat(made.hasChanges()).isTrue();
        assertThat(made.changed())
                .containsExactlyInAnyOrder(
                        new Snapshot.Change(Snapshot.Kind.RENAMED, "renamed.txt", "old.txt"),
                        new Snapshot.Change(Snapshot.Kind.DELETED, "gone.txt", null),
                        new Snapshot.Change(Snapshot.Kind.MODIFIED, "README", null),
                        new Snapshot.Change(Snapshot.Kind.ADDED, "a name with spaces, ä and \n a line.txt", null));
        assertThat(cache("log", "-1", "--format=%an <%ae> %s", "b"))
                .isEqualTo("An Agent <agent@example.org> DeliDev: t1");
        assertThat(cache("rev-parse", "b^")).isEqualTo(checkout.base());
    }

    @Test
    void theAgentsOwnCommitsStay() throws Exception {
        Files.writeString(tree.resolve("one.txt"), "1\n");
        Upstream.run(tree, "add", "-A");
        Upstream.run(tree, "commit", "--quiet", "-m", "its own");
        String own = Upstream.run(tree, "rev-parse", "HEAD");
        Files.writeString(tree.resolve("two.txt"), "2\n");

        Snapshot made = worktrees.snapshot(checkout, COMMIT);

        assertThat(cache("rev-parse", "b^")).isEqualTo(own);
        assertThat(made.changed()).extracting(Snapshot.Change::path).containsExactly("one.txt", "two.txt");
    }

    @Test
    void workOnAnotherBranchIsNotLost() throws Exception {
        Upstream.run(tree, "checkout", "--quiet", "-b", "own-idea");
        Upstream.run(tree, "branch", "-D", "b");
        Files.writeString(tree.resolve("one.txt"), "1\n");
        Upstream.run(tree, "add", "-A");
        Upstream.run(tree, "commit", "--quiet", "-m", "its own");

        Snapshot made = worktrees.snapshot(checkout, COMMIT);

        assertThat(made.changed()).extracting(Snapshot.Change::path).containsExactly("one.txt");
        assertThat(cache("rev-parse", "b")).isEqualTo(made.end());
    }

    @Test
    void looksOnlyWhenItIsNotToCommit() throws Exception {
        Files.writeString(tree.resolve("one.txt"), "1\n");

        Snapshot made = worktrees.snapshot(checkout, LOOK);

        assertThat(made.end()).isEqualTo(checkout.base());
        assertThat(made.uncommitted()).isTrue();
        assertThat(made.hasChanges()).isTrue();
    }

    @Test
    void ignoredFilesStayOut() throws Exception {
        Files.writeString(tree.resolve(".gitignore"), "*.log\n");
        Files.writeString(tree.resolve("noise.log"), "x\n");

        assertThat(worktrees.snapshot(checkout, COMMIT).changed())
                .extracting(Snapshot.Change::path)
                .containsExactly(".gitignore");
    }

    private String cache(String... arguments) throws Exception {
        return Upstream.run(checkout.cacheObjects().resolve(".."), arguments);
    }
}
