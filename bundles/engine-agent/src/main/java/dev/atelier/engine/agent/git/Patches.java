package dev.atelier.engine.agent.git;

import dev.atelier.engine.agent.AgentFailure;
import dev.atelier.engine.agent.ErrorCode;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;

/** Writes what an agent has made as a patch that {@code git apply} takes. */
final class Patches {
    private static final Duration LIMIT = Duration.ofMinutes(5);
    /** Of files before and after: git holds what it compares in memory. */
    private static final long MOST_COMPARED = 64L << 20;

    private final Git git;
    private final Path repository;

    /** @param git on the repository alone: nothing of the worktree has a say in how files are compared */
    Patches(Git git, Path repository) {
        this.git = git;
        this.repository = repository;
    }

    /**
     * @param folder that paths begin with, as for one repository of several; empty for none
     * @return empty when it has more than so many bytes
     */
    Optional<byte[]> between(String base, String end, String folder, int most)
            throws AgentFailure, IOException, InterruptedException {
        if (compared(base, end) > MOST_COMPARED) {
            return Optional.empty();
        }
        List<String> arguments = new ArrayList<>(
                List.of("diff-tree", "-p", "--binary", "--full-index", "--no-ext-diff", "--no-textconv", "--no-color"));
        if (folder.isEmpty()) {
            arguments.add("-M");
        } else {
            // The lines that tell of a renaming never have the folder, and the patch would fit nowhere.
            arguments.addAll(
                    List.of("--no-renames", "--src-prefix=a/" + folder + "/", "--dst-prefix=b/" + folder + "/"));
        }
        arguments.addAll(List.of(base, end));
        return git.bytes(repository, LIMIT, most, arguments)
                .orFail(ErrorCode.WORKTREE_FAILED, "cannot write the patch")
                .bytes();
    }

    private long compared(String base, String end) throws AgentFailure, IOException, InterruptedException {
        String objects = git.run(
                        repository, LIMIT, "diff-tree", "-r", "--raw", "--no-renames", "--no-abbrev", base, end)
                .orFail(ErrorCode.WORKTREE_FAILED, "cannot list what was changed")
                .text()
                .lines()
                .map(line -> line.split("\\s", 5))
                .filter(fields -> fields.length == 5)
                .map(fields -> fields[2] + "\n" + fields[3] + "\n")
                .collect(Collectors.joining());
        byte[] input = objects.getBytes(StandardCharsets.UTF_8);
        // What is on one side only has zeros on the other, and a submodule is in no repository of ours: both are
        // missing.
        return git.run(repository, LIMIT, input, List.of("cat-file", "--batch-check=%(objectsize)", "--buffer"))
                .orFail(ErrorCode.WORKTREE_FAILED, "cannot measure what was changed")
                .text()
                .lines()
                .filter(line -> line.matches("\\d{1,18}"))
                .mapToLong(Long::parseLong)
                .sum();
    }
}
