package dev.atelier.runtime.internal;

import dev.atelier.runtime.api.ConfigBundle;
import dev.atelier.runtime.api.RuntimeDiagnostic;
import dev.atelier.runtime.api.RuntimeLimits;
import dev.atelier.runtime.api.RuntimeStatus;
import java.util.List;
import java.util.SortedMap;
import org.jspecify.annotations.Nullable;

/** A runtime without its Workers, at one moment. Nobody changes the map or the list once they are in here. */
record RuntimeSnapshot(
        String runtimeId,
        @Nullable String displayName,
        RuntimeStatus status,
        RuntimeLimits limits,
        long nextWorkerSequence,
        long nextEventId,
        long nextDiagnosticId,
        SortedMap<String, ConfigBundle> configBundles,
        List<RuntimeDiagnostic> diagnostics) {
    RuntimeSnapshot withStatus(RuntimeStatus next) {
        return new RuntimeSnapshot(
                runtimeId,
                displayName,
                next,
                limits,
                nextWorkerSequence,
                nextEventId,
                nextDiagnosticId,
                configBundles,
                diagnostics);
    }

    RuntimeSnapshot configured(@Nullable String name, RuntimeLimits most) {
        return new RuntimeSnapshot(
                runtimeId,
                name,
                status,
                most,
                nextWorkerSequence,
                nextEventId,
                nextDiagnosticId,
                configBundles,
                diagnostics);
    }

    RuntimeSnapshot withCounters(long workerSequence, long eventId, long diagnosticId) {
        return new RuntimeSnapshot(
                runtimeId,
                displayName,
                status,
                limits,
                workerSequence,
                eventId,
                diagnosticId,
                configBundles,
                diagnostics);
    }

    RuntimeSnapshot withBundles(SortedMap<String, ConfigBundle> bundles) {
        return new RuntimeSnapshot(
                runtimeId,
                displayName,
                status,
                limits,
                nextWorkerSequence,
                nextEventId,
                nextDiagnosticId,
                bundles,
                diagnostics);
    }

    RuntimeSnapshot withDiagnostics(List<RuntimeDiagnostic> kept) {
        return new RuntimeSnapshot(
                runtimeId,
                displayName,
                status,
                limits,
                nextWorkerSequence,
                nextEventId,
                nextDiagnosticId,
                configBundles,
                kept);
    }
}
