package dev.atelier.downloads.internal;

import dev.atelier.common.api.AtomicFiles;
import dev.atelier.downloads.api.DownloadFailed;
import dev.atelier.downloads.api.Downloads;
import java.io.IOException;
import java.net.ProtocolException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.security.MessageDigest;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Brings one file, on the thread it is called on. What a process that was killed left is gone on with; what turns out
 * to be wrong is deleted; what was merely interrupted stays.
 */
final class Fetch {
    private static final int MOST_RESTARTS = 3;

    private final Downloads.Request request;
    private final Kit kit;
    private final Calls calls;
    private final Meter meter;
    private final Path target;
    private final Path part;
    private final Path parallel;
    private int restarts;

    Fetch(Downloads.Request request, Kit kit, Calls calls, Meter meter) {
        this.request = request;
        this.kit = kit;
        this.calls = calls;
        this.meter = meter;
        this.target = request.target();
        this.part = partOf(target);
        this.parallel = target.resolveSibling(target.getFileName() + ".parallel");
    }

    /** The target's name with its last extension replaced. */
    static Path partOf(Path target) {
        String name = String.valueOf(target.getFileName());
        int dot = name.lastIndexOf('.');
        return target.resolveSibling((dot > 0 ? name.substring(0, dot) : name) + ".part");
    }

    Path run() throws DownloadFailed {
        if (Files.isRegularFile(target)) {
            return target;
        }
        Source source = new Source(request.artefact(), request.url(), kit.hops(), kit.client(), calls);
        try {
            calls.check();
            room(request.approxBytes() == null ? 0 : request.approxBytes());
            Files.createDirectories(Objects.requireNonNull(target.getParent()));
            transfer(source);
            return target;
        } catch (Spoiled e) {
            forget();
            throw e.failure();
        } catch (IOException e) {
            calls.check();
            forget();
            throw written(e);
        }
    }

    private void transfer(Source source) throws IOException, DownloadFailed, Spoiled {
        Optional<About> left = Files.exists(parallel) ? About.read(parallel) : Optional.empty();
        if (left.isPresent() && left.get().same(target, request.url()) && together(source, left.get())) {
            return;
        }
        About.delete(parallel); // without its note it says nothing
        Retries retries = new Retries(kit.retries(), calls);
        while (!passed(source, retries)) {
            // once more: from where it broke, or from the beginning
        }
    }

    /** One request. @return whether the file is there; else it is to be asked for once more */
    private boolean passed(Source source, Retries retries) throws IOException, DownloadFailed, Spoiled {
        About about = known();
        long there = Files.exists(part) ? Files.size(part) : 0;
        String validator = about == null ? null : about.validator();
        Answer answer;
        try {
            answer = there > 0 ? source.from(there, validator) : source.all();
        } catch (IOException e) {
            retry(source, retries, e); // nothing came: what is there is as good as before
            return false;
        }
        try (answer) {
            if (there > 0 && answer.code() == 416) {
                return wholeAlready(answer, there) || startOver("no bytes are left to send");
            }
            if (there > 0 && answer.code() == 206 && answer.range().from() != there) {
                return startOver("other bytes came than were asked for");
            }
            if (answer.code() == 200 || (answer.code() == 206 && there > 0)) {
                return accepted(source, answer, answer.code() == 206 ? there : 0, retries);
            }
            throw refused(source, answer);
        }
    }

    private boolean accepted(Source source, Answer answer, long offset, Retries retries)
            throws IOException, DownloadFailed, Spoiled {
        if (answer.encoded()) {
            throw new Spoiled(source.lost("the server sends it encoded"));
        }
        long total = answer.length() < 0 ? -1 : offset + answer.length();
        room(total);
        String validator = answer.validator();
        About about = About.of(target, request.url(), validator, total);
        boolean inPieces = validator != null
                && (offset > 0 || answer.servesRanges())
                && total >= kit.largeBytes()
                && kit.connections().getAsInt() > 1;
        if (offset == 0) {
            About.delete(part);
        }
        if (inPieces) {
            answer.close();
            return together(source, offset == 0 ? about : goOn(about, offset)) || startOver("it was changed meanwhile");
        }
        if (offset == 0) {
            about.write(part);
        }
        MessageDigest digest = request.sha256() == null ? null : Digests.sha256();
        if (digest != null && offset > 0) {
            Digests.add(part, digest, calls);
        }
        meter.begin(offset, total);
        try {
            copy(answer, digest, retries);
        } catch (ReadFailed e) {
            calls.check();
            broke(source, e.failure(), total, validator, retries);
            return false;
        }
        finish(part, digest);
        return true;
    }

    private void copy(Answer answer, @Nullable MessageDigest digest, Retries retries) throws IOException, ReadFailed {
        byte[] chunk = new byte[Chunks.SIZE];
        try (FileChannel out = FileChannel.open(part, StandardOpenOption.CREATE, StandardOpenOption.APPEND)) {
            for (int n = Chunks.read(answer, chunk); n > 0; n = Chunks.read(answer, chunk)) {
                ByteBuffer bytes = ByteBuffer.wrap(chunk, 0, n);
                while (bytes.hasRemaining()) {
                    out.write(bytes);
                }
                if (digest != null) {
                    digest.update(chunk, 0, n);
                }
                retries.progressed();
                meter.add(n);
            }
            out.force(true);
        }
    }

