package dev.atelier.engine.manager.internal.parts;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.atelier.common.api.Json;
import dev.atelier.engine.api.EngineException;
import dev.atelier.engine.api.NoJob;
import java.util.Locale;
import java.util.function.Consumer;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** A part being fetched because somebody asked for it, and afterwards how that ended. */
final class Addition extends NoJob {
    private static final Logger LOG = LoggerFactory.getLogger("dev.atelier.engines");
    /** Ten times a second is as often as anybody can read it. */
    private static final long GAP_NANOS = 100_000_000;

    private final String engine;
    private final String part;
    private final Consumer<Addition> changed;
    private final LongSupplier nanoTime;

    private State state = State.RUNNING;
    private double fraction = -1;
    private String text = "";
    private @Nullable String code;
    private @Nullable String problem;
    private boolean any;
    private long toldAt;

    Addition(String engine, String part, Consumer<Addition> changed, LongSupplier nanoTime) {
        this.engine = engine;
        this.part = part;
        this.changed = changed;
        this.nanoTime = nanoTime;
    }

    enum State {
        RUNNING,
        DONE,
        FAILED,
        CANCELLED
    }

    String engine() {
        return engine;
    }

    synchronized State state() {
        return state;
    }

    @Override
    public void progress(double fraction, String text) {
        synchronized (this) {
            long now = nanoTime.getAsLong();
            boolean other = fraction < 0 != this.fraction < 0; // another phase, which may last
            this.fraction = fraction;
            this.text = text;
            if (any && !other && now - toldAt < GAP_NANOS) {
                return; // the next one tells, or the end
            }
            any = true;
            toldAt = now;
        }
        changed.accept(this);
    }

    @Override
    public void log(Level level, String message) {
        LOG.atLevel(org.slf4j.event.Level.valueOf(level.name()))
                .addKeyValue("engine", engine)
                .addKeyValue("part", part)
                .log(message);
    }

    void done() {
        end(State.DONE, null, null);
    }

    void failed(EngineException e) {
        end(cancelled() ? State.CANCELLED : State.FAILED, e.code(), String.valueOf(e.getMessage()));
    }

    /** A fault of the engine rather than of the network or the disk. */
    void broke(Throwable e) {
        LOG.atWarn()
                .addKeyValue("engine", engine)
                .addKeyValue("part", part)
                .setCause(e)
                .log("a part was not added");
        end(State.FAILED, "internal", "the engine failed while adding it: " + e);
    }

    private void end(State end, @Nullable String code, @Nullable String problem) {
        synchronized (this) {
            this.state = end;
            this.code = code;
            this.problem = problem;
        }
        changed.accept(this);
    }

    /** {@code {engine, part, state, fraction?, text, error?}}. */
    synchronized ObjectNode json() {
        ObjectNode json = Json.object()
                .put("engine", engine)
                .put("part", part)
                .put("state", state.name().toLowerCase(Locale.ROOT))
                .put("text", text);
        if (fraction >= 0) {
            json.put("fraction", fraction);
        }
        if (problem != null) {
            json.putObject("error").put("code", code).put("message", problem);
        }
        return json;
    }
}
