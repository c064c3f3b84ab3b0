package dev.atelier.containers.internal;

import com.fasterxml.jackson.databind.JsonNode;
import dev.atelier.containers.api.Attachment;
import dev.atelier.containers.api.ContainerEngine;
import dev.atelier.containers.api.ContainerSpec;
import dev.atelier.containers.api.ContainerState;
import dev.atelier.containers.api.ContainerStats;
import dev.atelier.containers.api.EngineEvents;
import dev.atelier.containers.api.EngineException;
import dev.atelier.containers.api.EngineException.Code;
import dev.atelier.containers.api.EngineInfo;
import java.io.InputStream;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.regex.Pattern;

/** Docker, or Podman speaking as Docker does, where it does. */
final class DockerEngine implements ContainerEngine {
    /** How an engine says that it has no program to be the first one in a container. */
    private static final Pattern NO_INIT = Pattern.compile("catatonit|docker-init|container-init|init binary");

    private final EngineHttp http;
    private final EngineInfo info;
    private final Images images;

    DockerEngine(EngineHttp http, EngineInfo info) {
        this.http = http;
        this.info = info;
        this.images = new Images(http);
    }

    @Override
    public EngineInfo info() {
        return info;
    }

    @Override
    public String create(ContainerSpec spec) throws EngineException {
        String query = Query.of("/containers/create").with("name", spec.name()).toString();
        String id;
        try {
            id = http.post(query, body(spec)).path("Id").asText("");
        } catch (EngineException e) {
            throw named(e);
        }
        if (id.isEmpty()) {
            throw new EngineException(Code.PROTOCOL, "the engine made a container and tells no id");
        }
        return id;
    }

    private JsonNode body(ContainerSpec spec) throws EngineException {
        boolean keepId = info.rootless() && info.kind() == EngineInfo.Kind.PODMAN;
        return SpecJson.of(spec, http.socket(), keepId);
    }

    /** Podman looks for it when a container is made, Docker when it starts. */
    private static EngineException named(EngineException problem) {
        String words = String.valueOf(problem.getMessage());
        return problem.code() == Code.REFUSED && NO_INIT.matcher(words).find()
                ? new EngineException(Code.NO_INIT, words, problem)
                : problem;
    }

    @Override
    public Attachment attach(String id) throws EngineException {
        String status = inspect(id).status();
        if (!status.equals("created") && !status.equals("configured") && !status.equals("initialized")) {
            throw new EngineException(Code.CONFLICT, "the container was started already; it is " + status);
        }
        HttpExchange exchange = http.upgrade(Query.container(id, "/attach")
                .with("stream", 1)
                .with("stdin", 1)
                .with("stdout", 1)
                .with("stderr", 1)
                .toString());
        exchange.deadline(Deadline.NEVER);
        return new Frames(exchange);
    }

    @Override
    public void start(String id) throws EngineException {
        try {
            http.post(Query.container(id, "/start").toString(), EngineHttp.CALL);
        } catch (EngineException e) {
            throw named(e);
        }
    }

    @Override
    public ContainerState await(String id, Duration limit) throws EngineException {
        if (inspect(id).status().equals("created")) {
            // Both engines would say at once that it has ended.
            throw new EngineException(Code.CONFLICT, "the container was never started");
        }
        http.post(Query.container(id, "/wait").with("condition", "not-running").toString(), limit);
        return inspect(id);
    }

    @Override
    public ContainerState inspect(String id) throws EngineException {
        JsonNode container = http.get(Query.container(id, "/json").toString());
        JsonNode state = container.path("State");
        return new ContainerState(
                container.path("Id").asText(id),
                state.path("Status").asText("unknown"),
                state.path("ExitCode").asInt(-1),
                state.path("OOMKilled").asBoolean(false),
                state.path("Pid").asLong(0),
                Labels.read(container.path("Config").path("Labels")));
    }

