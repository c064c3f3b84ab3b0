package dev.atelier.engine.manager.internal.operation;

import dev.atelier.engine.manager.internal.journal.Installed;
import dev.atelier.engine.manager.internal.store.Staged;
import dev.atelier.engine.manager.internal.verify.EngineJar;
import dev.atelier.engine.manager.internal.verify.Trust;
import java.time.Duration;
import java.time.Instant;

/** A bundle that was staged and verified, and not let in yet. */
record Candidate(
        Staged staged,
        EngineJar jar,
        Trust trust,
        String origin,
        Instant startedAt,
        Duration staging,
        Duration verifying)
        implements AutoCloseable {

    Installed installed(Instant at) {
        return new Installed(
                jar.engine(),
                staged.sha256(),
                jar.bsn(),
                jar.version().toString(),
                staged.size(),
                trust.shipped() ? "shipped" : origin,
                trust.signed(),
                trust.keyId(),
                trust.sequence(),
                at.toEpochMilli(),
                null);
    }

    @Override
    public void close() {
        staged.close();
    }
}
