package dev.atelier.session.internal;

import static org.assertj.core.api.Assertions.assertThat;

import dev.atelier.wire.api.LogEntry;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class ShipQueueTest {
    private final ShipQueue queue = new ShipQueue();

    @Test
    void aBatchHoldsAtMostAThousandEntriesOldestFirst() {
        add(0, 1_500);

        List<LogEntry> batch = queue.drain();

        assertThat(batch).hasSize(1_000);
        assertThat(batch.get(0).message()).isEqualTo("line 0");
        assertThat(queue.drain()).hasSize(500);
        assertThat(queue.isEmpty()).isTrue();
    }

    @Test
    void anOverflowDropsTheOldestSaysSoAndKeepsTheNewest() {
        add(0, ShipQueue.CAP + 1);

        List<LogEntry> all = drainAll();

        assertThat(all).hasSizeLessThanOrEqualTo(ShipQueue.CAP);
        assertThat(all).last().extracting(LogEntry::message).isEqualTo("line 5000");
        LogEntry marker = all.get(all.size() - 2);
        assertThat(marker.level()).isEqualTo(LogEntry.Level.WARN);
        assertThat(marker.category()).isEqualTo("logs");
        assertThat(marker.message()).isEqualTo("ship queue full (5000 entries); dropped 100 oldest");
        assertThat(all.get(0).message()).isEqualTo("line 100");
        assertThat(queue.dropped()).isEqualTo(100);
    }

    @Test
    void aBatchThatFailedComesFirstAgain() {
        add(0, 10);
        List<LogEntry> batch = queue.drain();
        add(10, 5);

        queue.putBack(batch);

        assertThat(drainAll())
                .extracting(LogEntry::message)
                .startsWith("line 0", "line 1")
                .endsWith("line 14");
    }

    @Test
    void whatComesBackToAFullQueueIsClippedFromTheFront() {
        add(0, 1_000);
        List<LogEntry> batch = queue.drain();
        add(1_000, ShipQueue.CAP - 10);

        queue.putBack(batch);

        List<LogEntry> all = drainAll();
        assertThat(all).hasSize(ShipQueue.CAP);
        assertThat(all.get(0).message()).isEqualTo("line 990");
        assertThat(queue.dropped()).isEqualTo(990);
    }

    @Test
    void aLongLineIsCutAndMarked() {
        queue.add(entry("ü".repeat(10_000)), Instant.EPOCH);

        String message = queue.drain().get(0).message();

        assertThat(message.getBytes(StandardCharsets.UTF_8)).hasSizeLessThanOrEqualTo(ShipQueue.MAX_MESSAGE_BYTES);
        assertThat(message).startsWith("üüü").endsWith("… [truncated]");
    }

    @Test
    void aBatchOfLongLinesStaysSmallEnoughForOneFrame() {
        for (int i = 0; i < 1_000; i++) {
            queue.add(entry("x".repeat(8_000)), Instant.EPOCH);
        }

        assertThat(queue.drain().stream()
                        .mapToInt(entry -> entry.message().length())
                        .sum())
                .isLessThanOrEqualTo(ShipQueue.MAX_BATCH_CHARS);
    }

    private void add(int from, int count) {
        for (int i = from; i < from + count; i++) {
            queue.add(entry("line " + i), Instant.EPOCH);
        }
    }

    private List<LogEntry> drainAll() {
        List<LogEntry> all = new ArrayList<>();
        while (!queue.isEmpty()) {
            all.addAll(queue.drain());
        }
        return all;
    }

    private static LogEntry entry(String message) {
        return new LogEntry(Instant.EPOCH, LogEntry.Level.INFO, "test", message, null);
    }
}
