package dev.atelier.studio.dispatch.internal;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.atelier.studio.store.api.StoredJob;
import dev.atelier.studio.store.api.StoredJob.Status;
import dev.atelier.wire.api.RejectCode;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Random workers, jobs, cancels, crashes and a slow store: whatever the order, some things are always true. */
class DispatchPropertyTest {
    private static final int STEPS = 800;

    private final World world = new World().start();
    private final List<FakeWorker> workers = new ArrayList<>();
    private final Map<FakeWorker, Integer> read = new HashMap<>();
    /** Jobs in the hands of each worker, as the worker knows it. */
    private final Map<FakeWorker, String> hands = new HashMap<>();

    private final List<CompletableFuture<StoredJob>> ends = new ArrayList<>();
    private int jobs;

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 4, 5, 6, 7, 8})
    void whateverHappensNoJobIsLostDoubledOrStuck(long seed) {
        Random random = new Random(seed);
        world.jobs.heldBack = true;
        for (int step = 0; step < STEPS; step++) {
            step(random);
            listen();
        }
        quiet();

        assertThat(ends).allMatch(CompletableFuture::isDone);
        assertThat(world.jobs.rows.values()).extracting(StoredJob::status).allMatch(Status::ended);
        eachJobEndedOnce();
        assertThat(world.dispatch.queue().queued()).isZero();
    }

    private void step(Random random) {
        switch (random.nextInt(14)) {
            case 0, 1, 2 -> submit(random);
            case 3 -> connect(random);
            case 4, 5, 6 -> speak(random);
            case 7 -> crash(random);
            case 8 -> world.turn();
            case 9, 10, 11 -> {
                world.turn();
                commit(1 + random.nextInt(5));
            }
            case 12 -> world.loop.pass(Duration.ofMillis(random.nextInt(3_000)));
            default -> mishap(random);
        }
    }

    private void submit(Random random) {
        String id = "job-" + jobs++;
        var unused = world.submitted(Samples.job(id, random.nextInt(2), "o" + random.nextInt(3), 1));
        if (random.nextInt(3) == 0) {
            ends.add(world.dispatch.queue().ended(id));
        }
    }

    private void connect(Random random) {
        String id = "w-" + random.nextInt(4);
        workers.add(world.online(id));
    }

    /** A worker does with its job what workers do, sometimes the same twice. */
    private void speak(Random random) {
        if (workers.isEmpty()) {
            return;
        }
        FakeWorker worker = workers.get(random.nextInt(workers.size()));
        String job = hands.get(worker);
        if (job == null || worker.closed != 0) {
            worker.heartbeat();
            return;
        }
        switch (random.nextInt(7)) {
            case 0 -> worker.accept(job).heartbeat(job);
            case 1, 2 -> done(worker.complete(job));
            case 3 -> done(worker.fail(job, random.nextInt(4) > 0));
            case 4 -> done(worker.reject(job, "busy", RejectCode.BUSY));
            case 5 -> done(worker.reject(job, "no disk", null));
            default -> done(worker.complete(job).fail(job, true));
        }
    }

    private void done(FakeWorker worker) {
        hands.remove(worker);
    }

    private void crash(Random random) {
        if (!workers.isEmpty()) {
            FakeWorker worker = workers.remove(random.nextInt(workers.size()));
            hands.remove(worker);
            worker.seat.closed();
        }
    }

    private void mishap(Random random) {
        switch (random.nextInt(5)) {
            case 2 -> world.jobs.unsure = random.nextInt(4);
            case 0 -> world.jobs.failing = random.nextBoolean();
            case 1 -> world.results.failing = random.nextBoolean();
            default -> {
                if (jobs > 0) {
                    var unused = world.dispatch.queue().cancel("job-" + random.nextInt(jobs));
                }
            }
        }
    }

    private void commit(int changes) {
        for (int i = 0; i < changes && world.jobs.commitOne(); i++) {
            world.turn();
        }
    }

    /** Workers hear what was sent to them: never a second offer before the first is answered. */
    private void listen() {
        for (FakeWorker worker : workers) {
            for (int at = read.getOrDefault(worker, 0); at < worker.heard.size(); at++) {
                JsonNode frame = worker.heard.get(at);
                if (frame.path("type").asText().equals("offer")) {
                    String job = frame.path("claim").path("jobId").asText();
                    assertThat(hands).doesNotContainKey(worker);
                    hands.put(worker, job);
                }
                assertThat(frame.path("code").asText()).isNotEqualTo("protocol_violation");
            }
            read.put(worker, worker.heard.size());
        }
        workers.removeIf(worker -> {
            if (worker.closed != 0) {
                hands.remove(worker);
                worker.seat.closed();
            }
            return worker.closed != 0;
        });
    }

    /** No more mishaps: every job must come to its end by heartbeats and good workers alone. */
    private void quiet() {
        world.jobs.failing = false;
        world.jobs.unsure = 0;
        world.results.failing = false;
        world.jobs.heldBack = false;
        FakeWorker good = world.online("w-good");
        FakeWorker better = world.online("w-better");
        workers.add(good);
        workers.add(better);
        for (int i = 0; i < 4 * jobs + 100 && !allEnded(); i++) {
            commit(1_000);
            world.turn();
            listen();
            Map.copyOf(hands).forEach((worker, job) -> done(worker.complete(job)));
            world.turn();
            workers.forEach(FakeWorker::heartbeat);
            world.loop.pass(Duration.ofSeconds(1));
        }
        commit(1_000);
        world.turn();
    }

    private boolean allEnded() {
        return world.jobs.rows.values().stream().allMatch(row -> row.status().ended());
    }

    private void eachJobEndedOnce() {
        Set<String> ended = new HashSet<>();
        Set<String> claims = new HashSet<>();
        for (String line : world.jobs.history) {
            String[] words = line.split(" ", -1);
            if (words[0].equals("claim")) {
                assertThat(claims.add(words[2])).isTrue();
                assertThat(ended).doesNotContain(words[1]);
            } else if (!words[0].equals("queued")) {
                assertThat(ended.add(words[1])).as(line).isTrue();
            }
        }
    }
}
