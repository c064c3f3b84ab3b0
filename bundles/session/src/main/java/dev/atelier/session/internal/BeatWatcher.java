package dev.atelier.session.internal;

import dev.atelier.jobs.api.WorkerLog;

/** Notes how the heartbeats go. */
record BeatWatcher(Board board, WorkerLog log) implements Heartbeats.Watcher {
    @Override
    public void beat(boolean sent) {
        if (sent) {
            board.beatSent();
        } else {
            board.beatFailed("the heartbeat could not be sent");
        }
    }

    @Override
    public void paused(boolean paused) {
        log.append(
                WorkerLog.Level.INFO,
                "ws",
                paused
                        ? "claiming paused by operator; a running job continues"
                        : "claiming resumed by operator; offers are taken again",
                null);
    }
}
