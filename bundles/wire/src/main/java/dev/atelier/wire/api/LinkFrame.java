package dev.atelier.wire.api;

/**
 * What goes over the link, the second socket between a worker and a studio that both know it. Everything on it is an
 * extra: without it each job still ends as it must.
 */
public sealed interface LinkFrame {
    <R> R match(Cases<R> cases);

    /** One answer for each frame there is. */
    interface Cases<R> {
        R follow(Follow frame);

        R cancel(Cancel frame);

        R text(Text frame);
    }

    /** Studio to worker: tell the text of this job while it is made. The job may not have come yet. */
    record Follow(String jobId) implements LinkFrame {
        @Override
        public <R> R match(Cases<R> cases) {
            return cases.follow(this);
        }
    }

    /** Studio to worker: nobody wants this job any more. */
    record Cancel(String jobId) implements LinkFrame {
        @Override
        public <R> R match(Cases<R> cases) {
            return cases.cancel(this);
        }
    }

    /**
     * Worker to studio: a piece of the text of a job.
     *
     * @param at how many characters came before it, so that what is told twice is known by its place
     */
    record Text(String jobId, long at, String text) implements LinkFrame {
        @Override
        public <R> R match(Cases<R> cases) {
            return cases.text(this);
        }
    }
}
