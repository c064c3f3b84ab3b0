package dev.atelier.benchmarks;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/**
 * Jobs through a studio on its own database, each kept on disk before anybody hears of it: how long until a worker holds
 * one, and how many a second. The peers are BullMQ on a Redis that syncs as often, and Gearman's job server with a queue
 * in SQLite. Workers do nothing but answer.
 */
final class DispatchBenchmark {
    private static final int SINGLES = Integer.getInteger("dispatch.singles", 2_000);
    private static final int JOBS = Integer.getInteger("dispatch.jobs", 20_000);
    private static final int WARM_UP = Integer.getInteger("dispatch.warmup", 3_000);
    private static final int CLIENTS = Integer.getInteger("dispatch.clients", 64);
    private static final int WORKERS = 20;
    private static final double AIM = 3_000;

    private DispatchBenchmark() {}

    /** The studio's part; the others' follow it in the same run. */
    private record Ours(DispatchFigures.Latency latency, DispatchFigures.Rate one, DispatchFigures.Rate many) {}

    static List<Row> run(Path scratch) throws Exception {
        List<Row> rows = new ArrayList<>();
        try (DispatchStudio studio = new DispatchStudio(scratch.resolve("dispatch-home"))) {
            List<DispatchStudio.Identity> fleet = new ArrayList<>();
            for (int i = 0; i < WORKERS; i++) {
                fleet.add(studio.admit());
            }
            List<DispatchStudio.Identity> one = fleet.subList(0, 1);
            Ours ours = new Ours(latency(studio, one), rate(studio, one, JOBS / 4), rate(studio, fleet, JOBS));
            double mb = Measured.rssMb(studio.pid());
            rows.addAll(beside("dispatch, BullMQ", ours, DispatchPeer.prepare(scratch.resolve("bullmq"))));
            rows.addAll(beside("dispatch, gearmand", ours, DispatchGearman.prepare(scratch.resolve("gearman"))));
            rows.add(new Row("dispatch", "RSS after all of these jobs", mb, Double.NaN, "MB", "", ""));
        }
        return rows;
    }

    private static List<Row> beside(String benchmark, Ours ours, Optional<DispatchRival> prepared) throws Exception {
        Optional<DispatchFigures.Latency> latency = Optional.empty();
        Optional<DispatchFigures.Rate> one = Optional.empty();
        Optional<DispatchFigures.Rate> many = Optional.empty();
        if (prepared.isPresent()) {
            try (DispatchRival rival = prepared.get()) {
                latency = Optional.of(rival.oneAtATime(SINGLES, SINGLES / 2));
                one = Optional.of(rival.atOnce(JOBS / 4, WARM_UP, 1, CLIENTS));
                many = Optional.of(rival.atOnce(JOBS, WARM_UP, WORKERS, CLIENTS));
            }
        }
        List<Row> rows = new ArrayList<>(DispatchFigures.latency(benchmark, ours.latency(), latency));
        rows.addAll(DispatchFigures.rate(benchmark, "1 worker", ours.one(), one, 0));
        rows.addAll(DispatchFigures.rate(benchmark, WORKERS + " workers", ours.many(), many, AIM));
        return rows;
    }

    private static DispatchFigures.Latency latency(DispatchStudio studio, List<DispatchStudio.Identity> workers)
            throws Exception {
        try (DispatchLoad load = DispatchLoad.of(studio, workers, 1)) {
            load.oneAtATime(SINGLES / 2);
            double cpu = Measured.cpuMillis(studio.pid());
            long[] nanos = load.oneAtATime(SINGLES);
            cpu = Measured.cpuMillis(studio.pid()) - cpu;
            return new DispatchFigures.Latency(
                    Arrays.stream(nanos).mapToObj(each -> each / 1e6).toList(), cpu / SINGLES);
        }
    }

    private static DispatchFigures.Rate rate(DispatchStudio studio, List<DispatchStudio.Identity> workers, int jobs)
            throws Exception {
        try (DispatchLoad load = DispatchLoad.of(studio, workers, CLIENTS)) {
            return load.rate(studio.pid(), WARM_UP, jobs);
        }
    }
}
