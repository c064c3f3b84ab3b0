package dev.atelier.engine.agent.launch;

/** Paths inside a container. */
public final class Places {
    /** The agent's home. The worktrees are folders in it. */
    public static final String HOME = "/workspace";

    private Places() {}

    public static String worktree(String repository) {
        return HOME + "/" + repository;
    }
}
