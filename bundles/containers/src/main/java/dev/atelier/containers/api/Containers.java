package dev.atelier.containers.api;

import dev.atelier.containers.internal.EngineFinder;

/** The door to container engines. */
public final class Containers {
    private Containers() {}

    /** The first engine that answers; the exception says which sockets were asked and what came of it. */
    public static ContainerEngine connect(EngineChoice choice) throws EngineException {
        return EngineFinder.connect(choice);
    }
}
