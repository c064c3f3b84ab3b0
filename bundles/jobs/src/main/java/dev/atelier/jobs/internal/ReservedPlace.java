package dev.atelier.jobs.internal;

import dev.atelier.jobs.api.Job;
import dev.atelier.jobs.api.JobRefused;
import dev.atelier.jobs.api.Jobs;
import java.util.concurrent.atomic.AtomicReference;

/** A place that was taken before its job was known. */
final class ReservedPlace implements Jobs.Place {
    private final String jobId;
    private final Gate.Claim claim;
    private final Keeper keeper;
    private final AtomicReference<State> state = new AtomicReference<>(State.HELD);

    ReservedPlace(String jobId, Gate.Claim claim, Keeper keeper) {
        this.jobId = jobId;
        this.claim = claim;
        this.keeper = keeper;
    }

    /** Gave the place. */
    interface Keeper {
        Job start(ReservedPlace place, Jobs.Request request, Jobs.Delivery delivery) throws JobRefused;

        void giveBack(ReservedPlace place);
    }

    private enum State {
        HELD,
        STARTED,
        CLOSED
    }

    String jobId() {
        return jobId;
    }

    Gate.Claim claim() {
        return claim;
    }

    /** A start that was refused leaves the place as it was. */
    @Override
    public Job start(Jobs.Request request, Jobs.Delivery delivery) throws JobRefused {
        if (request.id() != null && !request.id().equals(jobId)) {
            throw new IllegalArgumentException("the place is for job " + jobId + ", not " + request.id());
        }
        if (!state.compareAndSet(State.HELD, State.STARTED)) {
            throw new IllegalStateException("the place was used or given back before");
        }
        boolean started = false;
        try {
            Job job = keeper.start(this, named(request), delivery);
            started = true;
            return job;
        } finally {
            if (!started) {
                state.set(State.HELD);
            }
        }
    }

    private Jobs.Request named(Jobs.Request request) {
        return new Jobs.Request(
                jobId, request.model(), request.source(), request.task(), request.from(), request.deadline());
    }

    @Override
    public void close() {
        if (state.compareAndSet(State.HELD, State.CLOSED)) {
            keeper.giveBack(this);
        }
    }
}
