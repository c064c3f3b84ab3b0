package dev.atelier.containers.internal;

import com.fasterxml.jackson.databind.JsonNode;
import dev.atelier.containers.api.ContainerEngine;
import dev.atelier.containers.api.EngineChoice;
import dev.atelier.containers.api.EngineException;
import dev.atelier.containers.api.EngineException.Code;
import dev.atelier.containers.api.EngineInfo;
import dev.atelier.containers.api.EngineInfo.Kind;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/** Finds an engine that answers, and the version of its API to speak. */
public final class EngineFinder {
    private static final Duration PING = Duration.ofSeconds(10);

    private EngineFinder() {}

    public static ContainerEngine connect(EngineChoice choice) throws EngineException {
        List<String> tried = new ArrayList<>();
        for (Path socket : choice.sockets()) {
            EngineHttp plain = new EngineHttp(socket, "");
            Kind kind;
            try {
                kind = ping(plain);
            } catch (EngineException e) {
                tried.add(socket + " (" + e.getMessage() + ")");
                continue;
            }
            return engine(plain, kind);
        }
        throw new EngineException(
                Code.ENGINE_UNAVAILABLE,
                "no container engine answers: " + String.join(", ", tried)
                        + ". Start Docker or Podman (podman system service), or configure its socket.");
    }

    private static Kind ping(EngineHttp http) throws EngineException {
        try (HttpExchange exchange = http.open("GET", "/_ping", Deadline.in(PING))) {
            return exchange.head().header("Libpod-Api-Version").isPresent() ? Kind.PODMAN : Kind.DOCKER;
        } catch (IOException e) {
            throw http.told(e);
        }
    }

    private static ContainerEngine engine(EngineHttp plain, Kind kind) throws EngineException {
        JsonNode told = plain.get("/version");
        String version = ApiVersion.agreed(
                told.path("ApiVersion").asText(""), told.path("MinAPIVersion").asText(""));
        EngineHttp http = new EngineHttp(plain.socket(), version);
        JsonNode info = http.get("/info");
        boolean rootless = info.path("Rootless").asBoolean(false);
        for (JsonNode option : info.path("SecurityOptions")) {
            rootless |= option.asText("").contains("rootless");
        }
        return new DockerEngine(http, new EngineInfo(kind, told.path("Version").asText("unknown"), version, rootless));
    }
}
