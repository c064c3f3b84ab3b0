package dev.atelier.engine.host.child;

import org.osgi.annotation.versioning.ProviderType;

/** A call as the child sees it: what it may tell while it works. Safe from any thread. */
@ProviderType
public interface Call {
    /** @param fraction between 0 and 1, or negative when the length is not known */
    void progress(double fraction, String text);

    /** The next piece of the text that is being made. One that follows soon after another may travel with those next to it. */
    void text(String piece);

    /** A line for the job's log. */
    void log(String message);

    /** Whether the call should end; a {@link Failure#cancelled} is how. */
    boolean cancelled();

    /** Runs the action when the call is cancelled, at once if it already is. */
    void onCancel(Runnable action);
}
