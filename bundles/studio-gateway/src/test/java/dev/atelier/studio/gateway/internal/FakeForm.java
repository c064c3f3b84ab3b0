package dev.atelier.studio.gateway.internal;

import dev.atelier.http.api.Exchange;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** A form that was read. */
record FakeForm(Map<String, List<String>> texts, Map<String, List<Path>> uploads) implements Exchange.Form {
    @Override
    public Optional<String> field(String name) {
        return fields(name).stream().findFirst();
    }

    @Override
    public List<String> fields(String name) {
        return texts.getOrDefault(name, List.of());
    }

    @Override
    public Optional<Path> file(String name) {
        return files(name).stream().findFirst();
    }

    @Override
    public List<Path> files(String name) {
        return uploads.getOrDefault(name, List.of());
    }

    @Override
    public Optional<String> fileName(String name) {
        return Optional.empty();
    }

    @Override
    public void close() {}
}
