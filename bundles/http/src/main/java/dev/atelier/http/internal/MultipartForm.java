package dev.atelier.http.internal;

import dev.atelier.http.api.Exchange;
import dev.atelier.http.api.HttpError;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** A form that has been read: short texts in memory, files on disk under names of ours. */
final class MultipartForm implements Exchange.Form {
    static final int MAX_PARTS = 64;
    static final int MAX_FIELD = 1024 * 1024;
    private static final int MAX_NAME = 255;
    private static final Logger LOG = LoggerFactory.getLogger(MultipartForm.class);

    private record Upload(String fileName, Path file) {}

    private final Map<String, List<String>> fields = new HashMap<>();
    private final Map<String, List<Upload>> files = new HashMap<>();

    private MultipartForm() {}

    static MultipartForm read(String contentType, InputStream body, Path folder) throws IOException {
        ContentDisposition type = ContentDisposition.parse(contentType);
        String boundary = type.parameter("boundary").orElse("");
        if (!type.type().equals("multipart/form-data") || !boundary.matches("[ -~]{1,70}")) {
            throw bad("the body is not a multipart form");
        }
        Files.createDirectories(folder);
        MultipartForm form = new MultipartForm();
        try {
            form.readParts(new MultipartReader(body, boundary), folder);
            return form;
        } catch (MultipartReader.Malformed e) {
            form.close();
            throw bad("the body is not a multipart form: " + e.getMessage());
        } catch (IOException | RuntimeException e) {
            form.close();
            throw e;
        }
    }

    private void readParts(MultipartReader reader, Path folder) throws IOException {
        int parts = 0;
        for (Map<String, String> headers = reader.next(); headers != null; headers = reader.next()) {
            if (++parts > MAX_PARTS) {
                throw bad("the form has more than " + MAX_PARTS + " parts");
            }
            ContentDisposition part = ContentDisposition.parse(headers.getOrDefault("content-disposition", ""));
            String name = part.parameter("name").orElseThrow(() -> bad("a part of the form has no name"));
            if (!name.endsWith("[]") && (fields.containsKey(name) || files.containsKey(name))) {
                throw bad("the form has two parts of one name");
            }
            if (isFile(part, headers)) {
                store(name, part.parameter("filename").orElse(""), reader, folder);
            } else {
                fields.computeIfAbsent(name, n -> new ArrayList<>()).add(text(reader));
            }
        }
    }

    private static boolean isFile(ContentDisposition part, Map<String, String> headers) {
        String type = headers.getOrDefault("content-type", "text/plain");
        return part.parameter("filename").isPresent()
                || !(type.startsWith("text/") || type.startsWith("application/json"));
    }

    private void store(String name, String fileName, MultipartReader reader, Path folder) throws IOException {
        Path file = Files.createTempFile(folder, "upload-", ".part"); // owner-only where the system knows owners
        Upload upload = new Upload(lastSegment(fileName), file);
        List<Upload> ofName = files.computeIfAbsent(name, n -> new ArrayList<>());
        ofName.add(upload);
        try (OutputStream out = Files.newOutputStream(file)) {
            reader.copy(out);
        }
        if (fileName.isEmpty() && Files.size(file) == 0) {
            ofName.remove(upload); // a browser's file field that was left empty
            Files.delete(file);
        }
    }

    private static String text(MultipartReader reader) throws IOException {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream() {
            @Override
            public synchronized void write(byte[] more, int offset, int length) {
                if (size() + length > MAX_FIELD) {
                    throw LimitedBody.tooLarge(MAX_FIELD);
                }
                super.write(more, offset, length);
            }
        };
        reader.copy(bytes);
        return bytes.toString(StandardCharsets.UTF_8);
    }

    private static String lastSegment(String fileName) {
        String last = fileName.substring(Math.max(fileName.lastIndexOf('/'), fileName.lastIndexOf('\\')) + 1)
                .replaceAll("\\p{Cntrl}", "");
        return last.substring(0, Math.min(last.length(), MAX_NAME));
    }

    private static HttpError bad(String message) {
        return HttpError.json(400, "bad_request", message);
    }

    @Override
    public Optional<String> field(String name) {
        return fields(name).stream().findFirst();
    }

    @Override
    public List<String> fields(String name) {
        return List.copyOf(fields.getOrDefault(name, List.of()));
    }

    @Override
    public Optional<Path> file(String name) {
        return files(name).stream().findFirst();
    }

    @Override
    public List<Path> files(String name) {
        return uploads(name).map(Upload::file).toList();
    }

    @Override
    public Optional<String> fileName(String name) {
        return uploads(name).map(Upload::fileName).findFirst();
    }

    private Stream<Upload> uploads(String name) {
        return files.getOrDefault(name, List.of()).stream();
    }

    /** A file that somebody has moved away in the meantime is theirs. */
    @Override
    public void close() {
        for (Upload upload : files.values().stream().flatMap(List::stream).toList()) {
            try {
                Files.deleteIfExists(upload.file());
            } catch (IOException e) {
                LOG.atWarn().addKeyValue("file", upload.file()).setCause(e).log("upload not deleted");
            }
        }
        files.clear();
    }
}
