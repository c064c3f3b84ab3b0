package dev.atelier.studio.store.internal;

import dev.atelier.engine.api.Kind;
import dev.atelier.studio.store.agents.api.AgentStore;
import dev.atelier.studio.store.api.WorkerStore;
import dev.atelier.wire.api.Capabilities;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Instant;
import java.util.List;
import java.util.Map;

/** The store of the product on a file of a test. */
public final class RealStore implements AutoCloseable {
    private final Room room;

    public RealStore(Path folder) throws Exception {
        room = Room.open(Database.file(folder), () -> 1, Clock.systemUTC());
    }

    public AgentStore agents() {
        return room.agents;
    }

    public WorkerStore workers() {
        return room.workers;
    }

    /** @return the id of a worker that was approved and has this token */
    public String approved(String name, String token) {
        Capabilities can = new Capabilities(
                name,
                "alice",
                "0.1",
                "multi",
                1,
                1,
                true,
                false,
                true,
                false,
                false,
                Capabilities.Presence.IDLE,
                List.of(Kind.LLM),
                List.of(),
                Map.of());
        WorkerStore.Request asked = room.workers.register(name, "h", can, "test", "127.0.0.1", Instant.now());
        String id = room.workers
                .approve(asked.requestId(), "admin", Instant.now())
                .orElseThrow()
                .id();
        room.workers.tokenIssued(id, Hashes.sha256(token), Instant.now());
        return id;
    }

    public List<String> tables() {
        return room.reader()
                .rows(
                        "select table_name from information_schema.tables where table_schema = 'PUBLIC'",
                        List.of(),
                        row -> row.getString(1));
    }

    /** As texts. */
    public List<String> rows(String table) {
        return room.reader().rows("select * from " + table, List.of(), row -> {
            StringBuilder text = new StringBuilder();
            for (int i = 1; i <= row.getMetaData().getColumnCount(); i++) {
                text.append(row.getString(i)).append(' ');
            }
            return text.toString();
        });
    }

    @Override
    public void close() {
        room.close();
    }
}
