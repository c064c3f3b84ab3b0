package dev.atelier.engine.host.child;

import org.osgi.annotation.versioning.ConsumerType;

/** What an engine runs inside a child. Has a public constructor without arguments; one is made in each child. */
@ConsumerType
public interface Worker {
    /** Loads what every call needs; the child is ready when this returns. */
    default void open() throws Exception {}

    /**
     * Answers one call. Called on a thread of its own, at the same time as others when the worker's side sends
     * several. A {@link Failure} tells what is wrong in its own words; any other exception is a fault of the child.
     */
    Fields answer(Fields request, Call call) throws Exception;
}
