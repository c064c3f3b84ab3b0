package dev.atelier.engine.agent.git;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.atelier.common.api.Secret;
import dev.atelier.common.api.Threads;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class AskpassTest {
    private static final String TOKEN = "canary-of-a-token for git's \"own\" $use";

    private final ExecutorService threads = Executors.newCachedThreadPool(Threads.named("git-test"));
    private final Path temp;
    private final Upstream upstream;
    private final Upstream library;
    private final HttpsRemote remote;
    private final Worktrees worktrees;

    AskpassTest(@TempDir Path temp) throws Exception {
        this.temp = temp;
        upstream = Upstream.make(temp.resolve("remotes/upstream"));
        library = Upstream.make(temp.resolve("remotes/library"));
        remote = HttpsRemote.serve(temp.resolve("tls"), temp.resolve("remotes"), TOKEN);
        Map<String, String> host = new HashMap<>(System.getenv());
        host.put("GIT_SSL_CAINFO", remote.certificate().toString());
        // One that would write down whatever git is let in with.
        Path home = Files.createDirectories(temp.resolve("home"));
        Files.writeString(home.resolve(".gitconfig"), "[credential]\n\thelper = store\n");
        host.put("HOME", home.toString());
        host.remove("XDG_CONFIG_HOME");
        worktrees = new Worktrees(temp.resolve("state"), temp.resolve("trees"), "git", host, threads);
    }

    @BeforeEach
    void served() throws Exception {
        upstream.name("vendor/library", "../../library/.git", library);
        upstream.git("update-server-info");
        library.git("update-server-info");
    }

    @AfterEach
    void stop() {
        remote.close();
        threads.shutdownNow();
    }

    private Order order(Logins logins) {
        Remote address = new Remote("https://" + remote.host() + "/upstream/.git");
        return new Order("t1", address, "main", template -> "b", "", false, null, true, logins);
    }

    @Test
    void gitIsLetInAndNothingOfItStays() throws Exception {
        Logins logins = new Logins(Map.of(remote.host(), new Secret(TOKEN)));

        Checkout checkout = worktrees.make(order(logins));

        assertThat(checkout.worktree().resolve("vendor/library/README")).hasContent("hello\n");
        assertThat(remote.users()).contains("oauth2").doesNotContain("");
        assertNowhere(TOKEN);
        assertNowhere(HttpsRemote.encoded("oauth2", TOKEN));
        try (Stream<Path> left = Files.list(temp.resolve("state/repos"))) {
            assertThat(left).noneMatch(path -> path.getFileName().toString().startsWith("ask-"));
        }
        threads.shutdown();
        assertThat(threads.awaitTermination(10, TimeUnit.SECONDS))
                .as("who answers has gone")
                .isTrue();
    }

    private void assertNowhere(String secret) throws Exception {
        try (Stream<Path> all = Files.walk(temp)) {
            List<Path> files = all.filter(path -> Files.isRegularFile(path)).toList();
            assertThat(files).isNotEmpty();
            for (Path file : files) {
                assertThat(new String(Files.readAllBytes(file), StandardCharsets.ISO_8859_1))
                        .as(file.toString())
                        .doesNotContain(secret);
            }
        }
    }

    @Test
    void aTokenForAnotherHostIsNotTold() {
        Logins logins = new Logins(Map.of("github.com", new Secret(TOKEN)));

        assertThatThrownBy(() -> worktrees.make(order(logins))).hasMessageContaining("cannot fetch https://localhost");
        assertThat(remote.users()).isEmpty();
    }

    @Test
    void aWrongTokenIsTold() {
        Logins logins = new Logins(Map.of(remote.host(), new Secret("wrong")));

        assertThatThrownBy(() -> worktrees.make(order(logins)))
                .hasMessageContaining("Authentication failed")
                .hasMessageNotContaining("wrong");
    }
}
