package dev.atelier.wire.api;

/** An offer nobody can run, of a job whose id could be read all the same: it can be failed instead of dropped. */
public final class UnusableOffer extends MalformedJson {
    private static final long serialVersionUID = 1L;

    private final String jobId;

    public UnusableOffer(String jobId, MalformedJson why) {
        super(why);
        this.jobId = jobId;
    }

    public String jobId() {
        return jobId;
    }
}
