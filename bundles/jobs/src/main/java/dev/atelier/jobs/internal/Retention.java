package dev.atelier.jobs.internal;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * What is kept of ended jobs: the newest records of either side, the newest results within their number and space,
 * the newest thumbnails.
 *
 * @param kept newest first
 * @param changed those of them that lost something
 * @param gone those that are not kept at all
 * @param doomed files to delete
 */
record Retention(List<StoredJob> kept, List<StoredJob> changed, List<StoredJob> gone, List<Path> doomed) {
    static final int RING = 50;
    static final int THUMBNAILS = 100;

    static Retention of(List<StoredJob> newestFirst, JobsSettings settings) {
        return new Pass(settings).over(newestFirst);
    }

    private static final class Pass {
        private final JobsSettings settings;
        private final Retention plan =
                new Retention(new ArrayList<>(), new ArrayList<>(), new ArrayList<>(), new ArrayList<>());
        private int studio;
        private int local;
        private int results;
        private int thumbnails;
        private long bytes;

        Pass(JobsSettings settings) {
            this.settings = settings;
        }

        Retention over(List<StoredJob> newestFirst) {
            newestFirst.forEach(this::judge);
            return plan;
        }

        private void judge(StoredJob job) {
            boolean inRing = (job.fromStudio() ? studio++ : local++) < RING;
            StoredJob rest = withoutOldResult(job);
            if (!inRing && rest.resultFile() == null) {
                plan.gone.add(job);
                return;
            }
            if (rest.resultFile() == null && job.json() == null) {
                job.result().ifPresent(plan.doomed::add);
            }
            rest = withoutOldThumbnail(rest);
            plan.kept.add(rest);
            if (!rest.equals(job)) {
                plan.changed.add(rest);
            }
        }

        private StoredJob withoutOldResult(StoredJob job) {
            if (job.resultFile() == null) {
                return job;
            }
            results++;
            bytes += job.record().resultBytes();
            // The newest result stays whatever its size: somebody is about to fetch it.
            if (results == 1 || (results <= settings.resultsKeep() && bytes <= settings.resultsKeepBytes())) {
                return job;
            }
            return job.withoutResult();
        }

        private StoredJob withoutOldThumbnail(StoredJob job) {
            if (!job.record().hasThumbnail() || ++thumbnails <= THUMBNAILS) {
                return job;
            }
            plan.doomed.add(job.thumbnail());
            return job.with(draft -> draft.hasThumbnail = false);
        }
    }
}
