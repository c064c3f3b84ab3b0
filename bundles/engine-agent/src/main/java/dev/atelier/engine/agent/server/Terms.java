package dev.atelier.engine.agent.server;

import java.time.Duration;

/**
 * What a worker is to its server, and when it looks for what.
 *
 * @param name the same after a restart
 * @param instance of this start
 * @param heartbeat unless the server says otherwise
 * @param poll between two looks for a task
 * @param engineCheck between two looks for a container engine, while there is none
 * @param farewell for runs to end in, when the worker stops
 */
public record Terms(
        String name,
        String instance,
        String version,
        int slots,
        long memoryBytes,
        double cpus,
        Duration heartbeat,
        Duration poll,
        Duration engineCheck,
        Duration farewell) {}
