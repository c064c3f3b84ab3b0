package dev.atelier.studio.store.internal;

import dev.atelier.studio.store.agents.api.AgentEvents;
import dev.atelier.studio.store.agents.api.AgentHosts;
import dev.atelier.studio.store.agents.api.AgentQuestions;
import dev.atelier.studio.store.agents.api.AgentStore;
import dev.atelier.studio.store.agents.api.AgentTasks;
import dev.atelier.studio.store.agents.api.SealedSecrets;
import dev.atelier.wire.agent.api.Told;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.List;
import java.util.Locale;

/** Agent work as rows. */
record JdbcAgentStore(
        AgentTasks tasks, AgentEvents events, AgentQuestions questions, AgentHosts hosts, SealedSecrets secrets)
        implements AgentStore {
    static JdbcAgentStore on(GroupCommit writer, Reader reader) {
        return new JdbcAgentStore(
                new JdbcAgentTasks(writer, reader),
                events(reader),
                new JdbcAgentQuestions(writer, reader),
                new JdbcAgentHosts(writer, reader),
                new JdbcSealedSecrets(writer, reader));
    }

    private static AgentEvents events(Reader reader) {
        return (sessionId, seq, limit) -> reader.rows(
                "select seq, at, source, event, meta from agent_events where session_id = ? and seq > ?"
                        + " order by seq limit ?",
                List.of(sessionId, seq, limit),
                JdbcAgentStore::event);
    }

    private static AgentEvents.Kept event(ResultSet row) throws SQLException {
        return new AgentEvents.Kept(
                row.getLong("seq"),
                Instant.ofEpochMilli(row.getLong("at")),
                Told.Source.valueOf(row.getString("source").toUpperCase(Locale.ROOT)),
                row.getString("event"),
                row.getString("meta"));
    }
}
