package dev.atelier.containers.api;

import java.nio.file.Path;
import java.util.List;
import java.util.Map;

/**
 * A container to be made. What is not here cannot be asked for: no privileges, no devices, no namespaces of the host
 * but its network. Capabilities are dropped, privileges cannot be gained, nothing is logged by the engine.
 *
 * @param user {@code uid:gid}; whether it may be root, as {@code 0:0}, is for the caller to know
 * @param environment seen by everyone who may inspect the container, and kept by the engine: no place for secrets
 * @param init whether a program of the engine's own is the first in it, which not every engine has
 * @param network {@code none}, {@code bridge}, {@code host} or the name of a network
 */
public record ContainerSpec(
        String name,
        String image,
        List<String> entrypoint,
        List<String> command,
        Map<String, String> environment,
        String workingDirectory,
        String user,
        String network,
        Limits limits,
        boolean readOnly,
        boolean init,
        List<Mount> mounts,
        Map<String, String> labels) {
    public ContainerSpec {
        entrypoint = List.copyOf(entrypoint);
        command = List.copyOf(command);
        environment = Map.copyOf(environment);
        mounts = List.copyOf(mounts);
        labels = Map.copyOf(labels);
    }

    /** The same, its own program being the first in it. */
    public ContainerSpec withoutInit() {
        return new ContainerSpec(
                name,
                image,
                entrypoint,
                command,
                environment,
                workingDirectory,
                user,
                network,
                limits,
                readOnly,
                false,
                mounts,
                labels);
    }

    /**
     * @param memoryBytes 0 for none; there is never swap beyond it
     * @param cpus 0 for none
     * @param tmpBytes of the {@code /tmp} a read-only container has
     */
    public record Limits(long memoryBytes, double cpus, int processes, long tmpBytes) {
        public static final Limits DEFAULT = new Limits(8L << 30, 0, 4096, 1L << 30);

        public Limits {
            if (memoryBytes < 0 || !(cpus >= 0) || processes < 1 || tmpBytes < 1) {
                throw new IllegalArgumentException("a limit of a container is not positive");
            }
        }
    }

    /**
     * Something of the host, seen inside.
     *
     * @param label what a host with SELinux is to make of it
     */
    public record Mount(Path source, String target, boolean readOnly, Label label) {
        public Mount(Path source, String target, boolean readOnly) {
            this(source, target, readOnly, Label.AS_IT_IS);
        }
    }

    /** Who may come near files on a host with SELinux, where it is to be changed; of no effect elsewhere. */
    public enum Label {
        AS_IT_IS,
        /** This container alone. */
        OWN,
        /** All containers. */
        SHARED
    }
}
