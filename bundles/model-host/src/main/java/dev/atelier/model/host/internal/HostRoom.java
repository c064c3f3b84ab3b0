package dev.atelier.model.host.internal;

import dev.atelier.common.api.EventHub;
import dev.atelier.common.api.Home;
import dev.atelier.engine.api.EngineDescriptor;
import dev.atelier.engine.manager.api.Engines;
import dev.atelier.host.api.Host;
import dev.atelier.model.host.api.Lane;
import dev.atelier.model.host.api.LoadRefused;
import dev.atelier.model.host.api.LoadRefused.Reason;
import dev.atelier.model.host.api.ModelHost;
import dev.atelier.models.api.ModelCatalogue;
import dev.atelier.models.api.ModelEntry;
import dev.atelier.models.api.ModelFilesProvider;
import java.io.IOException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Deactivate;
import org.osgi.service.component.annotations.Reference;

/** Decides what is loaded and let go of; it is done by {@link Moves}, on threads of its own. */
@Component(service = ModelHost.class, immediate = true)
public final class HostRoom implements ModelHost, Moves.Outcome {
    /** A model whose process dies again within this time is left alone. */
    private static final Duration STEADY = Duration.ofMinutes(1);

    private final Shelf shelf;
    /** Models that are loaded once their engine serves. */
    private final Set<String> restoring = new LinkedHashSet<>();

    private final ModelCatalogue catalogue;
    private final Engines engines;
    private final EventHub events;
    private final Budget budget;
    private final Residency residency;
    private final Moves moves;
    private EventHub.@Nullable Subscription watching;

    /** The rooms this one works with. */
    record Rooms(
            ModelCatalogue catalogue,
            Engines engines,
            ModelFilesProvider files,
            Host host,
            EventHub events,
            Home home) {}

    @Activate
    public HostRoom(
            @Reference(name = "catalogue") ModelCatalogue catalogue,
            @Reference(name = "engines") Engines engines,
            @Reference(name = "files") ModelFilesProvider files,
            @Reference(name = "host") Host host,
            @Reference(name = "events") EventHub events,
            @Reference(name = "home") Home home) {
        this(new Rooms(catalogue, engines, files, host, events, home), Clock.systemUTC());
    }

    HostRoom(Rooms rooms, Clock clock) {
        this.catalogue = rooms.catalogue();
        this.engines = rooms.engines();
        this.events = rooms.events();
        this.budget = new Budget(rooms.host());
        this.residency = new Residency(rooms.home().state(), clock);
        this.shelf = new Shelf(rooms.events(), clock);
        this.moves = new Moves(shelf, new Mover(rooms), budget, this);
    }

    @Activate
    void start() {
        watching = events.subscribe(event -> {
            if (event.type().equals("engine")) {
                moves.work(this::enginesChanged);
            }
        });
        moves.work(() -> {
            synchronized (shelf) {
                restoring.addAll(residency.all());
            }
            enginesChanged();
        });
    }

    @Deactivate
    void stop() {
        if (watching != null) {
            watching.close();
        }
        List<Loaded> left = new ArrayList<>();
        synchronized (shelf) {
            shelf.close();
            shelf.all().forEach(each -> {
                if (each.loaded != null) {
                    left.add(each.loaded);
                }
                // A load that does not listen may last longer than who waits for it should.
                each.stay();
                each.settled.complete(null);
            });
        }
        moves.stop(left);
    }

    @Override
    public Optional<View> find(String model) {
        return catalogue.find(model).map(entry -> {
            synchronized (shelf) {
                return view(entry);
            }
        });
    }

    @Override
    public View load(String model) throws LoadRefused {
        ModelEntry entry = known(model);
        if (!entry.enabled()) {
            throw new LoadRefused(Reason.MODEL_DISABLED, "model \"" + model + "\" is disabled");
        }
        budget.look();
        synchronized (shelf) {
            Hosted hosted = shelf.of(model);
            if (hosted.state == State.LOADING || hosted.state == State.LOADED) {
                resident(model, true, List.of());
                hosted.wish = Hosted.Wish.NOTHING;
            } else if (hosted.state == State.UNLOADING) {
                resident(model, true, List.of());
                hosted.wish = Hosted.Wish.LOAD;
            } else {
                begin(entry, hosted);
            }
            return view(entry);
        }
    }

