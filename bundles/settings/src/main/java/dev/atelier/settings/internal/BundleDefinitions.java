package dev.atelier.settings.internal;

import java.io.IOException;
import java.io.InputStream;
import java.net.URL;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import javax.xml.stream.XMLStreamException;
import org.jspecify.annotations.Nullable;
import org.osgi.framework.Bundle;
import org.osgi.framework.BundleContext;
import org.osgi.framework.BundleEvent;
import org.osgi.util.tracker.BundleTracker;
import org.osgi.util.tracker.BundleTrackerCustomizer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Reads the settings of our bundles as they resolve. A bundle tracker is called on the thread that resolves and before
 * the bundle starts, so a bundle finds its configuration complete however late it is installed.
 */
final class BundleDefinitions implements BundleTrackerCustomizer<Bundle> {
    private static final Logger LOG = LoggerFactory.getLogger(BundleDefinitions.class);
    private static final int USABLE = Bundle.RESOLVED | Bundle.STARTING | Bundle.ACTIVE | Bundle.STOPPING;

    private final SettingsEngine engine;
    private final BundleTracker<Bundle> tracker;
    private volatile boolean closing;

    BundleDefinitions(BundleContext context, SettingsEngine engine) {
        this.engine = engine;
        this.tracker = new BundleTracker<>(context, USABLE, this);
    }

    void open() {
        tracker.open();
    }

    /** Leaves the configurations in place: rooms that outlive this one keep their values. */
    void close() {
        closing = true;
        tracker.close();
    }

    @Override
    public @Nullable Bundle addingBundle(Bundle bundle, @Nullable BundleEvent event) {
        List<Definition> definitions = read(bundle);
        if (definitions.isEmpty()) {
            return null;
        }
        engine.define(bundle.getBundleId(), definitions);
        return bundle;
    }

    @Override
    public void modifiedBundle(Bundle bundle, @Nullable BundleEvent event, Bundle same) {
        // Its description cannot change without leaving RESOLVED.
    }

    @Override
    public void removedBundle(Bundle bundle, @Nullable BundleEvent event, Bundle same) {
        if (!closing) {
            engine.retire(bundle.getBundleId());
        }
    }

    private static List<Definition> read(Bundle bundle) {
        String name = bundle.getSymbolicName();
        if (name == null || bundle.getHeaders("").get("Fragment-Host") != null) {
            return List.of();
        }
        var resources = bundle.findEntries("OSGI-INF/metatype", "*.xml", false);
        if (resources == null) {
            return List.of();
        }
        List<Definition> definitions = new ArrayList<>();
        for (URL resource : Collections.list(resources)) {
            try (InputStream xml = resource.openStream()) {
                definitions.addAll(MetatypeXml.read(xml));
            } catch (IOException | XMLStreamException | RuntimeException e) {
                // A broken description must not keep a bundle from starting; it then has its defaults.
                LOG.atWarn().addKeyValue("bundle", name).setCause(e).log("settings of a bundle cannot be read");
            }
        }
        return definitions;
    }
}
