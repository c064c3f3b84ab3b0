package dev.atelier.models.internal;

import dev.atelier.common.api.EventHub;
import dev.atelier.common.api.Home;
import dev.atelier.common.api.Json;
import dev.atelier.engine.api.Kind;
import dev.atelier.models.api.ModelCatalogue;
import dev.atelier.models.api.ModelEntry;
import java.io.IOException;
import java.time.Clock;
import java.util.List;
import java.util.Optional;
import java.util.function.UnaryOperator;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Reference;

/** The catalogue everybody sees. Readers get a snapshot; a change is on disk before anybody sees it. */
@Component(service = ModelCatalogue.class)
public final class CatalogueStore implements ModelCatalogue {
    private final CatalogueFile file;
    private final EventHub events;
    private volatile Catalogue current;

    @Activate
    public CatalogueStore(@Reference(name = "home") Home home, @Reference(name = "events") EventHub events) {
        this(new CatalogueFile(home.state(), Clock.systemUTC()), events);
    }

    CatalogueStore(CatalogueFile file, EventHub events) {
        this.file = file;
        this.events = events;
        this.current = file.load();
    }

    @Override
    public List<ModelEntry> all() {
        return current.models();
    }

    @Override
    public Optional<ModelEntry> find(String id) {
        return current.find(id);
    }

    @Override
    public Optional<ModelEntry> defaultFor(Kind kind) {
        return current.models().stream()
                .filter(entry -> entry.kind() == kind && entry.enabled())
                .findFirst();
    }

    @Override
    public void put(ModelEntry entry) throws IOException {
        change(catalogue -> catalogue.with(entry));
    }

    @Override
    public boolean remove(String id) throws IOException {
        return change(catalogue -> catalogue.find(id).isPresent() ? catalogue.without(id) : catalogue);
    }

    @Override
    public void mirror(ModelEntry entry) throws IOException {
        change(catalogue -> catalogue.mirroring(entry));
    }

    /** @return whether anything was different afterwards */
    private boolean change(UnaryOperator<Catalogue> change) throws IOException {
        synchronized (this) {
            Catalogue next = change.apply(current);
            if (next.equals(current)) {
                return false;
            }
            file.save(next);
            current = next;
        }
        events.publish("models", Json.object());
        return true;
    }
}
