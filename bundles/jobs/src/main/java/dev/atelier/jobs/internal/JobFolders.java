package dev.atelier.jobs.internal;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.atelier.common.api.AtomicFiles;
import dev.atelier.common.api.Json;
import dev.atelier.engine.api.Body;
import dev.atelier.engine.api.EngineResult;
import dev.atelier.engine.api.Task;
import dev.atelier.jobs.api.JobRecord;
import dev.atelier.wire.api.DomainJson;
import dev.atelier.wire.api.MalformedJson;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** One folder a job: its record, its task, its result, its thumbnail. A folder without a record is rubbish. */
final class JobFolders {
    private static final Logger LOG = LoggerFactory.getLogger(JobFolders.class);
    private static final Pattern SAFE = Pattern.compile("[A-Za-z0-9_-]{1,64}");
    static final String JSON = "application/json";

    private static final String RECORD = "record.json";
    private static final String RESULT = "result.json";
    private static final String TASK = "task.json";
    /** What a result may have of characters to wait in memory for its turn to be written. */
    private static final int SMALL = 32 << 10;

    private final Path root;

    JobFolders(Path root) {
        this.root = root;
    }

    Path root() {
        return root;
    }

    /** A job id may come from outside; the time keeps a job that came before apart. */
    Path folder(JobRecord job) {
        return root.resolve(safeName(job.id()) + "-" + job.createdAt().toEpochMilli());
    }

    static String safeName(String jobId) {
        return SAFE.matcher(jobId).matches() ? jobId : "x" + digest(jobId);
    }

    /**
     * Makes the result a file. A small answer for a studio becomes one only with the record: it is on its way to the
     * studio then, and need not wait for the disk.
     */
    StoredResult take(JobRecord job, EngineResult result) throws IOException {
        if (job.source() == JobRecord.Source.STUDIO
                && result instanceof EngineResult.Json json
                && json.text().length() <= SMALL) {
            return new StoredResult(RESULT, JSON, Texts.utf8(json.text()).length, json, json.text());
        }
        prepare();
        Path folder = Files.createDirectories(folder(job));
        try {
            return result.<Taking>fold(media -> () -> takeMedia(folder, media), json -> () -> takeJson(folder, json))
                    .take();
        } catch (IOException e) {
            Trees.delete(folder);
            throw e;
        }
    }

    void write(StoredJob job) throws IOException {
        prepare();
        Files.createDirectories(job.folder());
        Task task = job.task();
        // The first time nothing is written over; and what others have as well need not outlive a power cut.
        Writing how = task != null && job.delivered() ? Files::write : JobFolders::synced;
        if (job.json() != null) {
            Files.write(job.folder().resolve(RESULT), Texts.utf8(job.json()));
        }
        if (task != null) {
            how.write(job.folder().resolve(TASK), Json.bytes(DomainJson.write(task)));
        }
        ObjectNode json = JobJson.write(job.record());
        if (job.resultFile() != null) {
            json.put("resultFile", job.resultFile());
        }
        if (job.source() != null) {
            json.set("modelSource", DomainJson.write(job.source()));
        }
        how.write(job.folder().resolve(RECORD), Json.bytes(json));
    }

    private interface Writing {
        Object write(Path file, byte[] bytes) throws IOException;
    }

    private static Path synced(Path file, byte[] bytes) throws IOException {
        AtomicFiles.write(file, bytes);
        return file;
    }

    /** Not for every job: to set permissions, even the same, waits for the disk when it is busy. */
    private void prepare() {
        if (!Files.isDirectory(root)) {
            AtomicFiles.ownerOnlyFolder(root);
        }
    }

    StoredJob read(Path folder) throws IOException, MalformedJson {
        JsonNode json = Json.parse(Files.readAllBytes(folder.resolve(RECORD)));
        JsonNode source = json.path("modelSource");
        StoredJob job = new StoredJob(
                JobJson.read(json),
                folder,
                json.path("resultFile").textValue(),
                source.isObject() ? DomainJson.modelSource(source) : null,
                null,
                null);
        boolean gone = job.result().filter(Files::isRegularFile).isEmpty();
        return gone && job.resultFile() != null ? job.withoutResult() : job;
    }

