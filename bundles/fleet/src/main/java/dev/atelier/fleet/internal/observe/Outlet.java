package dev.atelier.fleet.internal.observe;

/** The way to one browser. Nothing here blocks or throws. */
public interface Outlet {
    /** @param sent run once the frame has gone out; not at all when it never will */
    void send(String frame, Runnable sent);

    /** Sends this and closes. */
    void end(String frame);
}
