package dev.atelier.engine.manager.internal;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.atelier.common.api.EventHub;
import dev.atelier.common.api.Home;
import dev.atelier.common.api.MetricSource;
import dev.atelier.common.api.Readiness;
import dev.atelier.engine.api.EngineDescriptor;
import dev.atelier.engine.manager.api.EngineOperations;
import dev.atelier.engine.manager.api.EngineRow;
import dev.atelier.engine.manager.api.EngineUnavailable;
import dev.atelier.engine.manager.api.Engines;
import dev.atelier.engine.manager.api.Operation;
import dev.atelier.engine.manager.api.RefusedOperation;
import dev.atelier.engine.manager.internal.settings.ManagerConfig;
import dev.atelier.engine.manager.internal.settings.ManagerSettings;
import dev.atelier.http.api.RouteTable;
import dev.atelier.http.api.Routes;
import dev.atelier.http.api.StatusPart;
import java.io.IOException;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;
import org.osgi.framework.BundleContext;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Deactivate;
import org.osgi.service.component.annotations.Modified;
import org.osgi.service.component.annotations.Reference;
import org.osgi.service.metatype.annotations.Designate;

/**
 * The engine manager as the other rooms see it. Immediate: engines serve and the deploy folder is watched whether or
 * not anybody has asked yet. New settings do not restart it; that would take every engine down.
 */
@Component(
        service = {
            Engines.class,
            EngineOperations.class,
            Readiness.class,
            MetricSource.class,
            StatusPart.class,
            Routes.class
        },
        immediate = true,
        configurationPid = "dev.atelier.engine.manager",
        property = Routes.LISTENER + "=" + Routes.LOCAL)
@Designate(ocd = ManagerConfig.class)
public final class EngineManager implements Engines, EngineOperations, Readiness, MetricSource, StatusPart, Routes {
    private final Assembly assembly;
    private volatile ManagerSettings settings;

    @Activate
    public EngineManager(
            BundleContext context,
            @Reference(name = "home") Home home,
            @Reference(name = "events") EventHub events,
            ManagerConfig config)
            throws IOException {
        this.settings = ManagerSettings.from(config);
        this.assembly = new Assembly(context, home, events, () -> this.settings);
    }

    @Activate
    void start() {
        assembly.start();
    }

    @Modified
    void changed(ManagerConfig config) {
        settings = ManagerSettings.from(config);
    }

    @Deactivate
    void stop() {
        assembly.close();
    }

    // ---- engines ----

    @Override
    public Lease lease(String source, String model) throws EngineUnavailable {
        return assembly.registry().lease(source, model);
    }

    @Override
    public Optional<EngineDescriptor> current(String source) {
        return assembly.registry().current(source);
    }

    @Override
    public Optional<Lease> hold(String engineId) {
        return assembly.registry().hold(engineId);
    }

    @Override
    public List<EngineDescriptor> serving() {
        return assembly.registry().serving();
    }

    @Override
    public List<EngineRow> rows() {
        return assembly.registry().rows();
    }

    // ---- operations ----

    @Override
    public Preview preview(Source source, boolean allowUnsigned) throws RefusedOperation {
        return assembly.operations().preview(source, allowUnsigned);
    }

    @Override
    public Operation install(Source source, boolean allowUnsigned, String requestedBy) throws RefusedOperation {
        return assembly.operations().install(source, allowUnsigned, requestedBy);
    }

    @Override
    public Operation rollback(String engineId, String requestedBy) throws RefusedOperation {
        return assembly.operations().rollback(engineId, requestedBy);
    }

    @Override
    public Operation remove(String engineId, @Nullable String version, String requestedBy) throws RefusedOperation {
        return assembly.operations().remove(engineId, version, requestedBy);
    }

    @Override
    public List<Operation> operations() {
        return assembly.operations().operations();
    }

    @Override
    public Optional<Operation> operation(String id) {
        return assembly.operations().operation(id);
    }

    @Override
    public CompletableFuture<Operation> end(String id) {
        return assembly.operations().end(id);
    }

    // ---- for those who look ----

    @Override
    public Optional<String> notReadyBecause() {
        return assembly.figures().notReadyBecause();
    }

    @Override
    public void collect(Sink sink) {
        assembly.figures().collect(sink);
    }

    @Override
    public void status(ObjectNode status) {
        assembly.figures().status(status);
    }

    @Override
    public void define(RouteTable table) {
        assembly.define(table);
    }
}
