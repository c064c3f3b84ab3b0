package dev.atelier.containers.api;

/** What a container uses now; CPU time since it started. */
public record ContainerStats(long memoryBytes, long cpuNanos, long processes) {}
