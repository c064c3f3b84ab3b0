package dev.atelier.benchmarks;

import java.net.http.HttpResponse;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;

/** Clients that ask the program for one job after the other, and look which version answered. */
final class Clients {
    static final int COUNT = 4;
    static final int QUIET_SECONDS = 10;
    private static final long SWAP_SECONDS = 30;
    private static final Object JOB =
            Map.of("model", "swapped", "messages", List.of(Map.of("role", "user", "content", "go on")));

    private final Program program;
    private final AtomicInteger failed = new AtomicInteger();
    private final AtomicInteger refused = new AtomicInteger();
    private volatile Awaited awaited = new Awaited("");

    Clients(Program program) {
        this.program = program;
    }

    /** Something done while the clients work. */
    interface Work {
        void run() throws Exception;
    }

    private static final class Awaited {
        private final String version;
        private final CompletableFuture<Long> at = new CompletableFuture<>();

        Awaited(String version) {
            this.version = version;
        }
    }

    /** How long each job took as a whole, in milliseconds. */
    List<Double> during(Work work) throws Exception {
        AtomicBoolean on = new AtomicBoolean(true);
        ExecutorService threads = Executors.newFixedThreadPool(COUNT);
        try {
            List<Future<List<Double>>> running = new ArrayList<>();
            for (int i = 0; i < COUNT; i++) {
                running.add(threads.submit(() -> jobs(on)));
            }
            work.run();
            on.set(false);
            List<Double> all = new ArrayList<>();
            for (Future<List<Double>> one : running) {
                all.addAll(one.get());
            }
            return all;
        } finally {
            on.set(false);
            threads.shutdown();
        }
    }

    /** Milliseconds from before the click until a client holds an answer of this version, the job included. */
    double untilAnswered(String version, Work click) throws Exception {
        Awaited wanted = new Awaited(version);
        awaited = wanted;
        long from = System.nanoTime();
        click.run();
        return (wanted.at.get(SWAP_SECONDS, TimeUnit.SECONDS) - from) / 1e6;
    }

    private List<Double> jobs(AtomicBoolean on) throws Exception {
        List<Double> millis = new ArrayList<>();
        while (on.get()) {
            long from = System.nanoTime();
            HttpResponse<String> answer = program.call("POST", "/v1/chat/completions", JOB);
            long to = System.nanoTime();
            millis.add((to - from) / 1e6);
            if (answer.statusCode() == 200) {
                answered(Program.JSON.readTree(answer.body()).path("version").asText(), to);
            } else {
                (answer.statusCode() == 503 ? refused : failed).incrementAndGet();
            }
        }
        return millis;
    }

    private void answered(String version, long at) {
        Awaited wanted = awaited;
        if (wanted.version.equals(version)) {
            wanted.at.complete(at);
        }
    }

    int failed() {
        return failed.get();
    }

    int refused() {
        return refused.get();
    }
}
