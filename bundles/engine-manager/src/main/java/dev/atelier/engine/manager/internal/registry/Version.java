package dev.atelier.engine.manager.internal.registry;

import dev.atelier.engine.api.EngineDescriptor;
import dev.atelier.engine.api.Health;
import dev.atelier.engine.manager.api.EngineRow;
import dev.atelier.engine.manager.api.EngineRow.State;
import dev.atelier.engine.manager.internal.journal.About;
import dev.atelier.engine.manager.internal.journal.Installed;
import java.time.Instant;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** One version of an engine while this process lives: what it is, how far it is, and its slot while it runs. */
public final class Version {
    private final Installed installed;
    private volatile State state;
    private volatile Instant since;
    private volatile boolean current;
    private volatile @Nullable String lastError;
    private volatile @Nullable Slot slot;
    private volatile @Nullable About about;

    public Version(Installed installed, State state, Instant since) {
        this.installed = installed;
        this.state = state;
        this.since = since;
        this.about = installed.about();
    }

    public Installed installed() {
        return installed;
    }

    public String engine() {
        return installed.engine();
    }

    public void is(State now, Instant when) {
        state = now;
        since = when;
    }

    public State state() {
        return state;
    }

    public void failed(String message, Instant when) {
        lastError = message;
        is(State.FAILED, when);
    }

    /** It still serves; an operation that takes it out is on its way. */
    public void failedProbation(String reason) {
        lastError = reason;
    }

    public @Nullable Slot slot() {
        return slot;
    }

    public void slot(@Nullable Slot now) {
        slot = now;
        if (now != null) {
            about = About.of(now.descriptor());
        }
    }

    public About about() {
        return Objects.requireNonNullElse(about, About.NOTHING);
    }

    void current(boolean now) {
        current = now;
    }

    public boolean current() {
        return current;
    }

    EngineRow row() {
        Slot running = slot;
        Health health = running == null || state != State.ACTIVE ? Health.OK : running.health();
        Probation probation = running == null ? null : running.probation();
        EngineDescriptor descriptor = running == null ? null : running.descriptor();
        About told = about();
        return new EngineRow(
                installed.engine(),
                installed.version(),
                told.title().isEmpty() ? installed.engine() : told.title(),
                current,
                health.available() ? state : State.UNAVAILABLE,
                health.available() ? (state == State.FAILED ? lastError : null) : health.reason(),
                health.available() ? remedy() : health.remedy(),
                descriptor == null ? told.modelsByKind() : descriptor.models(),
                installed.bsn(),
                installed.sha256(),
                told.isolation(),
                told.loadable(),
                descriptor == null ? told.slots() : descriptor.slots(),
                running == null ? 0 : running.inFlight(),
                running == null ? 0 : running.jobs(),
                running == null ? 0 : running.faults(),
                since,
                lastError,
                installed.origin(),
                installed.signed(),
                probation == null || probation.over() ? null : probation.until());
    }

    private @Nullable String remedy() {
        return state == State.FAILED
                ? "install another version of it, or remove it: atelier engines remove " + installed.engine()
                : null;
    }
}
