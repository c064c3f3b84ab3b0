package dev.atelier.engine.agent.run;

import static org.assertj.core.api.Assertions.assertThat;

import dev.atelier.engine.agent.Bench;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Map;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What an agent finds around it, as the operator wants it. */
@Tag("containers")
class AgentSessionPlacesTest extends ScriptedRuns {
    @Test
    void itFindsWhatTheOperatorLetsIn() throws Exception {
        Path library = Bench.repository(folder);
        Path origin = Bench.repository(folder);
        withSubmodule(origin, library);
        Path own = Files.createDirectories(folder.resolve("user/.claude"));
        Files.setPosixFilePermissions(own, PosixFilePermissions.fromString("rwxrwxrwx"));
        Files.writeString(own.resolve("settings.json"), "mine");

        start(claude(
                origin,
                BEGIN + "cp ~/.claude/settings.json seen.txt; echo theirs > ~/.claude/new.json;"
                        + "echo $HTTPS_PROXY $https_proxy > proxy.txt;"
                        + "cat vendor/library/README.md > library.txt;"
                        + "ls $(cat vendor/library/.git/objects/info/alternates) > objects.txt" + GOOD,
                open(folder.resolve("user"))));

        assertThat(server.end().error()).isNull();
        assertThat(server.texts("file_change", "path"))
                .containsExactlyInAnyOrder("seen.txt", "proxy.txt", "library.txt", "objects.txt");
        Path worktree;
        try (var tasks = Files.list(folder.resolve("worktrees"))) {
            worktree = tasks.findFirst().orElseThrow();
        }
        assertThat(worktree.resolve("seen.txt")).hasContent("mine");
        assertThat(own.resolve("new.json")).hasContent("theirs");
        assertThat(worktree.resolve("proxy.txt")).hasContent("http://proxy:3128 http://proxy:3128");
        assertThat(worktree.resolve("library.txt")).hasContent("read me");
        assertThat(worktree.resolve("objects.txt")).isNotEmptyFile();
        over();
        bench().assertNoContainers();
    }

    @ParameterizedTest
    @CsvSource({"'', GIT_CLONE_FAILED", "github.com, SECRET_REQUIRED_MISSING"})
    void secretsComeBeforeGitWhereItIsToHaveThem(String host, String first) throws Exception {
        AgentSettings usual = Bench.settings();
        Map<String, String> forGit = host.isEmpty() ? Map.of() : Map.of(host, "GITHUB_TOKEN");
        AgentSettings.SecretRules rules =
                new AgentSettings.SecretRules(true, usual.secrets().patience(), true, forGit);

        start(claude(
                folder.resolve("missing"),
                "true",
                new AgentSettings(
                        usual.box(),
                        usual.times(),
                        usual.asking(),
                        usual.work(),
                        usual.images(),
                        rules,
                        usual.speech())));

        assertThat(server.end().details().errorCode()).isEqualTo(first);
    }

    private static void withSubmodule(Path origin, Path library) throws Exception {
        Files.writeString(
                origin.resolve(".gitmodules"),
                "[submodule \"l\"]\n\tpath = vendor/library\n\turl = ../" + library.getFileName() + "\n");
        Bench.git(origin, "add", ".gitmodules");
        String head = Files.readString(library.resolve(".git/refs/heads/main")).strip();
        Bench.git(origin, "update-index", "--add", "--cacheinfo", "160000," + head + ",vendor/library");
        Bench.commit(origin, "with a library");
    }

    /** @param user whose set-up of agents is shown as it is */
    private static AgentSettings open(Path user) {
        AgentSettings usual = Bench.settings();
        AgentSettings.Box box = usual.box();
        AgentSettings.Work work = usual.work();
        return new AgentSettings(
                new AgentSettings.Box(
                        box.network(),
                        box.hosts(),
                        box.user(),
                        box.rootAllowed(),
                        box.readOnly(),
                        box.limits(),
                        box.minimumFreeDisk(),
                        box.endsWithoutMemory(),
                        "http://proxy:3128",
                        true),
                usual.times(),
                usual.asking(),
                new AgentSettings.Work(
                        work.branchTemplate(),
                        work.commitRest(),
                        work.author(),
                        work.email(),
                        true,
                        false,
                        new AgentSettings.Setup(user, true)),
                usual.images(),
                usual.secrets(),
                usual.speech());
    }
}
