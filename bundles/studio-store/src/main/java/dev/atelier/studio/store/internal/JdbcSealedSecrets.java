package dev.atelier.studio.store.internal;

import dev.atelier.studio.store.agents.api.SealedSecrets;
import java.time.Instant;
import java.util.List;

/** Sealed secrets as rows. */
final class JdbcSealedSecrets implements SealedSecrets {
    private static final String REMOVE = "delete from agent_secrets where scope = ? and name = ?";

    private final GroupCommit writer;
    private final Reader reader;

    JdbcSealedSecrets(GroupCommit writer, Reader reader) {
        this.writer = writer;
        this.reader = reader;
    }

    @Override
    public List<Sealed> all() {
        return reader.rows(
                "select scope, name, sealed, updated_at, updated_by from agent_secrets order by scope, name",
                List.of(),
                row -> new Sealed(
                        row.getString("scope"),
                        row.getString("name"),
                        row.getString("sealed"),
                        Instant.ofEpochMilli(row.getLong("updated_at")),
                        row.getString("updated_by")));
    }

    @Override
    public void put(Sealed secret) {
        writer.writeNow(statements -> {
            JobSql.bind(statements.of(REMOVE), secret.scope(), secret.name()).executeUpdate();
            return JobSql.bind(
                            statements.of("insert into agent_secrets (scope, name, sealed, updated_at, updated_by)"
                                    + " values (?, ?, ?, ?, ?)"),
                            secret.scope(),
                            secret.name(),
                            secret.text(),
                            secret.updatedAt(),
                            secret.updatedBy())
                    .executeUpdate();
        });
    }

    @Override
    public boolean remove(String scope, String name) {
        return writer.writeNow(
                statements -> JobSql.bind(statements.of(REMOVE), scope, name).executeUpdate() > 0);
    }
}