    /**
     * The jobs of earlier processes, newest first. What an earlier process left unfinished is deleted.
     *
     * @param before folders made since then belong to jobs of this process and are left alone
     */
    List<StoredJob> readAll(Instant before) {
        if (!Files.isDirectory(root)) {
            return List.of();
        }
        List<StoredJob> found = new ArrayList<>();
        try (Stream<Path> all = Files.list(root)) {
            all.filter(folder -> madeAt(folder) < before.toEpochMilli())
                    .forEach(folder -> readOrDelete(folder).ifPresent(found::add));
        } catch (IOException | UncheckedIOException e) {
            LOG.atWarn().setCause(e).log("job records cannot be read");
        }
        found.sort(Comparator.comparing(JobFolders::endOf).reversed());
        return found;
    }

    Task task(StoredJob job) throws IOException, MalformedJson {
        Task task = job.task();
        return task != null
                ? task
                : DomainJson.task(Json.parse(Files.readAllBytes(job.folder().resolve(TASK))));
    }

    /** A result that is a document. */
    JsonNode json(StoredJob job) throws IOException {
        String text = job.json();
        return text != null
                ? Json.parse(text)
                : Json.parse(Files.readAllBytes(job.folder().resolve(RESULT)));
    }

    private interface Taking {
        StoredResult take() throws IOException;
    }

    private static StoredResult takeMedia(Path folder, EngineResult.Media media) throws IOException {
        String ext = media.ext().matches("[A-Za-z0-9]{1,8}") ? media.ext() : "bin";
        Path file = folder.resolve("result." + ext);
        Path from = media.body().file().orElse(null);
        if (from != null) {
            Files.move(from, file, StandardCopyOption.REPLACE_EXISTING);
        } else {
            try (InputStream in = media.body().open()) {
                Files.copy(in, file, StandardCopyOption.REPLACE_EXISTING);
            }
        }
        return new StoredResult(
                "result." + ext,
                MediaTypes.of(file, ext),
                Files.size(file),
                new EngineResult.Media(Body.of(file), media.ext()),
                null);
    }

    private static StoredResult takeJson(Path folder, EngineResult.Json json) throws IOException {
        byte[] bytes = Texts.utf8(json.text());
        Files.write(folder.resolve(RESULT), bytes);
        return new StoredResult(RESULT, JSON, bytes.length, json, null);
    }

    private Optional<StoredJob> readOrDelete(Path folder) {
        try {
            StoredJob job = read(folder);
            deleteUnfinished(folder);
            return Optional.of(job);
        } catch (IOException | MalformedJson | RuntimeException e) {
            LOG.atInfo().addKeyValue("folder", folder.getFileName()).log("leftover of an unfinished job removed");
            Trees.delete(folder);
            return Optional.empty();
        }
    }

    /** Files that an earlier process was killed over. */
    private static void deleteUnfinished(Path folder) throws IOException {
        try (DirectoryStream<Path> unfinished = Files.newDirectoryStream(folder, ".*.tmp")) {
            unfinished.forEach(Trees::delete);
        }
    }

    private static long madeAt(Path folder) {
        String name = String.valueOf(folder.getFileName());
        String millis = name.substring(name.lastIndexOf('-') + 1);
        return millis.matches("[0-9]{1,18}") ? Long.parseLong(millis) : 0;
    }

    private static Instant endOf(StoredJob job) {
        Instant end = job.record().finishedAt();
        return end == null ? job.record().createdAt() : end;
    }

    private static String digest(String text) {
        try {
            byte[] hash = MessageDigest.getInstance("SHA-256").digest(text.getBytes(StandardCharsets.UTF_8));
            return HexFormat.of().formatHex(hash, 0, 16);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every JDK has SHA-256", e);
        }
    }
}
