package dev.atelier.fleet.internal.observe;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import dev.atelier.common.api.Json;
import dev.atelier.fleet.internal.shape.Feed;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class StageTest {
    private final Observations observations =
            new Observations(Policy.DEFAULT, List.of(Duration.ofMillis(1), Duration.ofMillis(1)));
    private final FakeFeed feed = new FakeFeed();

    @AfterEach
    void end() {
        observations.close();
    }

    private Browser look(@Nullable Long cursor) {
        Browser browser = new Browser();
        browser.seat = observations.watch("lab", "w1", feed, cursor, browser);
        return browser;
    }

    private Browser greeted() {
        Browser browser = look(null);
        await().until(() -> browser.heard("snapshot") == 1);
        return browser;
    }

    @Test
    void whoComesWithoutACursorGetsASnapshotAndWhatFollows() {
        Browser browser = greeted();

        feed.happens("one");

        await().until(() -> browser.texts().equals(List.of("one")));
        assertThat(browser.frames.get(1)).doesNotContain("wo_");
    }

    @Test
    void aHundredOfOneWorkerGetTheSameFramesWithoutAGap() {
        List<Browser> all = new ArrayList<>();
        for (int i = 0; i < 100; i++) {
            all.add(look(null));
        }
        all.forEach(browser -> await().until(() -> browser.heard("snapshot") == 1));
        List<String> texts = IntStream.range(0, 500).mapToObj(i -> "t" + i).toList();

        texts.forEach(feed::happens);

        for (Browser browser : all) {
            await().until(() -> browser.texts().size() == 500);
            assertThat(browser.texts()).isEqualTo(texts);
            assertThat(browser.events()).isEqualTo(all.get(0).events());
        }
        assertThat(feed.longLines()).isEqualTo(1);
    }

    @Test
    void whoComesLaterGetsASnapshotOfTheirOwnAndNothingOld() {
        Browser first = greeted();
        feed.happens("old");
        await().until(() -> first.texts().contains("old"));

        Browser second = greeted();
        feed.happens("new");

        await().until(() -> second.texts().contains("new"));
        assertThat(second.texts()).containsExactly("new");
        assertThat(second.events().get(0)).isEqualTo(first.events().get(1));
        assertThat(feed.longLines()).isEqualTo(1);
    }

    @Test
    void aSnapshotFromAheadWaitsForWhatIsUnderway() {
        Browser first = greeted();
        feed.hold = true; // the shared line is behind
        feed.happens("seen in the snapshot");
        Browser second = look(null);
        await().until(() -> feed.opened.get() == 2);

        feed.release();
        feed.happens("after");

        await().until(() -> second.texts().contains("after"));
        assertThat(second.texts()).containsExactly("after");
        await().until(() -> first.texts().equals(List.of("seen in the snapshot", "after")));
    }

    @Test
    void aCursorReplaysWhatFollowed() {
        Browser first = greeted();
        feed.happens("one");
        feed.happens("two");
        await().until(() -> first.texts().size() == 2);

        Browser second = look(first.number(0));

        await().until(() -> second.texts().equals(List.of("two")));
        feed.happens("three");
        await().until(() -> second.texts().equals(List.of("two", "three")));
    }

    @Test
    void aCursorWorksAfterEverybodyHasLeft() {
        Browser first = greeted();
        feed.happens("one");
        await().until(() -> first.texts().size() == 1);
        first.leave();
        await().until(() -> feed.open() == 0);
        feed.happens("meanwhile");

        Browser second = look(first.number(0));

        await().until(() -> second.texts().equals(List.of("meanwhile")));
    }

    @Test
    void anUnknownCursorIsToldWithoutAskingTheRuntime() {
        Browser browser = look(77L);

        await().until(() -> browser.ended.equals("backend.cursor_unknown_or_expired"));
        assertThat(feed.opened).hasValue(0);
    }

    @Test
    void anInterruptionIsBridgedAndNothingIsToldTwice() {
        Browser browser = greeted();
        feed.happens("one");
        await().until(() -> browser.texts().size() == 1);

        feed.breaks(new Feed.Trouble(Feed.Code.UPSTREAM_DISCONNECT, true));
        await().until(() -> feed.open() == 1);
        feed.happens("two");

        await().until(() -> browser.texts().equals(List.of("one", "two")));
        assertThat(browser.heard("snapshot")).isEqualTo(1);
        assertThat(browser.ended).isEmpty();
    }

    @Test
    void aLastingInterruptionIsTold() {
        Browser browser = greeted();
        feed.refuses = new Feed.Trouble(Feed.Code.RUNTIME_UNAVAILABLE, true);

        feed.breaks(new Feed.Trouble(Feed.Code.UPSTREAM_DISCONNECT, true));

        await().until(() -> browser.ended.equals("backend.upstream_disconnect"));
        assertThat(feed.opened).hasValue(3);
    }

    @Test
    void aRuntimeThatForgotItsCursorsCanBeObservedAgain() {
        Browser first = greeted();
        feed.happens("one");
        await().until(() -> first.texts().size() == 1);
        feed.refuses = new Feed.Trouble(Feed.Code.CURSOR_UNKNOWN_OR_EXPIRED, false);
        feed.breaks(new Feed.Trouble(Feed.Code.UPSTREAM_DISCONNECT, true));
        await().until(() -> first.ended.equals("backend.cursor_unknown_or_expired"));
        feed.refuses = null;
        feed.forget();

        Browser second = greeted();
        feed.happens("fresh");

        await().until(() -> second.texts().equals(List.of("fresh")));
        Browser third = look(first.number(0));
        await().until(() -> third.ended.equals("backend.cursor_unknown_or_expired"));
    }

    @Test
    void aRefusalOfTheFirstObservationIsToldAsItIs() {
        feed.refuses = new Feed.Trouble(Feed.Code.WORKER_NOT_FOUND, false);

        Browser browser = look(null);

        await().until(() -> browser.ended.equals("backend.worker_not_found"));
    }

    @Test
    void theRuntimeIsLeftWhenTheLastOneLeaves() {
        Browser one = greeted();
        Browser two = greeted();

        one.leave();
        feed.happens("still");
        await().until(() -> two.texts().contains("still"));
        two.leave();

        await().until(() -> feed.open() == 0);
        assertThat(observations.watchers()).isZero();
    }

    @Test
    void whoReadsTooSlowlyIsToldAndHoldsNobodyUp() {
        Browser slow = new Browser();
        slow.reads = false;
        slow.seat = observations.watch("lab", "w1", feed, null, slow);
        Browser quick = greeted();

        for (int i = 0; i < History.MAX + 100; i++) {
            feed.happens("t" + i);
        }

        await().until(() -> quick.texts().size() == History.MAX + 100);
        slow.catchUp();
        await().until(() -> slow.ended.equals("backend.cursor_unknown_or_expired"));
        assertThat(slow.frames.size()).isLessThan(100);
    }

    @Test
    void theFolderAWorkerGreetsWithIsBlank() {
        Browser browser = greeted();

        assertThat(browser.frames.get(0)).contains("\"cwd\":\"\"").doesNotContain("/srv/vault");
    }

    @Test
    void whenTheRuntimeGoesItsBrowsersAreTold() {
        Browser browser = greeted();

        observations.forget("lab");

        await().until(() -> browser.ended.equals("backend.runtime_unavailable"));
    }

    /** One who looks on. */
    private static final class Browser implements Outlet {
        private final List<String> frames = new CopyOnWriteArrayList<>();
        private final List<Runnable> held = new CopyOnWriteArrayList<>();
        private volatile String ended = "";
        private volatile boolean reads = true;
        private Observations.@Nullable Seat seat;

        @Override
        public void send(String frame, Runnable sent) {
            frames.add(frame);
            if (reads) {
                sent.run();
            } else {
                held.add(sent);
            }
        }

        @Override
        public void end(String frame) {
            ended = json(frame).path("diagnostic").path("code").asText();
        }

        void catchUp() {
            reads = true;
            held.forEach(Runnable::run);
        }

        void leave() {
            if (seat != null) {
                seat.close();
            }
        }

        long heard(String event) {
            return frames.stream().filter(frame -> name(frame).equals(event)).count();
        }

        List<String> events() {
            return frames.stream()
                    .filter(frame -> name(frame).equals("text_done"))
                    .toList();
        }

        List<String> texts() {
            return events().stream()
                    .map(frame -> json(frame)
                            .path("envelope")
                            .path("payload")
                            .path("data")
                            .path("text")
                            .asText())
                    .toList();
        }

        long number(int index) {
            return Cursors.read(json(events().get(index))
                            .path("envelope")
                            .path("cursor")
                            .asText())
                    .orElseThrow();
        }

        private static String name(String frame) {
            return json(frame).path("envelope").path("payload").path("event").asText();
        }
    }

    private static JsonNode json(String text) {
        try {
            return Json.parse(text);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** A Worker that is observed as a runtime lets it be. */
    private static final class FakeFeed implements Feed {
        private final List<String> events = new ArrayList<>();
        private final List<OpenLine> lines = new ArrayList<>();
        private final AtomicInteger opened = new AtomicInteger();
        private final AtomicInteger longest = new AtomicInteger();
        private int base;
        private volatile Feed.@Nullable Trouble refuses;
        private volatile boolean hold;

        private final class OpenLine implements Line {
            private final Listener listener;
            private final List<Runnable> held = new ArrayList<>();

            OpenLine(Listener listener) {
                this.listener = listener;
            }

            void tell(Runnable what) {
                if (hold) {
                    held.add(what);
                } else {
                    what.run();
                }
            }

            @Override
            public void close() {
                synchronized (FakeFeed.this) {
                    lines.remove(this);
                }
            }
        }

        @Override
        public synchronized Line open(@Nullable String cursor, Listener listener) {
            opened.incrementAndGet();
            OpenLine line = new OpenLine(listener);
            Feed.Trouble no = refuses;
            if (no != null) {
                listener.ended(no);
                return line;
            }
            lines.add(line);
            String at = cursor == null ? cursor(events.size()) : cursor;
            listener.event(
                    at,
                    "snapshot:" + at,
                    json(
                            "{\"event\":\"snapshot\",\"data\":{\"greeting\":{\"cwd\":\"/srv/vault\"},\"status\":\"idle\"}}"));
            if (cursor != null) {
                for (int i = Integer.parseInt(cursor.substring(3)) - base; i < events.size(); i++) {
                    tell(listener, i);
                }
                longest.incrementAndGet();
            } else if (opened.get() == 1) {
                longest.incrementAndGet();
            }
            return line;
        }

        private String cursor(int count) {
            return "wo_" + (base + count);
        }

        private void tell(Listener listener, int index) {
            String cursor = cursor(index + 1);
            listener.event(
                    cursor,
                    cursor,
                    json("{\"event\":\"text_done\",\"data\":{\"text\":\"" + events.get(index) + "\"}}"));
        }

        synchronized void happens(String text) {
            events.add(text);
            int index = events.size() - 1;
            List.copyOf(lines).forEach(line -> line.tell(() -> tell(line.listener, index)));
        }

        synchronized void release() {
            hold = false;
            List.copyOf(lines).forEach(line -> {
                line.held.forEach(Runnable::run);
                line.held.clear();
            });
        }

        synchronized void breaks(Feed.Trouble trouble) {
            List<OpenLine> all = List.copyOf(lines);
            lines.clear();
            all.forEach(line -> line.listener.ended(trouble));
        }

        synchronized void forget() {
            base += 100_000;
            events.clear();
        }

        synchronized int open() {
            return lines.size();
        }

        /** Those that were kept open, but for the short ones for a snapshot. */
        int longLines() {
            return longest.get();
        }
    }
}
