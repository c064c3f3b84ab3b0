package dev.atelier.studio.http.internal;

import dev.atelier.studio.store.api.KeyStore;
import dev.atelier.studio.store.api.ModelRegistry;
import dev.atelier.studio.store.api.ResultStore;
import java.io.ByteArrayInputStream;
import java.nio.file.Path;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Models, keys and results in memory. */
final class FakeShelves implements ModelRegistry, ResultStore {
    final Map<String, Model> models = new LinkedHashMap<>();
    final Map<String, KeyStore.Key> keys = new LinkedHashMap<>();
    final Map<String, byte[]> results = new LinkedHashMap<>();
    private final Path incoming;

    FakeShelves(Path incoming) {
        this.incoming = incoming;
    }

    @Override
    public List<Model> all() {
        return List.copyOf(models.values());
    }

    @Override
    public Optional<Model> find(String id) {
        return Optional.ofNullable(models.get(id));
    }

    @Override
    public boolean add(Model model) {
        return models.putIfAbsent(model.id(), model) == null;
    }

    @Override
    public boolean replace(Model model) {
        return models.replace(model.id(), model) != null;
    }

    @Override
    public boolean remove(String id) {
        return models.remove(id) != null;
    }

    /** Models and keys both have an {@code all()}. */
    KeyStore asKeys() {
        return new KeyStore() {
            @Override
            public Key create(String name, Role role, String secret, Instant at) {
                return FakeShelves.this.create(name, role, secret, at);
            }

            @Override
            public List<Key> all() {
                return List.copyOf(keys.values());
            }

            @Override
            public boolean revoke(String id) {
                return FakeShelves.this.revoke(id);
            }

            @Override
            public Optional<Key> bySecret(String secret) {
                return FakeShelves.this.bySecret(secret);
            }
        };
    }

    private KeyStore.Key create(String name, KeyStore.Role role, String secret, Instant at) {
        KeyStore.Key key = new KeyStore.Key("k-" + (keys.size() + 1), name, role, at);
        keys.put(secret, key);
        return key;
    }

    private boolean revoke(String id) {
        return keys.values().removeIf(key -> key.id().equals(id));
    }

    private Optional<KeyStore.Key> bySecret(String secret) {
        return Optional.ofNullable(keys.get(secret));
    }

    @Override
    public Path incoming() {
        return incoming;
    }

    @Override
    public void publish(String jobId, String claim, Path file) {
        throw new UnsupportedOperationException();
    }

    @Override
    public void publish(String jobId, String claim, byte[] bytes) {
        results.put(jobId + "/" + claim, bytes);
    }

    @Override
    public Optional<Opened> open(String jobId, String claim) {
        return Optional.ofNullable(results.get(jobId + "/" + claim))
                .map(bytes -> new Opened(new ByteArrayInputStream(bytes), bytes.length));
    }

    @Override
    public void delete(String jobId, String claim) {
        results.remove(jobId + "/" + claim);
    }
}
