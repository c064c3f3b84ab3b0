package dev.atelier.itests;

import dev.atelier.fake.studio.Answer;
import dev.atelier.fake.studio.Claims;
import dev.atelier.fake.studio.FakeSession;
import dev.atelier.fake.studio.FakeStudio;
import dev.atelier.fake.studio.Route;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;

/** Everything a studio can do wrong without meaning to end the session for good. */
final class StudioTroubles {
    /** Ids of jobs that are no part of the account. */
    static final String ASIDE = "aside-";

    private static final List<Integer> CLOSES =
            List.of(1000, 1001, 1003, 1008, 1009, 1011, 1012, 1013, 4000, 4002, 4999);
    private static final List<String> GARBAGE = List.of(
            "",
            "null",
            "[]",
            "{",
            "no JSON at all",
            "{\"type\":\"dance\"}",
            "{\"type\":\"offer\"}",
            "{\"type\":\"offer\",\"claim\":{}}",
            "{\"type\":\"completeAck\"}",
            "{\"type\":7}");

    private final FakeStudio studio;
    private final Random random;
    private final CountDownLatch over;
    private final Map<String, Integer> caused = new TreeMap<>();
    private final List<Map.Entry<String, Trouble>> all = List.of(
            Map.entry("sessions dropped", FakeStudio::dropSessions),
            Map.entry("connections dropped", FakeStudio::dropConnections),
            Map.entry("restart", FakeStudio::restart),
            Map.entry("away", this::away),
            Map.entry("stall", this::stall),
            Map.entry("upload 500", s -> s.answerNext(Route.COMPLETE, Answer.status(500, "broken"))),
            Map.entry("upload 503 for good", s -> {
                Answer busy = Answer.status(503, "busy");
                s.answerNext(Route.COMPLETE, busy, busy, busy);
            }),
            Map.entry("upload 409", s -> s.answerNext(Route.COMPLETE, Answer.status(409, "not yours"))),
            Map.entry("upload answer lost", s -> s.answerNext(Route.COMPLETE, Answer.lost())),
            Map.entry("upload dropped", s -> s.answerNext(Route.COMPLETE, Answer.drop())),
            Map.entry("upgrade 503", s -> {
                s.answerNext(Route.CONNECT, Answer.status(503, "starting"), Answer.status(502, "starting"));
                s.dropSessions();
            }),
            Map.entry("upgrade dropped", s -> {
                s.answerNext(Route.CONNECT, Answer.drop());
                s.dropSessions();
            }),
            Map.entry("close", s -> tell(session -> session.close(any(CLOSES), "by chance"))),
            Map.entry("garbage", s -> tell(session -> session.sendText(any(GARBAGE)))),
            Map.entry("binary", s -> tell(session -> session.sendBinary(new byte[] {1, 2, 3}))),
            Map.entry("no frame", s -> tell(session -> session.sendRaw(new byte[] {(byte) 0xff, 0x7f, 0, 1}))),
            Map.entry(
                    "unusable offer",
                    s -> tell(session -> {
                        String id = aside();
                        session.offerText(id, "{\"type\":\"offer\",\"claim\":{\"jobId\":\"" + id + "\",\"task\":{}}}");
                    })),
            Map.entry(
                    "offered twice",
                    s -> tell(session -> {
                        String id = aside();
                        session.offer(Claims.llm(id, "once"));
                        session.offer(Claims.llm(id, "once"));
                    })));
    private int asides;

    /** One of them. */
    interface Trouble {
        void in(FakeStudio studio) throws InterruptedException;
    }

    StudioTroubles(FakeStudio studio, Random random, CountDownLatch over) {
        this.studio = studio;
        this.random = random;
        this.over = over;
    }

    /** One after the other, with a moment of peace between two; all of them in turn, in an order of chance. */
    void cause(long nanos) throws InterruptedException {
        List<Map.Entry<String, Trouble>> next = new java.util.ArrayList<>();
        long until = System.nanoTime() + nanos;
        while (System.nanoTime() < until && over.getCount() > 0) {
            if (next.isEmpty()) {
                next.addAll(all);
                java.util.Collections.shuffle(next, random);
            }
            Map.Entry<String, Trouble> trouble = next.remove(0);
            trouble.getValue().in(studio);
            caused.merge(trouble.getKey(), 1, Integer::sum);
            pause(200, 900);
        }
    }

    private void away(FakeStudio gone) throws InterruptedException {
        gone.down();
        pause(50, 1_000);
        gone.up();
    }

    private void stall(FakeStudio silent) throws InterruptedException {
        silent.stall();
        pause(500, 3_000);
        silent.restart();
    }

    private void tell(Consumer<FakeSession> words) {
        List<FakeSession> live = studio.liveSessions();
        if (!live.isEmpty()) {
            words.accept(live.get(live.size() - 1));
        }
    }

    private String aside() {
        return ASIDE + ++asides;
    }

    private <T> T any(List<T> choices) {
        return choices.get(random.nextInt(choices.size()));
    }

    private void pause(int least, int most) throws InterruptedException {
        if (over.await(least + random.nextInt(most - least), TimeUnit.MILLISECONDS)) {
            studio.up();
        }
    }

    @Override
    public String toString() {
        return caused.toString();
    }
}
