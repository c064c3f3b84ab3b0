package dev.atelier.engine.agent.server;

import dev.atelier.wire.agent.api.Beat;
import java.util.List;

/** A worker that has nothing to do. */
final class Idle implements Presence.Work {
    @Override
    public List<String> tasks() {
        return List.of();
    }

    @Override
    public void known() {}

    @Override
    public void follow(Beat.Wishes wishes) {}
}
