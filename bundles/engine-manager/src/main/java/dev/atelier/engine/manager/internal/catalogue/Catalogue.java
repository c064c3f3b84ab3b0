package dev.atelier.engine.manager.internal.catalogue;

import dev.atelier.common.api.Threads;
import dev.atelier.engine.manager.api.RefusedOperation;
import dev.atelier.engine.manager.internal.operation.Seeds;
import dev.atelier.engine.manager.internal.operation.SourceResolver;
import java.io.FileNotFoundException;
import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.osgi.framework.Version;

/** What could be installed: what the configured catalogues list, and what the installation ships. */
public final class Catalogue implements SourceResolver, AutoCloseable {
    private static final Duration FRESH = Duration.ofMinutes(5);
    private static final Duration LIMIT = Duration.ofSeconds(40);
    private static final int MAX_MANIFEST = 1024 * 1024;

    private final Supplier<List<String>> places;
    private final Seeds seeds;
    private final Clock clock;
    private final Fetcher fetcher = new Fetcher();
    private final ExecutorService reader;
    private volatile @Nullable Listing known;
    private volatile List<String> knownPlaces = List.of();

    public Catalogue(Supplier<List<String>> places, Seeds seeds, Clock clock) {
        this.places = places;
        this.seeds = seeds;
        this.clock = clock;
        this.reader = Executors.newSingleThreadExecutor(Threads.named("engine-manager-catalogue"));
    }

    /** What was found, and which catalogues could not be read. */
    public record Listing(List<Offer> offers, Instant checkedAt, List<Problem> problems) {}

    public record Problem(String source, String message) {}

    /** Looks again when asked to, when the last look is old, or when the places have changed. */
    public Listing offers(boolean again) throws InterruptedException {
        Listing last = known;
        boolean fresh = last != null
                && knownPlaces.equals(places.get())
                && last.checkedAt().plus(FRESH).isAfter(clock.instant());
        if (last != null && fresh && !again) {
            return last;
        }
        try {
            return reader.submit(this::look).get(LIMIT.toMillis(), TimeUnit.MILLISECONDS);
        } catch (TimeoutException | ExecutionException | RejectedExecutionException e) {
            List<Offer> offers = last == null ? List.of() : last.offers();
            return new Listing(
                    offers, clock.instant(), List.of(new Problem("catalogues", "reading them did not end well: " + e)));
        }
    }

    private Listing look() {
        List<String> where = places.get();
        List<Offer> offers = new ArrayList<>();
        List<Problem> problems = new ArrayList<>();
        for (Seeds.Seed seed : seeds.all()) {
            try {
                offers.add(Index.offer(seed.file(), "shipped", "shipped"));
            } catch (IOException | RefusedOperation e) {
                problems.add(new Problem("shipped", String.valueOf(e.getMessage())));
            }
        }
        Index index = new Index(fetcher);
        for (String place : where) {
            try {
                offers.addAll(index.read(place));
            } catch (IOException | RuntimeException e) {
                problems.add(new Problem(place, String.valueOf(e.getMessage())));
            }
        }
        Listing listing = new Listing(List.copyOf(offers), clock.instant(), List.copyOf(problems));
        knownPlaces = where;
        known = listing;
        return listing;
    }

    // ---- installing from it ----

    @Override
    public void check(String reference) throws RefusedOperation {
        if (!reference.contains("://")) {
            return;
        }
        try {
            if (!Fetcher.fine(address(reference))) {
                throw new RefusedOperation(
                        400, "bad_source", "only https addresses are read, not " + SourceResolver.shown(reference));
            }
        } catch (IllegalArgumentException e) {
            throw new RefusedOperation(400, "bad_source", "not an address: " + SourceResolver.shown(reference));
        }
    }

    private static URI address(String url) throws RefusedOperation {
        URI uri = URI.create(url);
        if ("file".equalsIgnoreCase(uri.getScheme())) {
            throw new RefusedOperation(400, "bad_source", "a file is handed over as an upload, not as an address");
        }
        return uri;
    }

    @Override
    public Download open(String reference) throws RefusedOperation {
        check(reference);
        try {
            return reference.contains("://") ? byUrl(reference) : byName(reference);
        } catch (IOException e) {
            throw new RefusedOperation(
                    502,
                    "download_failed",
                    "the download of " + SourceResolver.shown(reference) + " failed: " + e.getMessage());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new RefusedOperation(503, "download_failed", "the worker stops");
        }
    }

    private Download byUrl(String url) throws IOException, RefusedOperation {
        URI uri = address(url);
        return new Fetched(
                fetcher.open(uri), null, beside(uri, ".manifest.json"), beside(uri, ".manifest.sig"), "catalogue");
    }

    private byte @Nullable [] beside(URI bundle, String suffix) throws IOException {
        URI uri = URI.create(bundle.getScheme() + "://" + bundle.getRawAuthority() + bundle.getRawPath() + suffix);
        try {
            return fetcher.read(uri, MAX_MANIFEST);
        } catch (FileNotFoundException e) {
            return null;
        }
    }

    private Download byName(String reference) throws IOException, InterruptedException, RefusedOperation {
        int at = reference.indexOf('@');
        String id = at < 0 ? reference : reference.substring(0, at);
        String version = at < 0 ? null : reference.substring(at + 1);
        Offer offer = find(id, version)
                .orElseThrow(() -> new RefusedOperation(
                        400,
                        "unknown_source",
                        "no catalogue lists engine `" + reference + "`; `atelier engines available` shows what they "
                                + "do list"));
        URI manifest = offer.manifest();
        URI signature = offer.signature();
        return new Fetched(
                fetcher.open(offer.bundle()),
                offer.sha256(),
                manifest == null ? null : fetcher.read(manifest, MAX_MANIFEST),
                signature == null ? null : fetcher.read(signature, MAX_MANIFEST),
                offer.origin());
    }

    private Optional<Offer> find(String id, @Nullable String version) throws InterruptedException {
        return offers(false).offers().stream()
                .filter(o -> o.id().equals(id))
                .filter(o -> version == null || o.version().equals(version))
                .max(Comparator.comparing(o -> versionOf(o.version())));
    }

    private static Version versionOf(String text) {
        try {
            return Version.parseVersion(text);
        } catch (IllegalArgumentException e) {
            return Version.emptyVersion;
        }
    }

    private static final class Fetched implements Download {
        private final Fetcher.Body body;
        private final @Nullable String sha256;
        private final byte @Nullable [] manifest;
        private final byte @Nullable [] signature;
        private final String origin;

        Fetched(
                Fetcher.Body body,
                @Nullable String sha256,
                byte @Nullable [] manifest,
                byte @Nullable [] signature,
                String origin) {
            this.body = body;
            this.sha256 = sha256;
            this.manifest = manifest;
            this.signature = signature;
            this.origin = origin;
        }

        @Override
        public InputStream bundle() {
            return body.stream();
        }

        @Override
        public long size() {
            return body.length();
        }

        @Override
        public @Nullable String sha256() {
            return sha256;
        }

        @Override
        public byte @Nullable [] manifest() {
            return manifest;
        }

        @Override
        public byte @Nullable [] signature() {
            return signature;
        }

        @Override
        public String origin() {
            return origin;
        }

        @Override
        public void close() throws IOException {
            body.close();
        }
    }

    @Override
    public void close() {
        reader.shutdownNow();
        if (!Threads.stop(reader, Duration.ofSeconds(1))) {
            knownPlaces = List.of();
        }
    }
}
