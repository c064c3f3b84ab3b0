package dev.atelier.engine.agent.run;

import dev.atelier.engine.agent.AgentFailure;
import dev.atelier.engine.agent.git.Snapshot;
import dev.atelier.engine.agent.launch.TaskSecrets;
import dev.atelier.wire.agent.api.Report.Omission;
import dev.atelier.wire.agent.api.Report.Patch;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** What an agent has made, as its server may show it to people. Whatever is wrong with it, the run has ended as it has. */
final class WholeChange {
    private static final Logger LOG = LoggerFactory.getLogger(WholeChange.class);

    private WholeChange() {}

    /** @param secrets of the run: a patch that holds one of them stays here */
    static Patch of(Workplace place, List<Snapshot> snapshots, TaskSecrets secrets) throws InterruptedException {
        try {
            return place.patch(snapshots, Patch.MOST_BYTES)
                    .map(bytes -> shown(bytes, secrets))
                    .orElseGet(() -> Patch.without(Omission.TOO_LARGE));
        } catch (AgentFailure | IOException | RuntimeException e) {
            LOG.atWarn().setCause(e).log("a change is told of without its patch");
            return Patch.without(Omission.FAILED);
        }
    }

    static Patch shown(byte[] bytes, TaskSecrets secrets) {
        if (bytes.length == 0) {
            return Patch.without(Omission.NO_CHANGES);
        }
        Optional<String> text = text(bytes);
        if (text.isEmpty()) {
            return Patch.without(Omission.NOT_TEXT);
        }
        return secrets.masked(text.get()).equals(text.get())
                ? Patch.of(text.get())
                : Patch.without(Omission.HOLDS_SECRET);
    }

    /** Git takes a file for text by how it begins: it may be in any encoding, and hold zeros that no database keeps. */
    private static Optional<String> text(byte[] bytes) {
        try {
            String text = StandardCharsets.UTF_8
                    .newDecoder()
                    .decode(ByteBuffer.wrap(bytes))
                    .toString();
            return text.indexOf('\0') < 0 ? Optional.of(text) : Optional.empty();
        } catch (CharacterCodingException e) {
            return Optional.empty();
        }
    }
}
