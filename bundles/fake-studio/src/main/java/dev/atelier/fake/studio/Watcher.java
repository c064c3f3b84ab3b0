package dev.atelier.fake.studio;

/** Is told what happens to sessions and jobs, outside every lock. */
interface Watcher {
    Watcher NOBODY = new Watcher() {};

    /** A session was welcomed or said that it lives. */
    default void alive(FakeSession session) {}

    default void accepted(String jobId) {}

    default void settled(String jobId, Outcome outcome) {}

    default void ended(FakeSession session) {}

    /** A result came for a job that the worker does not hold. */
    default void refused(String jobId) {}
}
