package dev.atelier.session.internal;

import dev.atelier.wire.api.Claim;

/** Everything that works in a session once it is welcomed. */
interface Pumps {
    void begin(Link link, SessionSettings settings);

    void end();

    void offered(Claim claim, Link link);

    void unusable(String jobId, String why, Link link);

    /** The next session is with a studio that knows nothing of what was. */
    void anotherStudio();
}
