package dev.atelier.model.host.internal;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.atelier.http.api.StatusPart;
import dev.atelier.model.host.api.ModelHost;
import dev.atelier.models.api.ModelCatalogue;
import dev.atelier.models.api.ModelEntry;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Reference;

/** Tells the status how much of the memory in use is held by loaded models, by what they are said to need. */
@Component(service = StatusPart.class)
public final class HeldMemory implements StatusPart {
    private static final double GIB = 1L << 30;

    private final ModelCatalogue catalogue;
    private final ModelHost models;

    @Activate
    public HeldMemory(
            @Reference(name = "catalogue") ModelCatalogue catalogue, @Reference(name = "models") ModelHost models) {
        this.catalogue = catalogue;
        this.models = models;
    }

    @Override
    public void status(ObjectNode status) {
        status.put("heldBytes", Math.round(gib(catalogue, models) * GIB));
    }

    /** What all that are loaded are said to need. */
    static double gib(ModelCatalogue catalogue, ModelHost models) {
        return catalogue.all().stream()
                .filter(entry -> isLoaded(entry, models))
                .mapToDouble(ModelEntry::vramGbEstimate)
                .sum();
    }

    static boolean isLoaded(ModelEntry entry, ModelHost models) {
        return models.find(entry.id())
                .filter(view -> view.state() == ModelHost.State.LOADED)
                .isPresent();
    }
}
