package dev.atelier.engine.agent.git;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** A repository somebody works in, by the real git. */
final class Upstream {
    private final Path folder;

    private Upstream(Path folder) {
        this.folder = folder;
    }

    static Upstream make(Path folder) throws IOException, InterruptedException {
        Files.createDirectories(folder);
        Upstream upstream = new Upstream(folder);
        upstream.git("init", "--quiet", "--initial-branch=main");
        upstream.commit("README", "hello\n");
        return upstream;
    }

    Remote remote() {
        return new Remote(folder.toString());
    }

    String commit(String file, String text) throws IOException, InterruptedException {
        Path path = folder.resolve(file);
        Files.createDirectories(path.getParent());
        Files.writeString(path, text);
        git("add", "-A");
        git("commit", "--quiet", "-m", "more of " + file);
        return git("rev-parse", "HEAD");
    }

    /** Another repository as a submodule, without a look at it. */
    void name(String path, String address, Upstream within) throws IOException, InterruptedException {
        git("config", "-f", ".gitmodules", "submodule." + path + ".path", path);
        git("config", "-f", ".gitmodules", "submodule." + path + ".url", address);
        git("add", ".gitmodules");
        git("update-index", "--add", "--cacheinfo", "160000," + within.git("rev-parse", "HEAD") + "," + path);
        git("commit", "--quiet", "-m", "with " + path);
    }

    String git(String... arguments) throws IOException, InterruptedException {
        return run(folder, arguments);
    }

    /** As the agent would: whatever configuration the folder itself has counts. */
    static String run(Path folder, String... arguments) throws IOException, InterruptedException {
        List<String> command = new ArrayList<>(List.of("git"));
        command.addAll(List.of(arguments));
        ProcessBuilder builder =
                new ProcessBuilder(command).directory(folder.toFile()).redirectErrorStream(true);
        builder.environment().keySet().removeIf(name -> name.startsWith("GIT_"));
        builder.environment()
                .putAll(Map.of(
                        "GIT_CONFIG_NOSYSTEM", "1",
                        // A build's own folder for temporary files is in a repository too.
                        "GIT_CEILING_DIRECTORIES", String.valueOf(folder.getParent()),
                        "GIT_CONFIG_GLOBAL", "/dev/null",
                        "GIT_AUTHOR_NAME", "A",
                        "GIT_AUTHOR_EMAIL", "a@example.org",
                        "GIT_COMMITTER_NAME", "A",
                        "GIT_COMMITTER_EMAIL", "a@example.org"));
        Process process = builder.start();
        process.getOutputStream().close();
        String said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8).strip();
        if (process.waitFor() != 0) {
            throw new IOException("git " + String.join(" ", arguments) + ": " + said);
        }
        return said;
    }
}
