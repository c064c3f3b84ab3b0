package dev.atelier.agent.formats.api;

import java.math.BigDecimal;
import java.time.Duration;
import java.util.Optional;
import org.osgi.annotation.versioning.ProviderType;

/** Reads one run of one agent. Used by one thread at a time; where the bytes are cut never matters. */
@ProviderType
public interface AgentDecoder {
    void stdout(byte[] bytes, int offset, int length);

    void stderr(byte[] bytes, int offset, int length);

    default void stdout(byte[] bytes) {
        stdout(bytes, 0, bytes.length);
    }

    default void stderr(byte[] bytes) {
        stderr(bytes, 0, bytes.length);
    }

    /** Standard output has been silent for so long: a prompt may wait on an unfinished line, a paragraph may be over. */
    void quiet(Duration silence);

    /** The process has ended and all it wrote was fed: tells the session's end. A second call changes nothing. */
    RunResult finish(RunEnd end);

    /** The agent's own name for the conversation, by which it can be taken up again. */
    Optional<String> conversation();

    Optional<Usage> usage();

    /** What the agent says it has used; the cost is there when it tells one. */
    record Usage(long inputTokens, long outputTokens, Optional<BigDecimal> costUsd) {}
}
