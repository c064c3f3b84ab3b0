package dev.atelier.agent.formats.internal;

/** Amp speaks as Claude Code does, with tools of its own that {@link ClaudeTools} knows. */
final class Amp {
    static final AgentFormat FORMAT = AgentFormat.json("amp", ClaudeCode::new);

    private Amp() {}
}
