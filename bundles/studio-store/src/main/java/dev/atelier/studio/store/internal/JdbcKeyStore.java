package dev.atelier.studio.store.internal;

import dev.atelier.studio.store.api.KeyStore;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;

/** Keys as rows, and all of them in memory, where every request looks. */
final class JdbcKeyStore implements KeyStore {
    private final GroupCommit writer;
    private final Reader reader;
    private final Others others;
    private volatile Map<String, Key> byHash = Map.of();

    private record Row(String hash, Key key) {}

    JdbcKeyStore(GroupCommit writer, Reader reader, Others others) {
        this.writer = writer;
        this.reader = reader;
        this.others = others;
    }

    void begin() {
        load();
        others.on(Others.KEYS, this::load);
    }

    @Override
    public Key create(String name, Role role, String secret, Instant at) {
        Key key = new Key("key-" + UUID.randomUUID(), name, role, Instant.ofEpochMilli(at.toEpochMilli()));
        writer.writeNow(statements -> {
            JobSql.bind(
                            statements.of("insert into api_keys (id, name, role, secret_hash, created_at)"
                                    + " values (?, ?, ?, ?, ?)"),
                            key.id(),
                            key.name(),
                            role.wireName(),
                            Hashes.sha256(secret),
                            key.createdAt())
                    .executeUpdate();
            statements.tell(Others.KEYS);
            return true;
        });
        load();
        return key;
    }

    @Override
    public List<Key> all() {
        return List.copyOf(byHash.values());
    }

    @Override
    public boolean revoke(String id) {
        boolean gone = writer.writeNow(statements -> {
            statements.tell(Others.KEYS);
            return JobSql.bind(statements.of("delete from api_keys where id = ?"), id)
                            .executeUpdate()
                    > 0;
        });
        load();
        return gone;
    }

    @Override
    public Optional<Key> bySecret(String secret) {
        String asked = Hashes.sha256(secret);
        Key found = null;
        // All are compared, each in constant time: what it takes says nothing about any of them.
        for (Map.Entry<String, Key> each : byHash.entrySet()) {
            if (Hashes.same(each.getKey(), asked)) {
                found = each.getValue();
            }
        }
        return Optional.ofNullable(found);
    }

    private synchronized void load() {
        Map<String, Key> keys = new LinkedHashMap<>();
        reader.rows(
                        "select id, name, role, secret_hash, created_at from api_keys order by seq",
                        List.of(),
                        JdbcKeyStore::row)
                .forEach(row -> keys.put(row.hash(), row.key()));
        byHash = keys;
    }

    private static Row row(ResultSet row) throws SQLException {
        String role = row.getString("role");
        return new Row(
                row.getString("secret_hash"),
                new Key(
                        row.getString("id"),
                        row.getString("name"),
                        Role.ofWireName(role).orElseThrow(() -> new SQLException("a key of the unknown role " + role)),
                        Instant.ofEpochMilli(row.getLong("created_at"))));
    }
}