    /** Makes what came in order the beginning of what comes in pieces. */
    private About goOn(About about, long there) throws IOException {
        About begun = about.with(List.of(new Span(0, there)));
        try (FileChannel in = FileChannel.open(part, StandardOpenOption.WRITE)) {
            in.force(true);
        }
        // The note first: told of a file that is not there yet it is ignored, a file without it would be deleted.
        begun.write(parallel);
        AtomicFiles.move(part, parallel);
        About.delete(part);
        return begun;
    }

    /** By several connections. @return false when the file was changed at its server, and has to begin again */
    private boolean together(Source source, About about) throws IOException, DownloadFailed, Spoiled {
        room(about.total());
        Parallel all = new Parallel(source, parallel, about, kit, calls, meter);
        MessageDigest digest = request.sha256() == null ? null : Digests.sha256();
        try {
            if (!all.run(digest)) {
                About.delete(parallel);
                return false;
            }
        } catch (ReadFailed e) {
            calls.check();
            throw source.broken(e.failure()); // what has come is good: each piece is known to be of this very file
        }
        finish(parallel, digest);
        About.delete(part);
        return true;
    }

    private void finish(Path whole, @Nullable MessageDigest digest) throws IOException, Spoiled {
        if (digest != null && request.sha256() != null) {
            try {
                Digests.check(digest, request.sha256());
            } catch (DownloadFailed e) {
                throw new Spoiled(e);
            }
        }
        AtomicFiles.move(whole, target);
        About.delete(whole);
        meter.tell();
    }

    /** A process may have been killed between the last byte and the new name; only a hash can tell. */
    private boolean wholeAlready(Answer answer, long there) throws IOException, DownloadFailed {
        if (request.sha256() == null || answer.range().total() != there) {
            return false;
        }
        MessageDigest digest = Digests.sha256();
        Digests.add(part, digest, calls);
        try {
            finish(part, digest);
            return true;
        } catch (Spoiled e) {
            return false;
        }
    }

    private void broke(Source source, IOException e, long total, @Nullable String validator, Retries retries)
            throws IOException, DownloadFailed, Spoiled {
        if (validator == null && request.sha256() == null) {
            throw new Spoiled(early(source, e, total)); // nothing would tell whether the rest belongs to the beginning
        }
        try {
            retries.broke(e);
        } catch (IOException last) {
            throw new Spoiled(early(source, last, total));
        }
    }

    private DownloadFailed early(Source source, IOException e, long total) throws IOException {
        if (total < 0 || !(e instanceof ProtocolException)) {
            return source.broken(e);
        }
        String message = "size mismatch: wrote " + Files.size(part) + " bytes, Content-Length says " + total;
        return new DownloadFailed(DownloadFailed.SIZE_MISMATCH, message, true, e);
    }

    private void retry(Source source, Retries retries, IOException e) throws DownloadFailed {
        try {
            retries.broke(e);
        } catch (IOException last) {
            throw source.broken(last);
        }
    }

    private DownloadFailed refused(Source source, Answer answer) throws IOException {
        DownloadFailed failure = source.refused(answer);
        if (!failure.retryable()) {
            forget();
        }
        return failure;
    }

    private boolean startOver(String why) throws IOException, Spoiled {
        About.delete(part);
        if (++restarts > MOST_RESTARTS) {
            throw new Spoiled(new DownloadFailed(
                    DownloadFailed.FAILED,
                    "GET " + Urls.shown(request.url()) + " failed: begun anew " + MOST_RESTARTS + " times, for " + why,
                    true));
        }
        return false;
    }

    /** What the note beside the part says; a part of another file is no part. */
    private @Nullable About known() throws IOException {
        Optional<About> about = About.read(part);
        if (about.isPresent() && !about.get().same(target, request.url())) {
            About.delete(part);
            return null;
        }
        return about.orElse(null);
    }

    private void room(long size) throws DownloadFailed, IOException {
        long there = 0;
        for (Path left : new Path[] {part, parallel}) {
            there = Math.max(there, Files.exists(left) ? Files.size(left) : 0);
        }
        // What came in parallel has its full length from the start, but not its blocks: too little is asked for then.
        DiskSpace.check(target, size, there, kit.disk());
    }

    private void forget() {
        try {
            About.delete(part);
            About.delete(parallel);
        } catch (IOException e) {
            // It is looked at again before it is used.
        }
    }

    private DownloadFailed written(IOException e) {
        return DiskSpace.full(e)
                ? new DownloadFailed(
                        DownloadFailed.DISK_FULL,
                        "no space left for " + target + "; free some, or choose another disk with models_root",
                        false,
                        e)
                : new DownloadFailed(
                        DownloadFailed.FAILED, target + " could not be written: " + e.getMessage(), true, e);
    }

    /** Ends a transfer, and what has come is of no use. */
    private static final class Spoiled extends Exception {
        private static final long serialVersionUID = 1L;

        private final DownloadFailed failure;

        Spoiled(DownloadFailed failure) {
            super(failure);
            this.failure = failure;
        }

        DownloadFailed failure() {
            return failure;
        }
    }
}
