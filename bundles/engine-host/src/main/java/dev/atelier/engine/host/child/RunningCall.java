package dev.atelier.engine.host.child;

import java.util.ArrayList;
import java.util.List;

/** One call while it is answered. */
final class RunningCall implements Call {
    private final int id;
    private final Answers answers;
    private final Pieces pieces;
    private final List<Runnable> onCancel = new ArrayList<>();
    private boolean cancelled;

    RunningCall(int id, Answers answers, Pieces.Later later) {
        this.id = id;
        this.answers = answers;
        this.pieces = new Pieces(
                text -> answers.send(Frame.Type.TEXT, id, new Fields().put("text", text)), later, System::nanoTime);
    }

    int id() {
        return id;
    }

    @Override
    public void progress(double fraction, String text) {
        answers.send(
                Frame.Type.PROGRESS, id, new Fields().put("fraction", fraction).put("text", text));
    }

    @Override
    public void text(String piece) {
        pieces.add(piece);
    }

    /** Before its answer goes. */
    void flush() {
        pieces.flush();
    }

    @Override
    public void log(String message) {
        answers.send(Frame.Type.LOG, id, new Fields().put("text", message));
    }

    @Override
    public synchronized boolean cancelled() {
        return cancelled;
    }

    @Override
    public void onCancel(Runnable action) {
        synchronized (this) {
            if (!cancelled) {
                onCancel.add(action);
                return;
            }
        }
        action.run();
    }

    void cancel() {
        List<Runnable> actions;
        synchronized (this) {
            cancelled = true;
            actions = List.copyOf(onCancel);
            onCancel.clear();
        }
        actions.forEach(Runnable::run);
    }
}
