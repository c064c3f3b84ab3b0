package dev.atelier.models.internal;

import dev.atelier.models.api.ModelEntry;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** The catalogue at one moment. Changing it makes another one. */
record Catalogue(List<ModelEntry> models, Set<String> dismissedSeeds) {
    Catalogue {
        models = List.copyOf(models);
        dismissedSeeds = java.util.Collections.unmodifiableSet(new LinkedHashSet<>(dismissedSeeds));
    }

    static Catalogue ofSeeds() {
        return new Catalogue(Seeds.ALL, Set.of());
    }

    Optional<ModelEntry> find(String id) {
        return models.stream().filter(entry -> entry.id().equals(id)).findFirst();
    }

    /** Seeds of a newer build join an older catalogue, except those somebody removed. */
    Catalogue withMissingSeeds() {
        List<ModelEntry> all = new ArrayList<>(models);
        Seeds.ALL.stream()
                .filter(seed -> find(seed.id()).isEmpty() && !dismissedSeeds.contains(seed.id()))
                .forEach(all::add);
        return all.size() == models.size() ? this : new Catalogue(all, dismissedSeeds);
    }

    Catalogue with(ModelEntry entry) {
        List<ModelEntry> all = new ArrayList<>(models);
        int at = all.stream().map(ModelEntry::id).toList().indexOf(entry.id());
        if (at < 0) {
            all.add(entry);
        } else {
            all.set(at, entry);
        }
        Set<String> dismissed = new LinkedHashSet<>(dismissedSeeds);
        dismissed.remove(entry.id());
        return new Catalogue(all, dismissed);
    }

    Catalogue without(String id) {
        List<ModelEntry> rest =
                models.stream().filter(entry -> !entry.id().equals(id)).toList();
        Set<String> dismissed = new LinkedHashSet<>(dismissedSeeds);
        if (Seeds.has(id)) {
            dismissed.add(id);
        }
        return new Catalogue(rest, dismissed);
    }

    /** What a studio says of a model never overrules an entry made on this machine. */
    Catalogue mirroring(ModelEntry entry) {
        Optional<ModelEntry> known = find(entry.id());
        if (known.isPresent()
                && (known.get().origin() == ModelEntry.Origin.LOCAL
                        || known.get().equals(entry))) {
            return this;
        }
        return with(entry);
    }
}
