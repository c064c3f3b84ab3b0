package dev.atelier.benchmarks;

/**
 * One line of the table.
 *
 * @param aim what was promised, empty where nothing was
 * @param verdict {@code won}, {@code lost}, {@code met}, {@code missed} or empty
 */
record Row(String benchmark, String figure, double ours, double peer, String unit, String aim, String verdict) {
    static Row met(String benchmark, String figure, double ours, String unit, double atMost) {
        return new Row(
                benchmark,
                figure,
                ours,
                Double.NaN,
                unit,
                "≤ " + Report.number(atMost),
                ours <= atMost ? "met" : "missed");
    }

    /** Beside the peer, and with a promise of its own. */
    static Row against(String benchmark, String figure, double ours, double peer, String unit, double atMost) {
        return new Row(
                benchmark, figure, ours, peer, unit, "≤ " + Report.number(atMost), ours <= atMost ? "met" : "missed");
    }

    /** Smaller is better. */
    static Row beside(String benchmark, String figure, double ours, double peer, String unit) {
        return new Row(benchmark, figure, ours, peer, unit, "below the peer", ours < peer ? "won" : "lost");
    }

    /** Larger is better; a share of what the peer does is the promise. */
    static Row atLeast(String benchmark, String figure, double ours, double peer, String unit, double share) {
        return new Row(
                benchmark,
                figure,
                ours,
                peer,
                unit,
                "≥ " + Report.number(share * 100) + " % of the peer",
                ours >= share * peer ? "met" : "missed");
    }
}
