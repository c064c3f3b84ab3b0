package dev.atelier.engine.agent.git;

/**
 * What to make a worktree of.
 *
 * @param from the branch to start from
 * @param branch the branch to make
 * @param name the folder of its own that it has in the task; empty for a task's only repository
 * @param keep whether what an earlier attempt left is gone on with
 */
public record Order(String taskId, Remote remote, String from, String branch, String name, boolean keep) {
    public Order {
        checked(taskId);
        if (!name.matches("[A-Za-z0-9._-]*") || name.equals(".") || name.equals("..")) {
            throw new IllegalArgumentException("not the name of a folder");
        }
    }

    /** Before it becomes part of a path. */
    public static String checked(String taskId) {
        if (!taskId.matches("[A-Za-z0-9][A-Za-z0-9._-]{0,127}")) {
            throw new IllegalArgumentException("not the id of a task");
        }
        return taskId;
    }
}
