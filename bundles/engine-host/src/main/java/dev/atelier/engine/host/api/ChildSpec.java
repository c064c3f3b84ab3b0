package dev.atelier.engine.host.api;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;

/**
 * What a child is and how it is kept. Begin with {@link #of} and change what differs.
 *
 * @param name for a person, and for its record
 * @param worker name of the class that answers, a {@link dev.atelier.engine.host.child.Worker}
 * @param classPath what it needs besides the classes of {@code engine.host.child}; asked at every start
 * @param folder of this child alone, in the bundle's data area: where it runs and keeps its temporary files
 * @param heapMegabytes its Java heap; what native libraries take comes on top
 * @param properties system properties, such as where natives are unpacked; never a secret, everybody can read them
 * @param environment added to the little a child inherits
 * @param startLimit how long it may take to get ready
 * @param cancelGrace how long a cancelled call may go on before the child is killed
 * @param idle how long it is kept without a call
 * @param crashes in a row over one subject after which that subject is left alone
 * @param cooling how long then; doubled each time it crashes again
 */
public record ChildSpec(
        String name,
        String worker,
        ClassPath classPath,
        Path folder,
        int heapMegabytes,
        Map<String, String> properties,
        Map<String, String> environment,
        Duration startLimit,
        Duration cancelGrace,
        Duration idle,
        int crashes,
        Duration cooling) {

    /** Folders and jars. May unpack them: never asked on a thread that must not wait. */
    @FunctionalInterface
    public interface ClassPath {
        List<Path> files() throws IOException;
    }

    public ChildSpec {
        properties = Map.copyOf(properties);
        environment = Map.copyOf(environment);
        if (crashes < 1) {
            throw new IllegalArgumentException("crashes must be at least 1: " + crashes);
        }
    }

    /** 64 MB of heap, ready within 30 s, 150 ms to cancel, kept 5 minutes, left alone for a minute after 3 crashes. */
    public static ChildSpec of(String name, String worker, ClassPath classPath, Path folder) {
        return new ChildSpec(
                name,
                worker,
                classPath,
                folder,
                64,
                Map.of(),
                Map.of(),
                Duration.ofSeconds(30),
                Duration.ofMillis(150),
                Duration.ofMinutes(5),
                3,
                Duration.ofMinutes(1));
    }

    public ChildSpec withHeap(int megabytes) {
        return new ChildSpec(
                name,
                worker,
                classPath,
                folder,
                megabytes,
                properties,
                environment,
                startLimit,
                cancelGrace,
                idle,
                crashes,
                cooling);
    }

    public ChildSpec withProperties(Map<String, String> other) {
        return new ChildSpec(
                name,
                worker,
                classPath,
                folder,
                heapMegabytes,
                other,
                environment,
                startLimit,
                cancelGrace,
                idle,
                crashes,
                cooling);
    }

    public ChildSpec withEnvironment(Map<String, String> other) {
        return new ChildSpec(
                name,
                worker,
                classPath,
                folder,
                heapMegabytes,
                properties,
                other,
                startLimit,
                cancelGrace,
                idle,
                crashes,
                cooling);
    }

    public ChildSpec withStartLimit(Duration other) {
        return new ChildSpec(
                name,
                worker,
                classPath,
                folder,
                heapMegabytes,
                properties,
                environment,
                other,
                cancelGrace,
                idle,
                crashes,
                cooling);
    }

    public ChildSpec withCancelGrace(Duration other) {
        return new ChildSpec(
                name,
                worker,
                classPath,
                folder,
                heapMegabytes,
                properties,
                environment,
                startLimit,
                other,
                idle,
                crashes,
                cooling);
    }

    public ChildSpec withIdle(Duration other) {
        return new ChildSpec(
                name,
                worker,
                classPath,
                folder,
                heapMegabytes,
                properties,
                environment,
                startLimit,
                cancelGrace,
                other,
                crashes,
                cooling);
    }

    public ChildSpec withCrashes(int most, Duration coolingTime) {
        return new ChildSpec(
                name,
                worker,
                classPath,
                folder,
                heapMegabytes,
                properties,
                environment,
                startLimit,
                cancelGrace,
                idle,
                most,
                coolingTime);
    }
}
