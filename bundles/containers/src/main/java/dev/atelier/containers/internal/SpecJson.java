package dev.atelier.containers.internal;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.atelier.common.api.Json;
import dev.atelier.containers.api.ContainerSpec;
import dev.atelier.containers.api.EngineException;
import dev.atelier.containers.api.EngineException.Code;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.Pattern;

/** The body that makes a container, and what it refuses to ask for. */
final class SpecJson {
    private static final Pattern NETWORK = Pattern.compile("[A-Za-z0-9][A-Za-z0-9_.-]{0,127}");

    /** Root is somebody only when both numbers are given: whoever leaves one out does not mean it. */
    private static final Pattern USER = Pattern.compile("[1-9]\\d{0,9}(?::\\d{1,10})?|0:\\d{1,10}");

    private static final long NANOS = 1_000_000_000L;

    private SpecJson() {}

    /** @param keepId a rootless engine shows the worker's files inside as whose they are */
    static ObjectNode of(ContainerSpec spec, Path engineSocket, boolean keepId) throws EngineException {
        check(spec);
        ObjectNode json = Json.object()
                .put("Image", spec.image())
                .put("WorkingDir", spec.workingDirectory())
                .put("User", spec.user())
                // Both streams stay apart and as they were written.
                .put("Tty", false)
                .put("OpenStdin", true)
                .put("StdinOnce", true)
                .put("AttachStdin", true)
                .put("AttachStdout", true)
                .put("AttachStderr", true);
        json.set("Entrypoint", texts(spec.entrypoint()));
        json.set("Cmd", texts(spec.command()));
        json.set(
                "Env",
                texts(spec.environment().entrySet().stream()
                        .map(each -> each.getKey() + "=" + each.getValue())
                        .sorted()
                        .toList()));
        spec.labels().forEach(json.putObject("Labels")::put);
        ObjectNode host = host(spec, engineSocket);
        if (spec.init()) {
            host.put("Init", true);
        }
        if (keepId) {
            host.put("UsernsMode", "keep-id");
        }
        json.set("HostConfig", host);
        return json;
    }

    private static ObjectNode host(ContainerSpec spec, Path engineSocket) throws EngineException {
        ContainerSpec.Limits limits = spec.limits();
        ObjectNode host = Json.object()
                .put("NetworkMode", spec.network())
                .put("PidsLimit", limits.processes())
                .put("ReadonlyRootfs", spec.readOnly())
                // Podman forgets the exit code of what it removes by itself.
                .put("AutoRemove", false)
                .put("Privileged", false);
        if (limits.memoryBytes() > 0) {
            host.put("Memory", limits.memoryBytes()).put("MemorySwap", limits.memoryBytes());
        }
        if (limits.cpus() > 0) {
            host.put("NanoCpus", Math.round(limits.cpus() * NANOS));
        }
        host.set("CapDrop", texts(List.of("ALL")));
        host.set("SecurityOpt", texts(List.of("no-new-privileges")));
        // What agents print may hold secrets; the engine would keep it on disk.
        host.putObject("LogConfig").put("Type", "none");
        if (spec.readOnly()) {
            host.putObject("Tmpfs").put("/tmp", "rw,exec,mode=1777,size=" + limits.tmpBytes());
        }
        ArrayNode mounts = host.putArray("Mounts");
        ArrayNode binds = Json.array();
        for (ContainerSpec.Mount mount : spec.mounts()) {
            String source = source(mount, engineSocket).toString();
            if (mount.label() == ContainerSpec.Label.AS_IT_IS) {
                mounts.addObject()
                        .put("Type", "bind")
                        .put("Source", source)
                        .put("Target", mount.target())
                        .put("ReadOnly", mount.readOnly());
            } else {
                binds.add(bind(mount, source));
            }
        }
        if (!binds.isEmpty()) {
            host.set("Binds", binds);
        }
        return host;
    }

    /** The older form, the only one that knows of labels. What is missing would be made: it was looked for before. */
    private static String bind(ContainerSpec.Mount mount, String source) throws EngineException {
        if ((source + mount.target()).indexOf(':') >= 0) {
            throw invalid("a path with a colon cannot be given a label: " + source);
        }
        String label = mount.label() == ContainerSpec.Label.OWN ? "Z" : "z";
        return source + ":" + mount.target() + ":" + (mount.readOnly() ? "ro," : "rw,") + label;
    }

    private static void check(ContainerSpec spec) throws EngineException {
        if (!NETWORK.matcher(spec.network()).matches()) {
            throw invalid("no network of a container: " + spec.network());
        }
        if (!USER.matcher(spec.user()).matches()) {
            throw invalid("a container runs as a numeric user, root as uid:gid only; not as " + spec.user());
        }
    }

    /** Podman would create what is missing, and any engine would follow a link to where nobody meant to point. */
    private static Path source(ContainerSpec.Mount mount, Path engineSocket) throws EngineException {
        try {
            Path real = mount.source().toRealPath();
            if (mounted(real, engineSocket)) {
                throw invalid("the engine's own socket is never seen inside a container: " + mount.source());
            }
            return real;
        } catch (IOException e) {
            if (e instanceof EngineException refused) {
                throw refused;
            }
            throw new EngineException(
                    Code.CONFIG_INVALID, "what is to be mounted does not exist: " + mount.source(), e);
        }
    }

    private static boolean mounted(Path source, Path engineSocket) throws IOException {
        return engineSocket.toRealPath().startsWith(source);
    }

    private static EngineException invalid(String message) {
        return new EngineException(Code.CONFIG_INVALID, message);
    }

    private static ArrayNode texts(List<String> values) {
        ArrayNode array = Json.array();
        values.forEach(array::add);
        return array;
    }
}
