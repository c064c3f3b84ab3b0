package dev.atelier.engine.agent.run;

import static org.assertj.core.api.Assertions.assertThat;

import dev.atelier.containers.api.ContainerSpec.Label;
import dev.atelier.containers.api.ContainerSpec.Mount;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class OwnConfigurationTest {
    private final Path user;
    private final Path agent;

    OwnConfigurationTest(@TempDir Path user, @TempDir Path agent) {
        this.user = user;
        this.agent = agent;
    }

    @BeforeEach
    void setUp() throws IOException {
        for (String file : List.of(
                "settings.json",
                "commands/review.md",
                ".credentials.json",
                "history.jsonl",
                "projects/talk.jsonl",
                "nested/auth.json",
                "nested/logs/today")) {
            Path path = user.resolve(".claude").resolve(file);
            Files.createDirectories(path.getParent());
            Files.writeString(path, file);
        }
        Files.createSymbolicLink(user.resolve(".claude/link"), Path.of("/etc/hostname"));
    }

    @Test
    void whatIsShownHasAPlaceOfItsOwnInTheAgentsHome(@TempDir Path elsewhere) throws Exception {
        Files.createSymbolicLink(agent.resolve(".claude"), elsewhere);
        var before = Files.getLastModifiedTime(elsewhere);

        Mount mount =
                OwnConfiguration.shown("claude_code", user, agent, Label.SHARED).orElseThrow();

        assertThat(mount)
                .isEqualTo(new Mount(user.resolve(".claude").toRealPath(), "/workspace/.claude", false, Label.SHARED));
        assertThat(agent.resolve(".claude")).isEmptyDirectory();
        assertThat(Files.isSymbolicLink(agent.resolve(".claude"))).isFalse();
        assertThat(Files.getLastModifiedTime(elsewhere)).isEqualTo(before);
        assertThat(OwnConfiguration.shown("amp", user, agent, Label.OWN)).isEmpty();
    }

    private List<String> copied() throws IOException {
        try (Stream<Path> all = Files.walk(agent)) {
            return all.filter(Files::isRegularFile)
                    .map(file -> agent.relativize(file).toString())
                    .sorted()
                    .toList();
        }
    }

    @Test
    void whatIsSetUpComesAlongAndNothingThatIsSecretOrWasSaid() throws Exception {
        assertThat(OwnConfiguration.copy("claude_code", user, agent)).isEmpty();

        assertThat(copied()).containsExactly(".claude/commands/review.md", ".claude/settings.json");
        assertThat(agent.resolve(".claude/settings.json")).hasContent("settings.json");
    }

    @Test
    void anAgentWithoutAnyGetsNone() throws Exception {
        assertThat(OwnConfiguration.copy("open_code", user, agent)).isEmpty();
        assertThat(OwnConfiguration.copy("aider", user, agent)).isEmpty();

        assertThat(copied()).isEmpty();
    }

    @Test
    void whatIsGoneOrCannotBeReadStaysAndTheOthersCome() throws Exception {
        Path source = user.resolve(".claude");
        Path gone = source.resolve("settings.json");
        BasicFileAttributes before = Files.readAttributes(gone, BasicFileAttributes.class);
        Files.delete(gone);
        var copying = new OwnConfiguration.Copying(source, agent.resolve(".claude"));
        copying.preVisitDirectory(source, before);

        assertThat(List.of(
                        copying.visitFile(gone, before),
                        copying.visitFileFailed(gone, new NoSuchFileException("gone")),
                        copying.visitFileFailed(source.resolve("locked"), new AccessDeniedException("locked")),
                        copying.postVisitDirectory(source, new IOException("it was not read to its end"))))
                .containsOnly(FileVisitResult.CONTINUE);
        Files.walkFileTree(source, copying);
        assertThat(copied()).containsExactly(".claude/commands/review.md");
    }

    @Test
    void tooMuchStaysAndThatIsSaid() throws Exception {
        try (RandomAccessFile large =
                new RandomAccessFile(user.resolve(".claude/large").toFile(), "rw")) {
            large.setLength(40L << 20);
        }

        assertThat(OwnConfiguration.copy("claude_code", user, agent))
                .hasValueSatisfying(
                        problem -> assertThat(problem).contains("~/.claude").contains("not copied"));
        assertThat(copied()).isEmpty();
    }
}
