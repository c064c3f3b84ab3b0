package dev.atelier.engine.agent.room;

import dev.atelier.common.api.AtomicFiles;
import dev.atelier.common.api.Home;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The folders of this host that agents work in: those of the home, or of the operator's choice.
 *
 * <p>What is in them is deleted by the names of tasks, and those come from a server. A folder is therefore taken only
 * when it is empty or was taken before, so that nothing else is ever lost by it.
 *
 * @param state repositories, and what is known about tasks
 * @param worktrees the files of tasks
 */
record Ground(Path state, Path worktrees) {
    private static final Logger LOG = LoggerFactory.getLogger(Ground.class);
    private static final String STATE = "agent.state_dir";
    private static final String WORKTREES = "agent.worktree_dir";
    private static final String MARK = ".atelier-agents";
    /** What a file system of its own begins with. */
    private static final String OF_THE_DISK = "lost+found";

    /** @throws IOException naming the setting whose folder cannot be had, and why */
    static Ground of(Home home, AgentConfig config) throws IOException {
        try {
            String chosen = config.agent_state__dir().strip();
            Path state = chosen.isEmpty()
                    ? AtomicFiles.ownerOnlyFolder(home.state().resolve("agents"))
                    : taken(STATE, folder(STATE, chosen), "of " + home.root());
            String other = config.agent_worktree__dir().strip();
            return new Ground(
                    state,
                    other.isEmpty()
                            ? AtomicFiles.ownerOnlyFolder(state.resolve("worktrees"))
                            : worktrees(folder(WORKTREES, other), state.toRealPath()));
        } catch (UncheckedIOException e) {
            throw new IOException(e.getMessage() + ": " + e.getCause(), e);
        }
    }

    /** @throws IllegalArgumentException when it is none, or depends on where the worker was started */
    static Path folder(String setting, String text) {
        try {
            Path folder = Path.of(text.strip());
            if (folder.isAbsolute()) {
                return folder;
            }
        } catch (InvalidPathException e) {
            LOG.trace("no path", e);
        }
        throw ReadConfig.wrong(setting, text, "the absolute path of a folder");
    }

    private static Path worktrees(Path folder, Path state) throws IOException {
        Files.createDirectories(folder);
        Path real = folder.toRealPath();
        if (real.startsWith(state) || state.startsWith(real)) {
            throw new IOException(WORKTREES + ": " + folder + " and the folder of " + STATE + " (" + state
                    + ") are one in the other; name one that is apart, or none");
        }
        return taken(WORKTREES, folder, "with " + state);
    }

    private static Path taken(String setting, Path folder, String owner) throws IOException {
        Files.createDirectories(folder);
        Path mark = folder.resolve(MARK);
        if (Files.exists(mark)) {
            String before = Files.readString(mark).strip();
            if (!before.equals(owner)) {
                throw new IOException(setting + ": " + folder + " belongs to agents " + before
                        + "; name another folder, or delete " + mark + " if those are no more");
            }
        } else {
            List<String> others = others(folder);
            if (!others.isEmpty()) {
                throw new IOException(setting + ": " + folder + " holds other files, such as " + others.get(0)
                        + "; name a folder that is empty or not there yet");
            }
        }
        AtomicFiles.ownerOnlyFolder(folder);
        AtomicFiles.write(mark, owner + "\n");
        return folder;
    }

    private static List<String> others(Path folder) throws IOException {
        try (Stream<Path> all = Files.list(folder)) {
            return all.map(each -> each.getFileName().toString())
                    .filter(name -> !name.equals(OF_THE_DISK))
                    .sorted()
                    .limit(1)
                    .toList();
        }
    }
}
