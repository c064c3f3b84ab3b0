package dev.atelier.host.internal;

import java.util.OptionalLong;

/** Asks one kind of graphics cards for their memory. Used by the room's own thread. */
interface GpuMemory {
    /** Bytes of all cards of this kind together, 0 when there is none. */
    long total();

    /** Empty when it cannot be told. */
    OptionalLong free();
}
