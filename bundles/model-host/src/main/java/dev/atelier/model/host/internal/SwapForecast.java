package dev.atelier.model.host.internal;

import dev.atelier.engine.manager.api.SwapNotes;
import dev.atelier.host.api.Host;
import dev.atelier.model.host.api.LoadRefused;
import dev.atelier.model.host.api.ModelHost;
import dev.atelier.models.api.ModelCatalogue;
import dev.atelier.models.api.ModelEntry;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Reference;

/** Tells before a swap what becomes of the models its engine keeps in memory. */
@Component(service = SwapNotes.class)
public final class SwapForecast implements SwapNotes {
    private final ModelCatalogue catalogue;
    private final ModelHost models;
    private final Budget budget;

    @Activate
    public SwapForecast(
            @Reference(name = "catalogue") ModelCatalogue catalogue,
            @Reference(name = "models") ModelHost models,
            @Reference(name = "host") Host host) {
        this.catalogue = catalogue;
        this.models = models;
        this.budget = new Budget(host);
    }

    @Override
    public List<String> beforeSwapOf(String engineId) {
        List<String> notes = new ArrayList<>();
        budget.look();
        double there = HeldMemory.gib(catalogue, models);
        double taken = 0; // by those before: they are loaded side by side
        for (ModelEntry entry : catalogue.all()) {
            if (!entry.source().engine().equals(engineId) || !HeldMemory.isLoaded(entry, models)) {
                continue;
            }
            String name = String.format(Locale.ROOT, "%s (%.1f GB)", entry.displayName(), entry.vramGbEstimate());
            try {
                budget.admit(taken + entry.vramGbEstimate(), 0, there);
                taken += entry.vramGbEstimate();
                notes.add(name
                        + " is loaded into the new version before the old one lets go of it. Should that take longer"
                        + " than engines.drain_secs, requests for it wait.");
            } catch (LoadRefused e) {
                notes.add("Memory does not hold " + name
                        + " twice: it leaves memory during the swap, and requests for it wait until the new version has"
                        + " loaded it.");
            }
        }
        return notes;
    }
}
