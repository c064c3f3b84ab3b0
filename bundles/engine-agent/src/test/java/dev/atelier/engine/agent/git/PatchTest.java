package dev.atelier.engine.agent.git;

import static org.assertj.core.api.Assertions.assertThat;

import dev.atelier.common.api.Threads;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Optional;
import java.util.Random;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** By the real git, which also has to take the patches. */
class PatchTest {
    private static final SnapshotRules COMMIT = new SnapshotRules(true, "DeliDev: t1", "An Agent", "agent@example.org");
    private static final int PLENTY = 1 << 20;

    private final ExecutorService threads = Executors.newCachedThreadPool(Threads.named("git-test"));
    private final Upstream upstream;
    private final Path temp;
    private final Worktrees worktrees;
    private final Checkout checkout;
    private final Path tree;

    PatchTest(@TempDir Path temp) throws Exception {
        this.temp = temp;
        upstream = Upstream.make(temp.resolve("upstream"));
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

    private Optional<byte[]> patch(String folder, int most) throws Exception {
        return worktrees.patch(checkout, worktrees.snapshot(checkout, COMMIT), folder, most);
    }

    private static byte[] noise(int length) {
        byte[] bytes = new byte[length];
        new Random(7).nextBytes(bytes);
        return bytes;
    }

    private void change() throws Exception {
        Files.move(tree.resolve("old.txt"), tree.resolve("renamed.txt"));
        Files.delete(tree.resolve("gone.txt"));
        Files.writeString(tree.resolve("README"), "hello again\n");
        Files.write(tree.resolve("picture.bin"), noise(3000));
        Files.writeString(tree.resolve("a name with ä.txt"), "x\n");
    }

    @Test
    void whereItIsAppliedTheResultIsTheSame() throws Exception {
        change();
        Path file = Files.write(temp.resolve("whole.patch"), patch("", PLENTY).orElseThrow());

        assertThat(file).content().contains("rename from old.txt", "GIT binary patch", "a name with ä.txt");
        upstream.git("apply", "--index", file.toString());
        assertThat(upstream.git("write-tree")).isEqualTo(Upstream.run(tree, "rev-parse", "b^{tree}"));
    }

    @Test
    void oneOfSeveralRepositoriesIsAppliedAboveThem() throws Exception {
        change();
        Path file = Files.write(
                temp.resolve("whole.patch"), patch("upstream", PLENTY).orElseThrow());

        Upstream.run(temp, "apply", file.toString());

        upstream.git("add", "-A");
        assertThat(upstream.git("write-tree")).isEqualTo(Upstream.run(tree, "rev-parse", "b^{tree}"));
    }

    @Test
    void nothingDoneIsAnEmptyPatch() throws Exception {
        assertThat(patch("", PLENTY).orElseThrow()).isEmpty();
    }

    @Test
    void oneThatIsTooLargeIsNone() throws Exception {
        Files.write(tree.resolve("picture.bin"), noise(200_000));
        assertThat(patch("", 100_000)).isEmpty();
        byte[] whole = patch("", PLENTY).orElseThrow();
        assertThat(patch("", whole.length))
                .hasValueSatisfying(same -> assertThat(same).isEqualTo(whole));
        assertThat(patch("", whole.length - 1)).isEmpty();
    }

    @Test
    void filesThatAreTooLargeToCompareAreNotEvenRead() throws Exception {
        try (var zeros =
                Files.newByteChannel(tree.resolve("zeros.bin"), StandardOpenOption.CREATE, StandardOpenOption.WRITE)) {
            zeros.position((64L << 20) + 1).write(ByteBuffer.wrap(new byte[] {1}));
        }

        assertThat(patch("", PLENTY)).isEmpty();
    }

    @Test
    void attributesOfTheWorktreeHaveNoSay() throws Exception {
        Files.writeString(tree.resolve(".gitattributes"), "* binary\n");
        Files.writeString(tree.resolve("README"), "hello again\n");

        assertThat(new String(patch("", PLENTY).orElseThrow(), StandardCharsets.UTF_8))
                .contains("+hello again");
    }
}
