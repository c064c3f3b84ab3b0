package dev.atelier.engine.agent.run;

import com.fasterxml.jackson.databind.JsonNode;
import dev.atelier.common.api.Secret;
import dev.atelier.wire.agent.api.Report;
import dev.atelier.wire.agent.api.Told;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/** Keeps what a run tells, and answers when a test says so. */
final class RecordedServer implements SessionServer {
    private static final Duration PATIENCE = Duration.ofMinutes(2);

    private final List<JsonNode> events = new ArrayList<>();
    private final List<Report.State> states = new ArrayList<>();
    private final BlockingQueue<Asked> questions = new LinkedBlockingQueue<>();
    private final Map<String, Replies> waiting = new ConcurrentHashMap<>();
    private final List<String> withdrawn = new ArrayList<>();
    private final CompletableFuture<Standing> end = new CompletableFuture<>();
    private Map<String, Secret> secrets = Map.of();
    private volatile boolean wantsPatch;

    RecordedServer secrets(Map<String, Secret> values) {
        secrets = values;
        return this;
    }

    RecordedServer asksForPatch() {
        wantsPatch = true;
        return this;
    }

    @Override
    public Map<String, Secret> secrets() {
        return secrets;
    }

    @Override
    public boolean wantsPatch() {
        return wantsPatch;
    }

    @Override
    public boolean reviews() {
        return true;
    }

    @Override
    public synchronized void event(Told.Source source, JsonNode event, Told.@Nullable Meta meta) {
        events.add(event);
        notifyAll();
    }

    @Override
    public synchronized void stands(Standing standing) {
        states.add(standing.details().state());
        notifyAll();
    }

    @Override
    public void ended(Standing standing) {
        end.complete(standing);
    }

    @Override
    public void ask(Asked asked, Replies replies) {
        waiting.put(asked.id(), replies);
        questions.add(asked);
    }

    @Override
    public synchronized void withdraw(Asked asked, boolean timedOut) {
        withdrawn.add((timedOut ? "late: " : "") + asked.prompt());
    }

    Asked question() throws InterruptedException {
        Asked asked = questions.poll(PATIENCE.toSeconds(), TimeUnit.SECONDS);
        if (asked == null) {
            throw new AssertionError("nothing was asked; told so far: " + events());
        }
        return asked;
    }

    void answer(Asked asked, String text) {
        Replies replies = waiting.get(asked.id());
        if (replies == null) {
            throw new AssertionError("not asked");
        }
        replies.answered(text);
    }

    /** Waits for it. */
    Standing end() throws Exception {
        return end.get(PATIENCE.toSeconds(), TimeUnit.SECONDS);
    }

    synchronized List<JsonNode> events() {
        return List.copyOf(events);
    }

    List<String> texts(String type, String field) {
        return events().stream()
                .filter(event -> event.path("type").asText().equals(type))
                .map(event -> event.path(field).asText())
                .toList();
    }

    synchronized List<Report.State> states() {
        return List.copyOf(states);
    }

    synchronized List<String> withdrawn() {
        return List.copyOf(withdrawn);
    }

    /** Waits until an event with this text in it was told. */
    synchronized void awaitEvent(String text) throws InterruptedException {
        long until = System.nanoTime() + PATIENCE.toNanos();
        while (events.stream().noneMatch(event -> event.toString().contains(text))) {
            long left = (until - System.nanoTime()) / 1_000_000;
            if (left <= 0) {
                throw new AssertionError("not told: " + text + ", but " + events);
            }
            wait(left);
        }
    }
}
