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
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What an agent can leave in its worktree and its repository to have the host run or read something. */
class HostileWorktreeTest {
    private static final SnapshotRules RULES = new SnapshotRules(true, "work", "Agent", "agent@example.org");

    private final ExecutorService threads = Executors.newCachedThreadPool(Threads.named("git-test"));
    private final Path temp;
    private final Path canary;
    private final Upstream upstream;
    private final Worktrees worktrees;
    private final Checkout checkout;
    private final Path tree;
    private final Path repository;

    HostileWorktreeTest(@TempDir Path temp) throws Exception {
        this.temp = temp;
        canary = temp.resolve("canary");
        upstream = Upstream.make(temp.resolve("upstream"));
        worktrees = new Worktrees(temp.resolve("state"), temp.resolve("trees"), "git", System.getenv(), threads);
        checkout = worktrees.make(new Order("t1", upstream.remote(), "main", "b", "", false));
        tree = checkout.worktree();
        repository = checkout.repository().folder();
    }

    @AfterEach
    void stop() {
        threads.shutdownNow();
    }

    private Path script() throws Exception {
        Path script = Files.writeString(temp.resolve("evil"), "#!/bin/sh\ntouch '" + canary + "'\ncat\n");
        return Files.setPosixFilePermissions(script, PosixFilePermissions.fromString("rwxr-xr-x"));
    }

    private Snapshot snapshot() throws Exception {
        return worktrees.snapshot(checkout, RULES);
    }

    private void assertUnsafe() {
        assertThatThrownBy(this::snapshot)
                .isInstanceOfSatisfying(AgentFailure.class, failure -> assertThat(failure.code())
                        .isEqualTo(ErrorCode.REPO_UNSAFE));
        assertThat(canary).doesNotExist();
    }

    private String evil() throws Exception {
        return "[core]\n\tfsmonitor = " + script() + "\n\thooksPath = " + temp + "\n[filter \"x\"]\n\tclean = "
                + script() + "\n\tsmudge = " + script() + "\n\trequired = true\n[diff]\n\texternal = " + script()
                + "\n";
    }

    @Test
    void aRepositoryInThePlaceOfOursIsNotLookedAt() throws Exception {
        Files.delete(tree.resolve(".git"));
        Upstream.run(tree, "init", "--quiet");
        Files.writeString(tree.resolve(".git/config"), evil());
        Files.writeString(tree.resolve(".gitattributes"), "* filter=x diff=x\n");
        Files.writeString(tree.resolve("made.txt"), "made\n");

        Snapshot made = snapshot();

        assertThat(canary).doesNotExist();
        assertThat(made.changed()).extracting(Snapshot.Change::path).containsExactly(".gitattributes", "made.txt");
    }

    @Test
    void changedConfigurationIsRefused() throws Exception {
        Files.writeString(repository.resolve("config"), evil());

        assertUnsafe();
    }

    @Test
    void aCommonFolderElsewhereIsRefused() throws Exception {
        Path elsewhere = Files.createDirectory(temp.resolve("elsewhere"));
        Files.writeString(elsewhere.resolve("config"), evil());
        Files.writeString(repository.resolve("commondir"), elsewhere + "\n");

        assertUnsafe();
    }

    @Test
    void objectsOfOthersAreRefused() throws Exception {
        Files.writeString(repository.resolve("objects/info/alternates"), temp.resolve("private/objects") + "\n");

        assertUnsafe();
    }

    @Test
    void linksOutOfTheRepositoryAreRefused() throws Exception {
        Path outside = Files.createDirectory(temp.resolve("outside"));
        Path heads = repository.resolve("refs/heads");
        SafeDelete.tree(heads);
        Files.createSymbolicLink(heads, outside);

        assertUnsafe();

        assertThat(outside).isEmptyDirectory();
    }

    @Test
    void aPipeInThePlaceOfAFileHoldsNobody() throws Exception {
        assertThat(new ProcessBuilder(
                                "mkfifo", repository.resolve("packed-refs").toString())
                        .start()
                        .waitFor())
                .isZero();

        assertUnsafe();
    }

    @Test
    void hooksOfTheRepositoryAreNotRun() throws Exception {
        for (String name : new String[] {"post-checkout", "post-index-change", "reference-transaction", "pre-commit"}) {
            Files.copy(script(), repository.resolve("hooks").resolve(name));
        }
        Files.writeString(tree.resolve("made.txt"), "made\n");

        assertThat(snapshot().changed()).hasSize(1);
        assertThat(canary).doesNotExist();
    }

    @Test
    void linksInTheWorktreeAreKeptAsLinks() throws Exception {
        Path secret = Files.writeString(temp.resolve("secret"), "host's own\n");
        Files.createSymbolicLink(tree.resolve("link"), secret);
        Files.createSymbolicLink(tree.resolve("folder"), temp);

        Snapshot made = snapshot();

        assertThat(made.changed()).extracting(Snapshot.Change::path).containsExactly("folder", "link");
        assertThat(upstreamCache("cat-file", "blob", made.end() + ":link")).isEqualTo(secret.toString());
        assertThat(upstreamCache("cat-file", "-t", made.end() + ":folder")).isEqualTo("blob");
    }

    private String upstreamCache(String... arguments) throws Exception {
        Path cache = checkout.cacheObjects().resolve("..");
        return Upstream.run(cache, arguments);
    }

    @Test
    void repositoriesWithinAreLeftOutAndNamed() throws Exception {
        Path nested = Files.createDirectories(tree.resolve("vendor/lib"));
        Upstream.run(nested, "init", "--quiet");
        Files.writeString(nested.resolve(".git/config"), evil());
        Files.writeString(nested.resolve("inside.txt"), "x\n");
        Files.createDirectories(tree.resolve("sly/.GIT"));
        Files.writeString(tree.resolve("sly/.GIT/config"), evil());
        Files.writeString(tree.resolve("vendor/made.txt"), "made\n");

        Snapshot made = snapshot();

        assertThat(made.leftOut()).containsExactlyInAnyOrder("vendor/lib", "sly");
        assertThat(made.changed()).extracting(Snapshot.Change::path).containsExactly("vendor/made.txt");
        assertThat(canary).doesNotExist();
    }

    @Test
    void aTaskThatWasLockedUpGoesAllTheSame() throws Exception {
        Files.delete(tree.resolve(".git"));
        Files.createSymbolicLink(tree.resolve(".git"), temp);
        Path locked = Files.createDirectory(tree.resolve("locked"));
        Files.writeString(locked.resolve("file"), "x");
        Files.setPosixFilePermissions(locked, PosixFilePermissions.fromString("---------"));

        worktrees.remove("t1");

        assertThat(Files.exists(tree, LinkOption.NOFOLLOW_LINKS)).isFalse();
        assertThat(temp.resolve("upstream/README")).hasContent("hello\n");
    }
}