    @Override
    public View unload(String model) throws LoadRefused {
        ModelEntry entry = known(model);
        synchronized (shelf) {
            restoring.remove(model);
            Hosted hosted = shelf.of(model);
            resident(model, false, List.of());
            unload(hosted);
            return view(entry);
        }
    }

    @Override
    public Optional<Lane> lane(String model) {
        synchronized (shelf) {
            Hosted hosted = shelf.known(model);
            return hosted != null && hosted.engine != null && (hosted.state == State.LOADED || hosted.moving)
                    ? Optional.of(new SteadyLane(this, model, hosted.engine))
                    : Optional.empty();
        }
    }

    // -- what the lanes ask for --------------------------------------------------------------------------------------

    /** The model as it is in memory now; what completes when it may be there again; or neither. */
    record Way(@Nullable Loaded loaded, @Nullable CompletableFuture<Void> soon) {}

    Way way(String model) {
        synchronized (shelf) {
            Hosted hosted = shelf.known(model);
            if (hosted == null) {
                return new Way(null, null);
            }
            return hosted.state == State.LOADED
                    ? new Way(hosted.loaded, null)
                    : new Way(null, hosted.moving ? hosted.settled : null);
        }
    }

    /** A request has ended badly: perhaps the model's process is gone. */
    void suspect(String model, Loaded used) {
        if (used.alive()) {
            return;
        }
        synchronized (shelf) {
            Hosted hosted = shelf.of(model);
            if (hosted.loaded != used || hosted.state != State.LOADED) {
                return;
            }
            Instant now = shelf.now();
            boolean again = residency.has(model)
                    && (hosted.died == null || hosted.died.plus(STEADY).isBefore(now));
            hosted.died = now;
            hosted.loaded = null;
            shelf.failed(hosted, "its process has ended");
            moves.discard(used, Moves.unloading("its process has ended"), Duration.ZERO);
            if (again) {
                tryLoad(model);
                hosted.moving = hosted.state == State.LOADING;
            }
        }
    }

    // -- below: with the lock held -----------------------------------------------------------------------------------

    private void begin(ModelEntry entry, Hosted hosted) throws LoadRefused {
        if (!loadable(entry)) {
            throw new LoadRefused(
                    Reason.NOT_LOADABLE,
                    "engine " + entry.source().engine() + " does not keep models in memory, or does not serve");
        }
        List<Hosted> others = sharing(entry);
        double credit = others.stream().mapToDouble(each -> each.needs).sum();
        budget.admit(entry.vramGbEstimate(), credit, shelf.taken());
        resident(entry.id(), true, others);
        others.forEach(this::unload);
        List<CompletableFuture<Void>> leaving =
                others.stream().map(each -> each.settled).toList();
        hosted.needs = entry.vramGbEstimate();
        hosted.begin(State.LOADING, shelf.now());
        shelf.tell(hosted);
        moves.load(entry, hosted, leaving);
    }

    /** Those of its exclusive group that are loaded or about to be. */
    private List<Hosted> sharing(ModelEntry entry) {
        String group = entry.exclusiveGroup();
        if (group == null || group.isBlank()) {
            return List.of();
        }
        return shelf.all().stream()
                .filter(each -> !each.id.equals(entry.id())
                        && (each.state == State.LOADED || each.state == State.LOADING)
                        && catalogue
                                .find(each.id)
                                .filter(other -> group.equals(other.exclusiveGroup()))
                                .isPresent())
                .toList();
    }

    private void resident(String model, boolean is, List<Hosted> leaving) throws LoadRefused {
        Set<String> next = new LinkedHashSet<>(residency.all());
        leaving.forEach(each -> next.remove(each.id));
        if (is) {
            next.add(model);
        } else {
            next.remove(model);
        }
        try {
            residency.save(next);
        } catch (IOException e) {
            throw new LoadRefused(
                    Reason.RESIDENCY_NOT_SAVED,
                    "that it is to be kept in memory could not be saved: " + e.getMessage());
        }
    }

