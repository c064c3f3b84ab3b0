package dev.atelier.host.internal;

import java.util.Optional;

/** Asks one kind of graphics cards for their memory. */
interface GpuMemory {
    /** Bytes of all cards of this kind together, 0 when there is none. */
    long total();

    /** The card that jobs go to, as it is now; empty when it cannot be told. */
    Optional<Card> card();

    record Card(long total, long free) {}
}
