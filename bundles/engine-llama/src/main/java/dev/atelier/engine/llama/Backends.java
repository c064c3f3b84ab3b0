package dev.atelier.engine.llama;

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
     */
    Backend open(String name, Duration idle);

    static Backends inChildren(Children children, Path folder) {
        Unpacked unpacked = new Unpacked(folder);
        return (name, idle) -> new ChildBackend(children, unpacked, folder, name, idle);
    }

    /** llama-server first, wherever there is one. */
    static Backends preferring(ServerTool tool, ServerPool pool, Backends library) {
        return (name, idle) -> new EitherBackend(
                tool, new ServerBackend(tool, pool, idle), library.open(name, idle), pool.deaths(), System::nanoTime);
    }
}
