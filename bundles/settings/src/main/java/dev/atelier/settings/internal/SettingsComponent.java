package dev.atelier.settings.internal;

import static org.osgi.service.component.annotations.ReferenceCardinality.MULTIPLE;
import static org.osgi.service.component.annotations.ReferencePolicy.DYNAMIC;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.atelier.common.api.EventHub;
import dev.atelier.common.api.Home;
import dev.atelier.common.api.Json;
import dev.atelier.settings.api.InvalidSetting;
import dev.atelier.settings.api.Setting;
import dev.atelier.settings.api.SettingCheck;
import dev.atelier.settings.api.Settings;
import java.io.IOException;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.osgi.framework.BundleContext;
import org.osgi.service.cm.ConfigurationAdmin;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Deactivate;
import org.osgi.service.component.annotations.Reference;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Ties the engine to the framework: bundles bring definitions, Configuration Admin gets values, checks come and go. */
@Component(service = Settings.class, immediate = true)
public final class SettingsComponent implements Settings {
    private static final Logger LOG = LoggerFactory.getLogger(SettingsComponent.class);

    private final EtcFolder etc;
    private final Checks checks = new Checks();
    private final SettingsEngine engine;
    private final BundleDefinitions bundles;
    private final EtcWatcher watcher;
    private volatile boolean started;

    @Activate
    public SettingsComponent(
            BundleContext context,
            @Reference(name = "home") Home home,
            @Reference(name = "events") EventHub events,
            @Reference(name = "admin") ConfigurationAdmin admin) {
        this.etc = new EtcFolder(home.etc());
        Overrides overrides = new Overrides(context::getProperty, System::getenv);
        this.engine = new SettingsEngine(etc, overrides, checks, new AdminSink(admin), names -> publish(events, names));
        this.bundles = new BundleDefinitions(context, engine);
        this.watcher = new EtcWatcher(etc, engine::reload);
    }

    @Reference(name = "checks", cardinality = MULTIPLE, policy = DYNAMIC)
    void bindCheck(SettingCheck check) {
        checks.add(check);
        if (started) {
            engine.recheck();
        }
    }

    void unbindCheck(SettingCheck check) {
        checks.remove(check);
    }

    @Activate
    void start() {
        try {
            etc.prepare();
        } catch (IOException | RuntimeException e) {
            LOG.atError().addKeyValue("folder", etc.path()).setCause(e).log("the settings folder cannot be made");
        }
        started = true;
        bundles.open();
        engine.forgetUndescribed();
        watcher.start();
    }

    @Deactivate
    void stop() {
        watcher.stop();
        bundles.close();
    }

    @Override
    public List<Setting> all() {
        return engine.all();
    }

    @Override
    public Optional<Setting> find(String name) {
        return engine.find(name);
    }

    @Override
    public void set(Map<String, Optional<String>> values) throws InvalidSetting {
        engine.set(values);
    }

    private static void publish(EventHub events, Set<String> names) {
        ObjectNode data = Json.object();
        ArrayNode list = data.putArray("names");
        names.forEach(list::add);
        events.publish("settings", data);
    }
}
