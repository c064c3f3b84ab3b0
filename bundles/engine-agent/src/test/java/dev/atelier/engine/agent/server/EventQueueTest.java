package dev.atelier.engine.agent.server;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.atelier.common.api.Json;
import dev.atelier.wire.agent.api.Told;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.stream.LongStream;
import org.junit.jupiter.api.RepeatedTest;
import org.junit.jupiter.api.Test;

class EventQueueTest {
    private static final Instant NOON = Instant.parse("2026-05-04T12:00:00Z");
    private static final long ANY = Long.MAX_VALUE;

    private static JsonNode text(String content, boolean stream) {
        return Json.object().put("type", "text_output").put("content", content).put("stream", stream);
    }

    private static void add(EventQueue queue, String content, boolean stream) {
        queue.add(NOON, Told.Source.AGENT, text(content, stream), null, 10);
    }

    private static List<String> contents(List<Told> batch) {
        return batch.stream().map(told -> told.event().path("content").asText()).toList();
    }

    @Test
    void eventsLeaveInOrderWithNumbersFromOne() {
        EventQueue queue = new EventQueue(10, ANY);
        add(queue, "a", false);
        add(queue, "b", true);
        add(queue, "c", false);

        List<Told> first = queue.next(2, ANY);

        assertThat(contents(first)).containsExactly("a", "b");
        assertThat(first).extracting(Told::seq).containsExactly(1L, 2L);
        queue.sent();
        assertThat(queue.next(2, ANY)).extracting(Told::seq).containsExactly(3L);
        queue.sent();
        assertThat(queue.next(2, ANY)).isEmpty();
    }

    @Test
    void whatIsRefusedLeavesALineAndNoGap() {
        EventQueue queue = new EventQueue(10, ANY);
        add(queue, "a", false);
        add(queue, "b", false);
        add(queue, "c", false);
        queue.next(1, ANY);
        queue.sent();
        queue.next(1, ANY);
        queue.refused();

        List<Told> next = queue.next(5, ANY);
        assertThat(contents(next)).containsExactly("1 event dropped", "c");
        assertThat(next).extracting(Told::seq).containsExactly(2L, 3L);
        queue.refused();
        assertThat(contents(queue.next(5, ANY))).containsExactly("2 events dropped");
        queue.refused();
        queue.close();
        assertThat(queue.isOver()).isTrue();
    }

    @Test
    void whatWasNotTakenIsSentAgainAsItWas() {
        EventQueue queue = new EventQueue(10, ANY);
        add(queue, "a", false);
        List<Told> first = queue.next(5, ANY);
        add(queue, "b", false);

        assertThat(queue.next(5, ANY)).isEqualTo(first);
        queue.sent();
        assertThat(contents(queue.next(5, ANY))).containsExactly("b");
    }

    @Test
    void aBatchIsNoLargerThanItMayBe() {
        EventQueue queue = new EventQueue(10, ANY);
        add(queue, "a", false);
        add(queue, "b", false);

        assertThat(queue.next(5, 15)).hasSize(1);
        queue.sent();
        assertThat(queue.next(5, 1)).hasSize(1);
    }

    @Test
    void fragmentsGoFirstThenTheOldestAndOneLineTellsOfThem() {
        EventQueue queue = new EventQueue(3, ANY);
        add(queue, "kept 1", false);
        add(queue, "fragment 1", true);
        add(queue, "fragment 2", true);
        add(queue, "kept 2", false);
        add(queue, "kept 3", false);

        assertThat(contents(queue.next(9, ANY))).containsExactly("kept 1", "2 events dropped", "kept 2", "kept 3");
        queue.sent();
        add(queue, "4", false);
        add(queue, "5", false);
        add(queue, "6", false);
        add(queue, "7", false);
        List<Told> rest = queue.next(9, ANY);
        assertThat(contents(rest)).containsExactly("1 event dropped", "5", "6", "7");
        assertThat(rest).extracting(Told::seq).containsExactly(5L, 6L, 7L, 8L);
        assertThat(rest.get(0).source()).isEqualTo(Told.Source.WORKER);
    }

    @Test
    void bytesCountAsWell() {
        EventQueue queue = new EventQueue(100, 25);
        add(queue, "a", false);
        add(queue, "b", false);
        add(queue, "c", true);
        queue.add(NOON, Told.Source.AGENT, text("huge", true), null, 1_000);

        assertThat(contents(queue.next(9, ANY))).containsExactly("a", "b", "2 events dropped");
    }

    @RepeatedTest(20)
    void nothingIsLostUncounted() {
        Random random = new Random();
        EventQueue queue = new EventQueue(7, ANY);
        List<Told> got = new ArrayList<>();
        int added = 500;
        for (int n = 0; n < added; n++) {
            add(queue, "e" + n, random.nextBoolean());
            if (random.nextInt(4) == 0) {
                got.addAll(queue.next(1 + random.nextInt(4), ANY));
                queue.sent();
            }
        }
        queue.close();
        while (!queue.isOver()) {
            got.addAll(queue.next(3, ANY));
            queue.sent();
        }

        assertThat(got.stream().map(Told::seq))
                .containsExactlyElementsOf(
                        LongStream.rangeClosed(1, got.size()).boxed().toList());
        long told = 0;
        int last = -1;
        for (String content : contents(got)) {
            if (content.startsWith("e")) {
                int number = Integer.parseInt(content.substring(1));
                assertThat(number).isGreaterThan(last);
                last = number;
                told++;
            } else {
                told += Long.parseLong(content.split(" ", 2)[0]);
            }
        }
        assertThat(told).isEqualTo(added);
    }

    @Test
    void theSenderWaitsForEnoughOrForTheEnd() throws Exception {
        EventQueue queue = new EventQueue(10, ANY);
        CompletableFuture<List<Told>> batch = CompletableFuture.supplyAsync(() -> {
            try {
                queue.awaitBatch(2, ANY, 60_000);
                return queue.next(10, ANY);
            } catch (InterruptedException e) {
                throw new IllegalStateException(e);
            }
        });
        add(queue, "a", false);
        add(queue, "b", false);

        assertThat(contents(batch.get(30, TimeUnit.SECONDS))).containsExactly("a", "b");
        queue.sent();
        queue.close();
        queue.awaitBatch(2, ANY, 60_000);
        assertThat(queue.isOver()).isTrue();
        add(queue, "late", false);
        assertThat(queue.isOver()).isTrue();
    }
}
