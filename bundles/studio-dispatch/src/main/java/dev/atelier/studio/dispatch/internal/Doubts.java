package dev.atelier.studio.dispatch.internal;

import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.Consumer;

/**
 * Changes of which the store did not say whether they were made: a disk that fails after the commit, a connection that
 * dies during it. What counts then is what is on the job's row. Lives on the loop.
 */
final class Doubts {
    /** By then a server has ended what a lost connection left under way. */
    private static final Duration SETTLED = Duration.ofSeconds(2);

    private static final int REMEMBERED = 10_000;

    private final Loop loop;
    private final Consumer<String> look;
    /** Claims that were asked for and never used, the newest: one that turns up on a row is nobody's. */
    private final Map<String, Boolean> unused = new LinkedHashMap<>() {
        private static final long serialVersionUID = 1L;

        @Override
        protected boolean removeEldestEntry(Map.Entry<String, Boolean> eldest) {
            return size() > REMEMBERED;
        }
    };

    /** @param look reads the row of a job and goes by it */
    Doubts(Loop loop, Consumer<String> look) {
        this.loop = loop;
        this.look = look;
    }

    /** The row is not what was expected. */
    void odd(String jobId) {
        look.accept(jobId);
    }

    /** A change failed and will not be asked for again. */
    void failed(String jobId) {
        look.accept(jobId);
        loop.after(SETTLED, () -> look.accept(jobId));
    }

    void claimFailed(String jobId, String claim) {
        unused.put(claim, Boolean.TRUE);
        failed(jobId);
    }

    /** A row was not to be had for a claim: another process was faster, or an earlier claim of ours after all. */
    void claimLost(String jobId) {
        if (!unused.isEmpty()) {
            look.accept(jobId);
        }
    }

    /** Whether the claim was asked for by us and is in nobody's hands; true but once. */
    boolean takeUnused(String claim) {
        return unused.remove(claim) != null;
    }
}
