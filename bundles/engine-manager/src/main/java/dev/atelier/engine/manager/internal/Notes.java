package dev.atelier.engine.manager.internal;

import dev.atelier.engine.manager.api.SwapNotes;
import java.util.ArrayList;
import java.util.List;
import org.osgi.framework.BundleContext;
import org.osgi.framework.InvalidSyntaxException;
import org.osgi.framework.ServiceReference;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Asks everybody who has something to say before a swap. Looked up when it is wanted: those who know stand on the
 * engines, and a reference from here to them would close a circle.
 */
final class Notes {
    private static final Logger LOG = LoggerFactory.getLogger(Notes.class);

    private final BundleContext bundles;

    Notes(BundleContext bundles) {
        this.bundles = bundles;
    }

    List<String> beforeSwapOf(String engine) {
        List<String> notes = new ArrayList<>();
        try {
            for (ServiceReference<SwapNotes> each : bundles.getServiceReferences(SwapNotes.class, null)) {
                SwapNotes source = bundles.getService(each);
                if (source != null) {
                    try {
                        notes.addAll(source.beforeSwapOf(engine));
                    } finally {
                        bundles.ungetService(each);
                    }
                }
            }
        } catch (InvalidSyntaxException e) {
            throw new IllegalStateException("there is no filter", e);
        } catch (RuntimeException e) {
            // A preview is worth showing without them.
            LOG.atWarn().addKeyValue("engine", engine).setCause(e).log("what a swap means for others is not known");
        }
        return notes;
    }
}
