package dev.atelier.benchmarks;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;

/**
 * Fifty runtimes of two hundred Workers each behind one studio, ten of them dead and ten that never answer: how long a
 * list takes beyond what was configured, beside asking one quick runtime directly. Then a hundred who look on at one
 * Worker.
 */
final class RuntimesBenchmark {
    private static final String NAME = "runtimes";
    private static final int LISTS = Integer.getInteger("runtimes.lists", 300);
    private static final int EVENTS = Integer.getInteger("runtimes.events", 2_000);
    /** Lists of one kind before it is the next one's turn; processor time is told in hundredths of a second. */
    private static final int TURN = 30;

    private static final int RUNTIMES = 50;
    private static final int WORKERS = 200;
    private static final int OBSERVERS = 100;
    private static final int LIMIT_MS = 1_000;
    private static final long EVENT_EVERY_MS = 5;
    private static final long PATIENCE_SECONDS = 60;

    private final HttpClient http = HttpClient.newHttpClient();
    private final DispatchStudio studio;

    private RuntimesBenchmark(DispatchStudio studio) {
        this.studio = studio;
    }

    static List<Row> run(Path scratch) throws Exception {
        Map<String, String> environment = Map.of("ATELIER_FLEET_TIMEOUT_MS", Integer.toString(LIMIT_MS));
        List<Row> rows = new ArrayList<>();
        try (DispatchStudio studio = new DispatchStudio(scratch.resolve("runtimes-home"), environment)) {
            RuntimesBenchmark benchmark = new RuntimesBenchmark(studio);
            try (FakeRuntimes runtimes = new FakeRuntimes()) {
                rows.addAll(benchmark.lists(runtimes));
            }
            rows.addAll(benchmark.observers());
        }
        return rows;
    }

    private List<Row> lists(FakeRuntimes runtimes) throws Exception {
        URI quick = runtimes.quick(WORKERS);
        add("runtime-0", quick);
        for (int i = 1; i < RUNTIMES; i++) {
            URI where = i % 5 == 1 ? FakeRuntimes.dead() : i % 5 == 2 ? runtimes.slow() : runtimes.quick(WORKERS);
            add("runtime-" + i, where);
        }
        double first = millis(studio.fleet("/runtimes"));
        double firstWorkers = millis(studio.fleet("/workers"));
        List<Double> warm = new ArrayList<>();
        List<Double> warmWorkers = new ArrayList<>();
        List<Double> direct = new ArrayList<>();
        double work = 0;
        double workersWork = 0;
        while (warm.size() < LISTS) {
            work += turn("/runtimes", warm);
            workersWork += turn("/workers", warmWorkers);
            for (int i = 0; i < TURN; i++) {
                direct.add(millis(HttpRequest.newBuilder(quick.resolve("/v1/workers"))));
            }
        }
        String of = " of " + RUNTIMES + " runtimes × " + WORKERS + " Workers, 10 dead and 10 slow";
        return List.of(
                Row.met(NAME, "first list" + of + ", beyond the limit of a call", first - LIMIT_MS, "ms", 300),
                Row.met(NAME, "first list of Workers, beyond the limit", firstWorkers - LIMIT_MS, "ms", 300),
                Row.against(
                        NAME,
                        "later lists of runtimes, p99 (peer: one quick runtime, asked directly)",
                        Measured.percentile(warm, 99),
                        Measured.percentile(direct, 99),
                        "ms",
                        50),
                Row.against(
                        NAME,
                        "later lists of runtimes, median (peer: the same)",
                        Measured.median(warm),
                        Measured.median(direct),
                        "ms",
                        50),
                Row.against(
                        NAME,
                        "later lists of Workers, p99 (peer: the same)",
                        Measured.percentile(warmWorkers, 99),
                        Measured.percentile(direct, 99),
                        "ms",
                        50),
                Row.against(
                        NAME,
                        "later lists of Workers, median (peer: the same)",
                        Measured.median(warmWorkers),
                        Measured.median(direct),
                        "ms",
                        50),
                new Row(NAME, "processor time a later list of runtimes", work / warm.size(), Double.NaN, "ms", "", ""),
                new Row(
                        NAME,
                        "processor time a later list of Workers",
                        workersWork / warmWorkers.size(),
                        Double.NaN,
                        "ms",
                        "",
                        ""));
    }

