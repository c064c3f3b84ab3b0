package dev.atelier.engine.agent.git;

import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * What to make a worktree of.
 *
 * @param from the branch to start from
 * @param naming what the branch to make is called
 * @param name the folder of its own that it has in the task; empty for a task's only repository
 * @param keep whether what an earlier attempt left is gone on with
 * @param made to go on with where nothing is left; null for none
 * @param submodules whether the repositories it names come along
 * @param logins for git to fetch with, beside those this host has
 */
public record Order(
        String taskId,
        Remote remote,
        String from,
        Naming naming,
        String name,
        boolean keep,
        @Nullable Made made,
        boolean submodules,
        Logins logins) {
    /**
     * The result of an earlier attempt, as commits.
     *
     * @param base the commit it began with
     */
    public record Made(String base, String end) {}

    /** Told once it is known what the repository wants. */
    @FunctionalInterface
    public interface Naming {
        /** @param template the repository's own; empty when it has none */
        String branch(Optional<String> template);
    }

    public Order(String taskId, Remote remote, String from, String branch, String name, boolean keep) {
        this(taskId, remote, from, template -> branch, name, keep, null, false, Logins.NONE);
    }

    public Order {
        checked(taskId);
        if (!name.matches("[A-Za-z0-9._-]*") || name.equals(".") || name.equals("..")) {
            throw new IllegalArgumentException("not the name of a folder");
        }
    }

    /** Before it becomes part of a path. */
    public static String checked(String taskId) {
        if (!isId(taskId)) {
            throw new IllegalArgumentException("not the id of a task");
        }
        return taskId;
    }

    public static boolean isId(String taskId) {
        return taskId.matches("[A-Za-z0-9][A-Za-z0-9._-]{0,127}");
    }
}
