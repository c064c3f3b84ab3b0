package dev.atelier.containers.api;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;
import org.osgi.annotation.versioning.ConsumerType;
import org.osgi.annotation.versioning.ProviderType;

/**
 * One container engine. Every call has a connection and a deadline of its own. The order of a run is fixed: create,
 * attach, start, await, remove.
 */
@ProviderType
public interface ContainerEngine {
    EngineInfo info();

    /** @return the id */
    String create(ContainerSpec spec) throws EngineException;

    /** Only to a container that was not started yet: to attach to an ended one makes Podman forget how it ended. */
    Attachment attach(String id) throws EngineException;

    void start(String id) throws EngineException;

    /** Waits until it has ended. A container that was never started is refused. */
    ContainerState await(String id, Duration limit) throws EngineException;

    ContainerState inspect(String id) throws EngineException;

    /** Asks it to end and ends it after the grace; one that has ended, or is gone, is stopped already. */
    void stop(String id, Duration grace) throws EngineException;

    /** @return false when there was nothing left to kill */
    boolean kill(String id, String signal) throws EngineException;

    void pause(String id) throws EngineException;

    void unpause(String id) throws EngineException;

    ContainerStats stats(String id) throws EngineException;

    /** With its volumes, running or not; one that is gone is removed already. */
    void remove(String id) throws EngineException;

    /** All containers with these labels, ended ones too. */
    List<ContainerState> list(Map<String, String> labels) throws EngineException;

    EngineEvents events(Map<String, String> labels) throws EngineException;

    /** Unpacks a tar archive into a folder of the container. */
    void putArchive(String id, String folder, Source tar) throws EngineException;

    /** A file or folder of the container as a tar archive; to be closed. */
    InputStream archive(String id, String path) throws EngineException;

    Optional<String> imageId(String name) throws EngineException;

    /** Builds an image of a context given as a tar archive. @return its id */
    String build(ImageBuild build, Source tar, Duration limit, Consumer<String> progress) throws EngineException;

    /** Makes an image of a root file system given as a tar archive. */
    void importImage(String repository, String tag, Source tar, Duration limit) throws EngineException;

    void pull(String image, Duration limit, Consumer<String> progress) throws EngineException;

    /** Removes images with these labels that no container uses and that are older; never others. @return how many */
    int pruneImages(Map<String, String> labels, Duration age) throws EngineException;

    /** @param network as in {@link ContainerSpec} */
    record ImageBuild(String tag, String network, long memoryBytes, Map<String, String> labels) {
        public ImageBuild {
            labels = Map.copyOf(labels);
        }
    }

    /** Bytes on their way to the engine, written while they are sent. */
    @ConsumerType
    @FunctionalInterface
    interface Source {
        void writeTo(OutputStream out) throws IOException;
    }
}
