package dev.atelier.engine.agent.git;

/**
 * How the work of an agent is recorded.
 *
 * @param commitRest whether changes the agent has not committed become a commit
 * @param message of that commit
 * @param author of that commit
 */
public record SnapshotRules(boolean commitRest, String message, String author, String email) {}
