package dev.atelier.studio.store.internal;

import dev.atelier.common.api.Json;
import dev.atelier.engine.api.Kind;
import dev.atelier.engine.api.ModelSource;
import dev.atelier.studio.store.api.ModelRegistry;
import dev.atelier.wire.api.DomainJson;
import dev.atelier.wire.api.MalformedJson;
import java.io.IOException;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Models as rows, and all of them in memory, where every job that is made looks. */
final class JdbcModelRegistry implements ModelRegistry {
    private static final String COLUMNS = "id, display_name, kind, vram, description, source, enabled";

    private final Dialect dialect;
    private final GroupCommit writer;
    private final Reader reader;
    private final Others others;
    private volatile Map<String, Model> byId = Map.of();

    JdbcModelRegistry(Dialect dialect, GroupCommit writer, Reader reader, Others others) {
        this.dialect = dialect;
        this.writer = writer;
        this.reader = reader;
        this.others = others;
    }

    void begin(List<Model> seeds) {
        seed(seeds);
        load();
        others.on(Others.MODELS, this::load);
    }

    @Override
    public List<Model> all() {
        return List.copyOf(byId.values());
    }

    @Override
    public Optional<Model> find(String id) {
        return Optional.ofNullable(byId.get(id));
    }

    @Override
    public boolean add(Model model) {
        return change(statements -> insert(statements, model));
    }

    @Override
    public boolean replace(Model model) {
        return change(statements -> JobSql.bind(
                                statements.of("update models set display_name = ?, kind = ?, vram = ?, description = ?,"
                                        + " source = ?, enabled = ? where id = ?"),
                                model.displayName(),
                                model.kind().wireName(),
                                model.vramGbEstimate(),
                                model.description(),
                                DomainJson.write(model.source()).toString(),
                                model.enabled(),
                                model.id())
                        .executeUpdate()
                > 0);
    }

    @Override
    public boolean remove(String id) {
        return change(statements -> JobSql.bind(statements.of("delete from models where id = ?"), id)
                        .executeUpdate()
                > 0);
    }

    private boolean change(Change<Boolean> change) {
        boolean changed = writer.writeNow(statements -> {
            statements.tell(Others.MODELS);
            return change.apply(statements);
        });
        load();
        return changed;
    }

    private boolean insert(Statements statements, Model model) throws SQLException {
        try (ResultSet known = JobSql.bind(statements.of("select 1 from models where id = ?"), model.id())
                .executeQuery()) {
            if (known.next()) {
                return false;
            }
        }
        String insert = dialect.insertOnce("insert into models (" + COLUMNS + ") values (?, ?, ?, ?, ?, ?, ?)", "id");
        return JobSql.bind(
                                statements.of(insert),
                                model.id(),
                                model.displayName(),
                                model.kind().wireName(),
                                model.vramGbEstimate(),
                                model.description(),
                                DomainJson.write(model.source()).toString(),
                                model.enabled())
                        .executeUpdate()
                > 0;
    }

    /** Each seed is planted once in the life of a database. */
    private void seed(List<Model> seeds) {
        writer.writeNow(statements -> {
            for (Model seed : seeds) {
                if (planted(statements, seed.id())) {
                    insert(statements, seed);
                }
            }
            return true;
        });
    }

    private boolean planted(Statements statements, String id) throws SQLException {
        try (ResultSet known = JobSql.bind(statements.of("select 1 from seeded where id = ?"), id)
                .executeQuery()) {
            if (known.next()) {
                return false;
            }
        }
        return JobSql.bind(statements.of(dialect.insertOnce("insert into seeded (id) values (?)", "id")), id)
                        .executeUpdate()
                > 0;
    }

    private synchronized void load() {
        Map<String, Model> models = new LinkedHashMap<>();
        reader.rows("select " + COLUMNS + " from models order by seq", List.of(), JdbcModelRegistry::row)
                .forEach(model -> models.put(model.id(), model));
        byId = models;
    }

    private static Model row(ResultSet row) throws SQLException {
        String kind = row.getString("kind");
        return new Model(
                row.getString("id"),
                row.getString("display_name"),
                Kind.ofWireName(kind).orElseThrow(() -> new SQLException("a model of the unknown kind " + kind)),
                row.getDouble("vram"),
                row.getString("description"),
                source(row.getString("source")),
                row.getBoolean("enabled"));
    }

    private static ModelSource source(String text) throws SQLException {
        try {
            return DomainJson.modelSource(Json.parse(text));
        } catch (IOException | MalformedJson e) {
            throw new SQLException("the source of a model cannot be read", e);
        }
    }
}
