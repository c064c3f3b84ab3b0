package dev.atelier.engine.manager.internal.journal;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.atelier.common.api.AtomicFiles;
import dev.atelier.common.api.Json;
import dev.atelier.engine.manager.api.Operation;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What was done to the engines, and the ledger it adds up to. {@code journal.jsonl} is the truth; {@code state.json}
 * is a shortcut that may be thrown away.
 */
public final class Journal implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(Journal.class);
    private static final long COMPACT_BYTES = 4L * 1024 * 1024;

    private final Path stateFile;
    private final Clock clock;
    private final JournalFile file;
    private final History history;
    private volatile Ledger ledger;
    private long seq;

    private Journal(Path stateFile, Clock clock, JournalFile file, History history, Ledger ledger, long seq) {
        this.stateFile = stateFile;
        this.clock = clock;
        this.file = file;
        this.history = history;
        this.ledger = ledger;
        this.seq = seq;
    }

    /** Reads what is there; damaged files are set aside, never overwritten. */
    public static Journal open(Path folder, Clock clock) throws IOException {
        List<JournalFile.Line> lines = new ArrayList<>();
        JournalFile file = JournalFile.open(folder.resolve("journal.jsonl"), lines);
        Path stateFile = folder.resolve("state.json");
        Ledger ledger = Ledger.EMPTY;
        long seq = 0;
        Optional<ObjectNode> state = readState(stateFile);
        if (state.isPresent()) {
            ledger = Json.mapper().treeToValue(state.get().path("ledger"), Ledger.class);
            seq = state.get().path("seq").asLong();
        }
        History history = new History();
        for (JournalFile.Line line : lines) {
            try {
                history.tell(line);
                ledger = line.seq() > seq ? ledger.apply(line.change()) : ledger;
            } catch (RuntimeException e) {
                // A line that can be read but makes no sense must not keep every engine down.
                LOG.atWarn().addKeyValue("seq", line.seq()).setCause(e).log("line of the engine journal skipped");
            }
            seq = Math.max(seq, line.seq());
        }
        return new Journal(stateFile, clock, file, history, ledger, seq);
    }

    private static Optional<ObjectNode> readState(Path file) throws IOException {
        if (!Files.exists(file)) {
            return Optional.empty();
        }
        try {
            JsonNode node = Json.parse(Files.readAllBytes(file));
            Json.mapper().treeToValue(node.required("ledger"), Ledger.class);
            return Optional.of((ObjectNode) node);
        } catch (IOException | RuntimeException e) {
            Path aside = file.resolveSibling(file.getFileName() + ".corrupt-" + System.currentTimeMillis());
            Files.move(file, aside, StandardCopyOption.REPLACE_EXISTING);
            LOG.atWarn()
                    .addKeyValue("aside", aside)
                    .setCause(e)
                    .log("state of the engines is unreadable; rebuilding it from the journal");
            return Optional.empty();
        }
    }

    public Ledger ledger() {
        return ledger;
    }

    /** The operations told by the journal, oldest first; those without an end are still running. */
    public List<Operation> history() {
        return history.operations();
    }

    /** On disk when it returns. When it throws, it is as if nothing had been written. */
    public synchronized void append(Change change) throws IOException {
        JournalFile.Line line = new JournalFile.Line(seq + 1, clock.millis(), change);
        file.append(line);
        seq = line.seq();
        ledger = ledger.apply(change);
    }

    /** Saves the shortcut, and shortens the journal when it has grown long. */
    public synchronized void checkpoint() throws IOException {
        if (file.size() > COMPACT_BYTES && ledger.unfinished().isEmpty()) {
            JournalFile.Line line = new JournalFile.Line(seq + 1, clock.millis(), new Change.Snapshot(ledger));
            file.replaceBy(line);
            seq = line.seq();
        }
        ObjectNode state = Json.object();
        state.put("format", 1).put("seq", seq);
        state.set("ledger", Json.mapper().valueToTree(ledger));
        AtomicFiles.write(stateFile, Json.bytes(state));
    }

    @Override
    public synchronized void close() throws IOException {
        file.close();
    }
}
