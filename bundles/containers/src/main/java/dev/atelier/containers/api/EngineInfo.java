package dev.atelier.containers.api;

/**
 * Which engine answers.
 *
 * @param apiVersion the version both sides speak
 */
public record EngineInfo(Kind kind, String version, String apiVersion, boolean rootless) {
    public enum Kind {
        DOCKER,
        PODMAN
    }
}
