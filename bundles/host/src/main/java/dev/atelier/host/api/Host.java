package dev.atelier.host.api;

import java.nio.file.Path;
import java.util.Optional;
import java.util.OptionalLong;
import org.osgi.annotation.versioning.ProviderType;

/** What this machine is called, has and has left. But for one, answers come from memory or a cheap read. */
@ProviderType
public interface Host {
    String machineName();

    String userName();

    /**
     * Memory of the GPU that jobs go to when it tells what is free, else of the host; empty when neither can be told.
     * The figure may be some seconds old.
     */
    Optional<Memory> memory();

    /** The same, read now: for who is about to fill it. May take a second, on a slow machine some. */
    Optional<Memory> memoryNow();

    /** Total memory of the GPUs in GiB, 0 when unknown. */
    double vramTotalGb();

    /** Free space of the file system a path is or would be on. */
    OptionalLong freeDisk(Path path);

    /**
     * Whether somebody is at this machine; empty when that cannot be told, and always while the setting
     * {@code only_when_idle} is off: asking costs child processes, and nobody needs the answer then. An
     * {@code EventHub} event {@code status} tells of each change.
     */
    Optional<Presence> presence();

    /**
     * @param kind {@code gpu} or {@code host}
     */
    record Memory(String kind, long totalBytes, long freeBytes) {}

    /** What input devices say: idle is no input for two minutes. */
    enum Presence {
        IDLE,
        ACTIVE
    }
}
