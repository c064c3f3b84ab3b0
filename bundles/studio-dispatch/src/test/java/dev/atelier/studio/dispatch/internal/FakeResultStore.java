package dev.atelier.studio.dispatch.internal;

import dev.atelier.studio.store.api.ResultStore;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;

/** Results in memory, by job and claim. */
final class FakeResultStore implements ResultStore {
    final Map<String, String> kept = new HashMap<>();
    boolean failing;

    @Override
    public Path incoming() {
        return Path.of("incoming");
    }

    @Override
    public void publish(String jobId, String claim, Path file) throws IOException {
        publish(jobId, claim, Files.readAllBytes(file));
        Files.delete(file);
    }

    @Override
    public void publish(String jobId, String claim, byte[] bytes) throws IOException {
        if (failing) {
            throw new IOException("no space");
        }
        kept.put(jobId + " " + claim, new String(bytes, StandardCharsets.UTF_8));
    }

    @Override
    public Optional<Opened> open(String jobId, String claim) {
        return Optional.ofNullable(kept.get(jobId + " " + claim)).map(text -> {
            byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
            return new Opened(new ByteArrayInputStream(bytes), bytes.length);
        });
    }

    @Override
    public void delete(String jobId, String claim) {
        kept.remove(jobId + " " + claim);
    }
}