    @Override
    public void stop(String id, Duration grace) throws EngineException {
        try {
            // Podman does not stop what is paused.
            if (inspect(id).status().equals("paused")) {
                unpause(id);
            }
            http.post(
                    Query.container(id, "/stop").with("t", grace.toSeconds()).toString(), grace.plus(EngineHttp.CALL));
        } catch (EngineException e) {
            if (e.code() != Code.NOT_FOUND && e.code() != Code.CONFLICT) {
                throw e;
            }
        }
    }

    @Override
    public boolean kill(String id, String signal) throws EngineException {
        try {
            http.post(Query.container(id, "/kill").with("signal", signal).toString(), EngineHttp.CALL);
            return true;
        } catch (EngineException e) {
            if (e.code() == Code.NOT_FOUND || e.code() == Code.CONFLICT) {
                return false;
            }
            throw e;
        }
    }

    @Override
    public void pause(String id) throws EngineException {
        http.post(Query.container(id, "/pause").toString(), EngineHttp.CALL);
    }

    @Override
    public void unpause(String id) throws EngineException {
        http.post(Query.container(id, "/unpause").toString(), EngineHttp.CALL);
    }

    @Override
    public ContainerStats stats(String id) throws EngineException {
        JsonNode stats = http.get(Query.container(id, "/stats")
                .with("stream", false)
                .with("one-shot", true)
                .toString());
        return new ContainerStats(
                stats.path("memory_stats").path("usage").asLong(),
                stats.path("cpu_stats").path("cpu_usage").path("total_usage").asLong(),
                stats.path("pids_stats").path("current").asLong());
    }

    @Override
    public void remove(String id) throws EngineException {
        try {
            http.delete(
                    Query.container(id, "").with("force", true).with("v", true).toString());
        } catch (EngineException e) {
            if (e.code() != Code.NOT_FOUND) {
                throw e;
            }
        }
    }

    @Override
    public List<ContainerState> list(Map<String, String> labels) throws EngineException {
        Labels wanted = new Labels(labels);
        List<ContainerState> containers = new ArrayList<>();
        for (JsonNode each : http.get(
                Query.of("/containers/json").with("all", 1).filtered(wanted).toString())) {
            Map<String, String> found = Labels.read(each.path("Labels"));
            if (wanted.all(found)) {
                containers.add(new ContainerState(
                        each.path("Id").asText(""), each.path("State").asText("unknown"), -1, false, 0, found));
            }
        }
        return containers;
    }

    @Override
    public EngineEvents events(Map<String, String> labels) throws EngineException {
        Labels wanted = new Labels(labels);
        String query = Query.of("/events").filtered(wanted).toString();
        HttpExchange exchange = http.open("GET", query, Deadline.in(EngineHttp.CALL));
        exchange.deadline(Deadline.NEVER);
        return new Events(exchange, wanted);
    }

    @Override
    public void putArchive(String id, String folder, Source tar) throws EngineException {
        http.put(Query.container(id, "/archive").with("path", folder).toString(), tar);
    }

    @Override
    public InputStream archive(String id, String path) throws EngineException {
        String query = Query.container(id, "/archive").with("path", path).toString();
        return OwnedInput.of(http.open("GET", query, Deadline.in(EngineHttp.CALL.multipliedBy(5))), http);
    }

    @Override
    public Optional<String> imageId(String name) throws EngineException {
        return images.id(name);
    }

    @Override
    public String build(ImageBuild build, Source tar, Duration limit, Consumer<String> progress)
            throws EngineException {
        return images.build(build, tar, limit, progress);
    }

    @Override
    public void importImage(String repository, String tag, Source tar, Duration limit) throws EngineException {
        images.load(repository, tag, tar, limit);
    }

    @Override
    public void pull(String image, Duration limit, Consumer<String> progress) throws EngineException {
        images.pull(image, limit, progress);
    }

    @Override
    public int pruneImages(Map<String, String> labels, Duration age) throws EngineException {
        return images.prune(labels, age);
    }
}