    private void unload(Hosted hosted) {
        switch (hosted.state) {
            case LOADED -> {
                Loaded leaving = hosted.loaded;
                hosted.stay();
                hosted.begin(State.UNLOADING, shelf.now());
                shelf.tell(hosted);
                moves.unload(hosted, leaving);
            }
            case LOADING -> hosted.wish = Hosted.Wish.UNLOAD;
            case FAILED -> {
                hosted.become(State.UNLOADED, shelf.now());
                shelf.tell(hosted);
            }
            case UNLOADED, UNLOADING -> hosted.wish = Hosted.Wish.NOTHING;
        }
    }

    @Override
    public void settled(Hosted hosted) {
        Hosted.Wish wish = hosted.wish;
        hosted.wish = Hosted.Wish.NOTHING;
        if (wish == Hosted.Wish.UNLOAD) {
            unload(hosted);
        } else if (wish == Hosted.Wish.LOAD) {
            tryLoad(hosted.id);
        }
        if (restoring.contains(hosted.id)) {
            moves.work(this::enginesChanged);
        }
    }

    private void tryLoad(String model) {
        try {
            load(model);
        } catch (LoadRefused e) {
            shelf.failed(shelf.of(model), String.valueOf(e.getMessage()));
        }
    }

    private View view(ModelEntry entry) {
        Hosted hosted = shelf.of(entry.id());
        return new View(
                entry.id(), hosted.state, hosted.since, residency.has(entry.id()), loadable(entry), hosted.error);
    }

    private boolean loadable(ModelEntry entry) {
        return engines.current(entry.source().engine())
                .filter(EngineDescriptor::loadable)
                .isPresent();
    }

    private ModelEntry known(String model) throws LoadRefused {
        return catalogue
                .find(model)
                .orElseThrow(() -> new LoadRefused(Reason.UNKNOWN_MODEL, "no model \"" + model + "\""));
    }

    // -- on threads of the room, without the lock --------------------------------------------------------------------

    /**
     * A version that is retired wants its lease back at once. A model that is on its way to the next version is there
     * again when it has been loaded; one that is to stay in memory, when an engine serves that keeps it.
     */
    @Override
    public void recalled(Hosted hosted, Loaded held) {
        synchronized (shelf) {
            if (hosted.loaded != held || hosted.state != State.LOADED) {
                return;
            }
            if (hosted.journey == null) {
                if (residency.has(hosted.id)) {
                    restoring.add(hosted.id);
                }
                unload(hosted);
                return;
            }
            hosted.loaded = null;
            hosted.begin(State.LOADING, shelf.now());
            shelf.tell(hosted);
        }
        moves.dismiss(held, Mover.moved());
    }

    @Override
    public void moved() {
        enginesChanged();
    }

    /** Residents whose engine has come are loaded; models of a version that was replaced move to the new one. */
    private void enginesChanged() {
        List<ModelEntry> outdated = new ArrayList<>();
        boolean restores;
        synchronized (shelf) {
            restores = !restoring.isEmpty();
        }
        if (restores) {
            budget.look(); // here already: the first look at a machine takes long, and nobody should wait for the lock
        }
        synchronized (shelf) {
            if (shelf.closed()) {
                return;
            }
            for (ModelEntry entry : catalogue.all()) {
                if (restoring.contains(entry.id()) && entry.enabled() && loadable(entry)) {
                    restoring.remove(entry.id());
                    tryLoad(entry.id());
                }
                Hosted hosted = shelf.known(entry.id());
                if (hosted != null && hosted.state == State.LOADED && !hosted.moving && outdated(entry, hosted)) {
                    hosted.moving = true;
                    outdated.add(entry);
                }
            }
        }
        outdated.forEach(moves::move);
    }

    private boolean outdated(ModelEntry entry, Hosted hosted) {
        Loaded held = hosted.loaded;
        return held != null
                && engines.current(entry.source().engine())
                        .filter(now -> now.loadable()
                                && !now.version().equals(held.engine().version()))
                        .isPresent();
    }
}
