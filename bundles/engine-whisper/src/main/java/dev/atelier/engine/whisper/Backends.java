package dev.atelier.engine.whisper;

import dev.atelier.engine.host.api.Children;
import dev.atelier.engine.host.api.Unpacked;
import java.nio.file.Path;
import java.time.Duration;

/** Makes back ends: one for the jobs that come and go, and one for each model that stays. */
@FunctionalInterface
interface Backends {
    /**
     * @param name of it among the others
     * @param idle how long it keeps a model nobody asks for
     * @param stays whether the model has to be in memory
     */
    Backend open(String name, Duration idle, boolean stays);

    static Backends inChildren(Children children, Path folder) {
        Unpacked unpacked = new Unpacked(folder);
        return (name, idle, stays) -> new ChildBackend(children, unpacked, folder, name, idle);
    }
}
