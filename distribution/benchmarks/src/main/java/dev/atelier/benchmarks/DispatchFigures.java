package dev.atelier.benchmarks;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** What one of the two took, and the rows made of both. */
final class DispatchFigures {
    private DispatchFigures() {}

    /**
     * One job after the other.
     *
     * @param cpuMillis of the server, a job
     */
    record Latency(List<Double> millis, double cpuMillis) {}

    /**
     * Many under way.
     *
     * @param serverCpuMillis a job
     * @param allCpuMillis a job, with the clients and workers
     */
    record Rate(double perSecond, double serverCpuMillis, double allCpuMillis) {}

    static List<Row> latency(String benchmark, Latency ours, Optional<Latency> peer) {
        List<Row> rows = new ArrayList<>();
        String name = "handed in → offer at the worker, one at a time, ";
        rows.add(atMost(benchmark, name + "p50", percentile(ours, 50), peer.map(each -> percentile(each, 50)), 2));
        rows.add(atMost(benchmark, name + "p99", percentile(ours, 99), peer.map(each -> percentile(each, 99)), 10));
        rows.add(plain(
                benchmark,
                "processor time of the server a job, one at a time",
                ours.cpuMillis(),
                peer.map(Latency::cpuMillis)));
        return rows;
    }

    /** @param aim jobs a second that were promised; 0 where nothing was */
    static List<Row> rate(String benchmark, String workers, Rate ours, Optional<Rate> peer, double aim) {
        Optional<Double> theirs = peer.map(Rate::perSecond);
        String promised = aim == 0 ? "" : "≥ " + Report.number(aim);
        String kept = aim == 0 ? "" : ours.perSecond() >= aim ? "met" : "missed";
        return List.of(
                new Row(
                        benchmark,
                        "jobs a second, " + workers,
                        ours.perSecond(),
                        theirs.orElse(Double.NaN),
                        "/s",
                        promised,
                        verdict(kept, theirs.map(rate -> ours.perSecond() >= rate))),
                plain(
                        benchmark,
                        "processor time of the server a job, " + workers,
                        ours.serverCpuMillis(),
                        peer.map(Rate::serverCpuMillis)),
                plain(
                        benchmark,
                        "the same with clients and workers",
                        ours.allCpuMillis(),
                        peer.map(Rate::allCpuMillis)));
    }

    private static double percentile(Latency latency, double percent) {
        return Measured.percentile(latency.millis(), percent);
    }

    private static Row atMost(String benchmark, String figure, double ours, Optional<Double> peer, double aim) {
        return new Row(
                benchmark,
                figure,
                ours,
                peer.orElse(Double.NaN),
                "ms",
                "≤ " + Report.number(aim),
                verdict(ours <= aim ? "met" : "missed", peer.map(theirs -> ours <= theirs)));
    }

    private static Row plain(String benchmark, String figure, double ours, Optional<Double> peer) {
        return new Row(
                benchmark,
                figure,
                ours,
                peer.orElse(Double.NaN),
                "ms",
                "",
                verdict("", peer.map(theirs -> ours <= theirs)));
    }

    private static String verdict(String kept, Optional<Boolean> better) {
        String beside = better.map(is -> is ? "won" : "lost").orElse("peer not installed");
        return kept.isEmpty() ? beside : kept + ", " + beside;
    }
}
