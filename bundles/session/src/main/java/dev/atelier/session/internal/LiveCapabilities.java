package dev.atelier.session.internal;

import dev.atelier.common.api.Home;
import dev.atelier.engine.api.EngineDescriptor;
import dev.atelier.engine.api.Kind;
import dev.atelier.engine.manager.api.Engines;
import dev.atelier.host.api.Host;
import dev.atelier.jobs.api.Jobs;
import dev.atelier.registration.api.CapabilitySource;
import dev.atelier.settings.api.Setting;
import dev.atelier.settings.api.Settings;
import dev.atelier.settings.api.WorkerSettings;
import dev.atelier.wire.api.Capabilities;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Reference;

/** What this worker can do now, put together from the rooms that know; all of them answer from memory. */
@Component(service = CapabilitySource.class)
public final class LiveCapabilities implements CapabilitySource {
    private static final String SYNTHETIC = "synthetic";
    private static final String ANY = "*";

    private final Home home;
    private final Host host;
    private final Engines engines;
    private final Jobs jobs;
    private final WorkerSettings worker;
    private final Settings settings;

    @Activate
    public LiveCapabilities(
            @Reference(name = "home") Home home,
            @Reference(name = "host") Host host,
            @Reference(name = "engines") Engines engines,
            @Reference(name = "jobs") Jobs jobs,
            @Reference(name = "worker") WorkerSettings worker,
            @Reference(name = "settings") Settings settings,
            // There once each engine has started or failed to; before that a studio would hear of none.
            @Reference(name = "started", service = Supplier.class, target = "(atelier.ready=engines)")
                    Supplier<?> started) {
        this(home, host, engines, jobs, worker, settings);
    }

    LiveCapabilities(Home home, Host host, Engines engines, Jobs jobs, WorkerSettings worker, Settings settings) {
        this.home = home;
        this.host = host;
        this.engines = engines;
        this.jobs = jobs;
        this.worker = worker;
        this.settings = settings;
    }

    @Override
    public Capabilities now() {
        Map<Kind, List<String>> models = models(engines.serving());
        return new Capabilities(
                host.machineName(),
                host.userName(),
                home.version(),
                "multi",
                host.vramTotalGb(),
                worker.vramThresholdGb(),
                !jobs.paused(),
                // Starting with the machine is the operating system's matter; this program does not arrange it.
                false,
                flag("auto_update_enabled"),
                flag("start_minimised"),
                worker.onlyWhenIdle(),
                presence(),
                List.copyOf(models.keySet()),
                models.values().stream().flatMap(List::stream).toList(),
                models);
    }

    private Capabilities.@Nullable Presence presence() {
        return host.presence()
                .map(presence -> switch (presence) {
                    case IDLE -> Capabilities.Presence.IDLE;
                    case ACTIVE -> Capabilities.Presence.ACTIVE;
                })
                .orElse(null);
    }

    private boolean flag(String name) {
        return settings.find(name)
                .map(Setting::value)
                .map(Boolean::parseBoolean)
                .orElse(false);
    }

    /** Of each kind that is served, in the order of the engines, each name once. */
    private static Map<Kind, List<String>> models(List<EngineDescriptor> serving) {
        Map<Kind, Set<String>> names = new EnumMap<>(Kind.class);
        for (EngineDescriptor engine : serving) {
            engine.models().forEach((kind, models) -> {
                // Agents' work never comes over this protocol, and a studio would not know the word.
                if (kind != Kind.AGENT) {
                    Set<String> known = names.computeIfAbsent(kind, k -> new LinkedHashSet<>());
                    models.stream()
                            .filter(model -> !(engine.id().equals(SYNTHETIC) && model.endsWith(ANY)))
                            .forEach(known::add);
                }
            });
        }
        Map<Kind, List<String>> lists = new EnumMap<>(Kind.class);
        names.forEach((kind, known) -> lists.put(kind, new ArrayList<>(known)));
        return lists;
    }
}
