package dev.atelier.engine.manager.internal.operation;

import dev.atelier.engine.manager.api.EngineOperations.Source;
import dev.atelier.engine.manager.api.RefusedOperation;
import dev.atelier.engine.manager.internal.journal.EngineEntry;
import dev.atelier.engine.manager.internal.journal.Journal;
import dev.atelier.engine.manager.internal.store.BundleStore;
import dev.atelier.engine.manager.internal.store.Staged;
import dev.atelier.engine.manager.internal.verify.EngineJar;
import dev.atelier.engine.manager.internal.verify.Evidence;
import dev.atelier.engine.manager.internal.verify.Trust;
import dev.atelier.engine.manager.internal.verify.Verifier;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/** The door: makes a private copy of a bundle and decides whether it may come in. */
final class Intake {
    private static final int MAX_MANIFEST = 1024 * 1024;
    /** Somebody sits before a preview and waits. */
    private static final Duration PREVIEW_LIMIT = Duration.ofMinutes(2);

    private final BundleStore store;
    private final Verifier verifier;
    private final SourceResolver resolver;
    private final Journal journal;
    private final Clock clock;

    Intake(BundleStore store, Verifier verifier, SourceResolver resolver, Journal journal, Clock clock) {
        this.store = store;
        this.verifier = verifier;
        this.resolver = resolver;
        this.journal = journal;
        this.clock = clock;
    }

    /** Refuses what can be seen to lead nowhere. */
    void check(String reference) throws RefusedOperation {
        resolver.check(reference);
    }

    /** Copies it here before it returns. */
    Candidate take(Source source, boolean allowUnsigned) throws RefusedOperation {
        Path file = source.file();
        String reference = source.reference();
        if (file != null) {
            return fromFile(file, source, allowUnsigned);
        }
        if (reference != null) {
            return fetch(reference, allowUnsigned, Arrival.within(PREVIEW_LIMIT, clock));
        }
        throw new RefusedOperation(400, "bad_source", "name a bundle file, a URL, or id[@version]");
    }

    private Candidate fromFile(Path file, Source source, boolean allowUnsigned) throws RefusedOperation {
        Instant start = clock.instant();
        byte[] manifest = small(source.manifest());
        byte[] signature = small(source.signature());
        try (InputStream in = Files.newInputStream(file)) {
            Staged staged = store.stage(in, Files.size(file), bytes -> {});
            return judge(staged, manifest, signature, source.origin(), allowUnsigned, start);
        } catch (IOException e) {
            throw new RefusedOperation(400, "bad_source", "the bundle file cannot be read: " + e.getMessage());
        }
    }

    private static byte @Nullable [] small(@Nullable Path file) throws RefusedOperation {
        if (file == null) {
            return null;
        }
        try (InputStream in = Files.newInputStream(file)) {
            return in.readNBytes(MAX_MANIFEST);
        } catch (IOException e) {
            throw new RefusedOperation(400, "bad_source", "a file beside the bundle cannot be read: " + e.getMessage());
        }
    }

    Candidate fetch(String reference, boolean allowUnsigned, Arrival arrival) throws RefusedOperation {
        try (SourceResolver.Download download = resolver.open(reference)) {
            long announced = download.size();
            Staged staged = store.stage(download.bundle(), announced, soFar -> arrival.bytes(soFar, announced));
            Instant here = clock.instant();
            arrival.whole(staged.size());
            String expected = download.sha256();
            if (expected != null && !expected.equalsIgnoreCase(staged.sha256())) {
                staged.close();
                throw new RefusedOperation(
                        403,
                        "untrusted_bundle",
                        "what was downloaded is not what the catalogue lists: its SHA-256 is " + staged.sha256());
            }
            return judge(staged, download.manifest(), download.signature(), download.origin(), allowUnsigned, here);
        } catch (IOException e) {
            throw new RefusedOperation(
                    502,
                    "download_failed",
                    "the download of " + SourceResolver.shown(reference) + " failed: " + e.getMessage());
        }
    }

    private Candidate judge(
            Staged staged,
            byte @Nullable [] manifest,
            byte @Nullable [] signature,
            String origin,
            boolean allowUnsigned,
            Instant start)
            throws RefusedOperation {
        Instant copied = clock.instant();
        boolean accepted = false;
        try {
            EngineJar jar = EngineJar.inspect(staged.file());
            long sequence = journal.ledger()
                    .engine(jar.engine())
                    .map(EngineEntry::sequence)
                    .orElse(0L);
            Trust trust = verifier.check(
                    new Evidence(jar, staged.sha256(), staged.size(), manifest, signature), allowUnsigned, sequence);
            accepted = true;
            return new Candidate(
                    staged,
                    jar,
                    trust,
                    origin,
                    start,
                    Duration.between(start, copied),
                    Duration.between(copied, clock.instant()));
        } finally {
            if (!accepted) {
                staged.close();
            }
        }
    }
}