    /** Some lists, one after the other; the processor time the studio takes for them. */
    private double turn(String path, List<Double> millis) throws IOException, InterruptedException {
        double before = Measured.cpuMillis(studio.pid());
        for (int i = 0; i < TURN; i++) {
            millis.add(millis(studio.fleet(path)));
        }
        return Measured.cpuMillis(studio.pid()) - before;
    }

    private void add(String id, URI where) throws IOException, InterruptedException {
        studio.addRuntime(id, where);
    }

    private double millis(HttpRequest.Builder request) throws IOException, InterruptedException {
        long from = System.nanoTime();
        HttpResponse<byte[]> answer = http.send(request.build(), HttpResponse.BodyHandlers.ofByteArray());
        double millis = (System.nanoTime() - from) / 1e6;
        if (answer.statusCode() != 200) {
            throw new IOException("a list was answered by " + answer.statusCode());
        }
        return millis;
    }

    private List<Row> observers() throws Exception {
        ObservedWorker worker = ObservedWorker.open();
        List<Observer> observers = new ArrayList<>();
        try {
            add("observed", worker.uri());
            for (int i = 0; i < OBSERVERS; i++) {
                Observer observer = new Observer(
                        studio.socket("/runtimes/observed/workers/w/events/ws"), studio.adminToken(), EVENTS);
                observer.begin(PATIENCE_SECONDS);
                observers.add(observer);
            }
            List<Long> due = happen(worker);
            for (Observer observer : observers) {
                observer.awaitAll(PATIENCE_SECONDS);
            }
            return rows(observers, due);
        } finally {
            observers.forEach(Observer::close);
            worker.stop(1_000);
        }
    }

    /**
     * Lets the events happen at a rate of its own, however slow the observers are, and counts from when each was due: a
     * stall then costs every event that it holds up.
     */
    private static List<Long> happen(ObservedWorker worker) throws Exception {
        List<Long> due = Collections.synchronizedList(new ArrayList<>());
        CountDownLatch all = new CountDownLatch(EVENTS);
        ScheduledExecutorService clock = Executors.newSingleThreadScheduledExecutor();
        try {
            long begin = System.nanoTime();
            ScheduledFuture<?> beat = clock.scheduleAtFixedRate(
                    () -> {
                        int i = due.size();
                        if (i < EVENTS) {
                            due.add(begin + TimeUnit.MILLISECONDS.toNanos(i * EVENT_EVERY_MS));
                            worker.happen(i + 2L);
                            all.countDown();
                        }
                    },
                    0,
                    EVENT_EVERY_MS,
                    TimeUnit.MILLISECONDS);
            if (!all.await(PATIENCE_SECONDS, TimeUnit.SECONDS)) {
                throw new IOException("the events did not happen in time");
            }
            beat.cancel(false);
            return List.copyOf(due);
        } finally {
            clock.shutdownNow();
        }
    }

    private static List<Row> rows(List<Observer> observers, List<Long> due) {
        Set<List<String>> different = new HashSet<>();
        List<Double> late = new ArrayList<>();
        int whole = 0;
        for (Observer observer : observers) {
            List<String> frames = observer.frames();
            List<Long> times = observer.times();
            different.add(frames);
            whole += frames.size() == due.size() ? 1 : 0;
            for (int i = 0; i < Math.min(times.size(), due.size()); i++) {
                late.add((times.get(i) - due.get(i)) / 1e6);
            }
        }
        int identical = different.size() == 1 ? whole : 0;
        return List.of(
                new Row(
                        NAME,
                        "observers of one Worker whose " + due.size() + " events are all there and the same",
                        identical,
                        Double.NaN,
                        "",
                        "≥ " + OBSERVERS,
                        identical >= OBSERVERS ? "met" : "missed"),
                new Row(
                        NAME,
                        "from the runtime to an observer, p99",
                        Measured.percentile(late, 99),
                        Double.NaN,
                        "ms",
                        "",
                        ""));
    }
}
