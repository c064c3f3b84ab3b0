package dev.atelier.fake.studio;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicLong;

/** Reads the parts of binary results. */
final class UploadReader {
    private static final long MOST_EACH = 64L * 1024 * 1024;

    private final AtomicLong left = new AtomicLong(256L * 1024 * 1024);

    /** Parts that are not those of a result. */
    static final class Unreadable extends Exception {
        private static final long serialVersionUID = 1L;

        Unreadable(String problem) {
            super(problem);
        }
    }

    Upload read(HttpRequest request, InputStream body) throws IOException, Unreadable {
        Map<String, ByteArrayOutputStream> texts = new HashMap<>();
        List<Multipart.Head> heads = new ArrayList<>();
        OutputStreams.Digest file = new OutputStreams.Digest(Math.min(MOST_EACH, Math.max(0, left.get())));
        String contentType = request.header("content-type");
        if (contentType == null || !contentType.startsWith("multipart/form-data")) {
            throw new Unreadable("not multipart/form-data");
        }
        new Multipart(body, contentType).read(head -> {
            heads.add(head);
            return head.filename() != null
                    ? file
                    : texts.computeIfAbsent(head.name(), n -> new ByteArrayOutputStream());
        });
        List<String> names = heads.stream().map(Multipart.Head::name).toList();
        if (!names.equals(List.of("prompt", "ext", "image"))) {
            throw new Unreadable("the parts are " + names);
        }
        Multipart.Head image = heads.get(2);
        String filename = image.filename();
        if (filename == null) {
            throw new Unreadable("the part image is not a file");
        }
        byte[] bytes = file.kept();
        left.addAndGet(-bytes.length);
        String type = image.contentType();
        return new Upload(
                Instant.now(),
                request.ids().get(0),
                request.ids().get(1),
                text(texts, "prompt"),
                text(texts, "ext"),
                filename,
                type == null ? "" : type,
                bytes,
                file.size(),
                file.sha256(),
                false);
    }

    private static String text(Map<String, ByteArrayOutputStream> texts, String name) throws Unreadable {
        ByteArrayOutputStream bytes = texts.get(name);
        if (bytes == null) {
            throw new Unreadable("the part " + name + " is a file");
        }
        return bytes.toString(StandardCharsets.UTF_8);
    }
}
