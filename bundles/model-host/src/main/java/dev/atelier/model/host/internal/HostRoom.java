package dev.atelier.model.host.internal;

import dev.atelier.common.api.EventHub;
import dev.atelier.common.api.Home;
import dev.atelier.common.api.Json;
import dev.atelier.common.api.Threads;
import dev.atelier.engine.api.EngineDescriptor;
import dev.atelier.engine.api.EngineException;
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
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.RejectedExecutionException;
import org.jspecify.annotations.Nullable;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Deactivate;
import org.osgi.service.component.annotations.Reference;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Decides what is loaded and let go of; the loading itself is done by {@link Mover} on threads of its own. */
@Component(service = ModelHost.class, immediate = true)
public final class HostRoom implements ModelHost {
    private static final Logger LOG = LoggerFactory.getLogger(HostRoom.class);
    private static final Duration GRACE = Duration.ofSeconds(5);
    /** A model whose process dies again within this time is left alone. */
    private static final Duration STEADY = Duration.ofMinutes(1);

    private final Object lock = new Object();
    private final Map<String, Hosted> models = new HashMap<>();
    private final Set<String> restoring = new LinkedHashSet<>();
    private final ModelCatalogue catalogue;
    private final Engines engines;
    private final EventHub events;
    private final Budget budget;
    private final Residency residency;
    private final Clock clock;
    private final Mover mover;
    private final ExecutorService threads = Executors.newCachedThreadPool(Threads.named("model-host"));
    private EventHub.@Nullable Subscription watching;
    private boolean closed;

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
        this.clock = clock;
        this.mover = new Mover(rooms);
    }

    @Activate
    void start() {
        watching = events.subscribe(event -> {
            if (event.type().equals("engine")) {
                work(this::enginesChanged);
            }
        });
        work(() -> {
            synchronized (lock) {
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
        synchronized (lock) {
            closed = true;
            models.values().forEach(each -> {
                if (each.loaded != null) {
                    left.add(each.loaded);
                }
                // A load that does not listen may last longer than who waits for it should.
                each.moving = false;
                each.settled.complete(null);
            });
        }
        mover.stop();
        left.forEach(Loaded::stop);
        left.forEach(each -> work(() -> mover.close(each, unloading("the worker stops"), GRACE)));
        if (!Threads.stop(threads, GRACE)) {
            LOG.warn("a model was not let go of in time");
        }
    }

    @Override
    public Optional<View> find(String model) {
        return catalogue.find(model).map(entry -> {
            synchronized (lock) {
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
        synchronized (lock) {
            Hosted hosted = hosted(model);
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
        synchronized (lock) {
            restoring.remove(model);
            Hosted hosted = hosted(model);
            resident(model, false, List.of());
            unload(hosted);
            return view(entry);
        }
    }

    @Override
    public Optional<Lane> lane(String model) {
        synchronized (lock) {
            Hosted hosted = models.get(model);
            return hosted != null && hosted.engine != null && (hosted.state == State.LOADED || hosted.moving)
                    ? Optional.of(new SteadyLane(this, model, hosted.engine))
                    : Optional.empty();
        }
    }

    // -- what the lanes ask for --------------------------------------------------------------------------------------

    /** The model as it is in memory now; what completes when it may be there again; or neither. */
    record Way(@Nullable Loaded loaded, @Nullable CompletableFuture<Void> soon) {}

    Way way(String model) {
        synchronized (lock) {
            Hosted hosted = models.get(model);
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
        synchronized (lock) {
            Hosted hosted = hosted(model);
            if (hosted.loaded != used || hosted.state != State.LOADED) {
                return;
            }
            Instant now = now();
            boolean again = residency.has(model)
                    && (hosted.died == null || hosted.died.plus(STEADY).isBefore(now));
            hosted.died = now;
            hosted.loaded = null;
            failed(hosted, "its process has ended");
            work(() -> mover.close(used, unloading("its process has ended"), Duration.ZERO));
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
        budget.admit(entry.vramGbEstimate(), credit);
        resident(entry.id(), true, others);
        others.forEach(this::unload);
        List<CompletableFuture<Void>> leaving =
                others.stream().map(each -> each.settled).toList();
        hosted.needs = entry.vramGbEstimate();
        hosted.begin(State.LOADING, now());
        tell(hosted);
        work(() -> load(entry, hosted, leaving));
    }

    /** Those of its exclusive group that are loaded or about to be. */
    private List<Hosted> sharing(ModelEntry entry) {
        String group = entry.exclusiveGroup();
        if (group == null || group.isBlank()) {
            return List.of();
        }
        return models.values().stream()
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
                hosted.begin(State.UNLOADING, now());
                tell(hosted);
                work(() -> unload(hosted, leaving));
            }
            case LOADING -> hosted.wish = Hosted.Wish.UNLOAD;
            case FAILED -> {
                hosted.become(State.UNLOADED, now());
                tell(hosted);
            }
            case UNLOADED, UNLOADING -> hosted.wish = Hosted.Wish.NOTHING;
        }
    }

    private void failed(Hosted hosted, String why) {
        hosted.moving = false;
        hosted.become(State.FAILED, now());
        hosted.error = why;
        LOG.atWarn().addKeyValue("model", hosted.id).addKeyValue("reason", why).log("model is not loaded");
        tell(hosted);
    }

    private void settle(Hosted hosted) {
        hosted.settled.complete(null);
        Hosted.Wish wish = hosted.wish;
        hosted.wish = Hosted.Wish.NOTHING;
        if (wish == Hosted.Wish.UNLOAD) {
            unload(hosted);
        } else if (wish == Hosted.Wish.LOAD) {
            tryLoad(hosted.id);
        }
    }

    private void tryLoad(String model) {
        try {
            load(model);
        } catch (LoadRefused e) {
            failed(hosted(model), String.valueOf(e.getMessage()));
        }
    }

    private Hosted hosted(String model) {
        return models.computeIfAbsent(model, id -> new Hosted(id, now()));
    }

    private View view(ModelEntry entry) {
        Hosted hosted = hosted(entry.id());
        return new View(
                entry.id(), hosted.state, hosted.since, residency.has(entry.id()), loadable(entry), hosted.error);
    }

    private boolean loadable(ModelEntry entry) {
        return engines.current(entry.source().engine())
                .filter(EngineDescriptor::loadable)
                .isPresent();
    }

    private void tell(Hosted hosted) {
        events.publish(
                "model",
                Json.object()
                        .put("id", hosted.id)
                        .put("state", hosted.state.name().toLowerCase(java.util.Locale.ROOT)));
    }

    private ModelEntry known(String model) throws LoadRefused {
        return catalogue
                .find(model)
                .orElseThrow(() -> new LoadRefused(Reason.UNKNOWN_MODEL, "no model \"" + model + "\""));
    }

    private Instant now() {
        return clock.instant().truncatedTo(ChronoUnit.MILLIS);
    }

    // -- on threads of the room, without the lock --------------------------------------------------------------------

    private void load(ModelEntry entry, Hosted hosted, List<CompletableFuture<Void>> leaving) {
        try {
            Loaded fresh = mover.load(entry, leaving);
            synchronized (lock) {
                if (!closed) {
                    hosted.arrive(fresh, now());
                    LOG.atInfo().addKeyValue("model", entry.id()).log("model is kept in memory");
                    fresh.onRecall(() -> recalled(hosted, fresh));
                    tell(hosted);
                    settle(hosted);
                    return;
                }
            }
            mover.close(fresh, unloading("the worker stops"), Duration.ZERO);
        } catch (EngineException e) {
            synchronized (lock) {
                failed(hosted, String.valueOf(e.getMessage()));
                settle(hosted);
            }
        }
    }

    private void unload(Hosted hosted, @Nullable Loaded leaving) {
        if (leaving != null) {
            leaving.stop();
            mover.close(leaving, unloading("unloading"), Mover.PATIENCE);
        }
        synchronized (lock) {
            hosted.loaded = null;
            hosted.become(State.UNLOADED, now());
            tell(hosted);
            settle(hosted);
        }
    }

    /** A version that is retired wants its lease back at once. */
    private void recalled(Hosted hosted, Loaded held) {
        synchronized (lock) {
            if (hosted.loaded == held && hosted.state == State.LOADED) {
                unload(hosted);
            }
        }
    }

    /** Residents whose engine has come are loaded; models of a version that was replaced move to the new one. */
    private void enginesChanged() {
        List<ModelEntry> moves = new ArrayList<>();
        synchronized (lock) {
            if (closed) {
                return;
            }
            for (ModelEntry entry : catalogue.all()) {
                if (restoring.contains(entry.id()) && entry.enabled() && loadable(entry)) {
                    restoring.remove(entry.id());
                    tryLoad(entry.id());
                }
                Hosted hosted = models.get(entry.id());
                if (hosted != null && hosted.state == State.LOADED && !hosted.moving && outdated(entry, hosted)) {
                    hosted.moving = true;
                    moves.add(entry);
                }
            }
        }
        moves.forEach(entry -> work(() -> move(entry)));
    }

    private boolean outdated(ModelEntry entry, Hosted hosted) {
        Loaded held = hosted.loaded;
        return held != null
                && engines.current(entry.source().engine())
                        .filter(now -> now.loadable()
                                && !now.version().equals(held.engine().version()))
                        .isPresent();
    }

    /**
     * To the version that serves now. The model is loaded there beside the one in use when memory allows it; else the old
     * one goes first, and who asks meanwhile waits.
     */
    private void move(ModelEntry entry) {
        Hosted hosted;
        Loaded old;
        boolean beside = beside(entry);
        synchronized (lock) {
            hosted = hosted(entry.id());
            old = hosted.loaded;
            if (old == null || hosted.state != State.LOADED) {
                hosted.moving = false;
                return;
            }
            if (!beside) {
                hosted.begin(State.LOADING, now());
            }
        }
        try {
            if (!beside) {
                mover.close(old, Mover.moved(), Mover.PATIENCE);
            }
            Loaded fresh = mover.load(entry, List.of());
            arrived(hosted, old, fresh, beside);
        } catch (EngineException e) {
            stranded(hosted, old, beside, e);
        }
    }

    private boolean beside(ModelEntry entry) {
        try {
            budget.admit(entry.vramGbEstimate(), 0);
            return true;
        } catch (LoadRefused e) {
            return false;
        }
    }

    private void arrived(Hosted hosted, Loaded old, Loaded fresh, boolean beside) {
        boolean wanted;
        synchronized (lock) {
            hosted.moving = false;
            wanted = !closed && (!beside || (hosted.state == State.LOADED && hosted.loaded == old));
            if (wanted) {
                hosted.arrive(fresh, now());
                fresh.onRecall(() -> recalled(hosted, fresh));
                tell(hosted);
                settle(hosted);
            }
        }
        if (!wanted) {
            mover.close(fresh, unloading("unloading"), Duration.ZERO);
        } else if (beside) {
            mover.close(old, Mover.moved(), Mover.PATIENCE);
        }
        LOG.atInfo().addKeyValue("model", hosted.id).log("model moved to the new version of its engine");
        enginesChanged(); // it may have changed once more meanwhile
    }

    /** The old version has to go all the same; its operator sees why the model is not there any more. */
    private void stranded(Hosted hosted, Loaded old, boolean beside, EngineException why) {
        synchronized (lock) {
            hosted.moving = false;
            if (hosted.loaded != old) {
                return;
            }
            hosted.loaded = null;
            failed(hosted, "the new version of its engine did not load it: " + why.getMessage());
            settle(hosted);
        }
        if (beside) {
            mover.close(old, unloading("its engine was replaced"), Mover.PATIENCE);
        }
    }

    private static EngineException unloading(String why) {
        return new EngineException(Lane.NOT_LOADED, "not loaded (" + why + ")", true);
    }

    private void work(Runnable what) {
        try {
            threads.execute(what);
        } catch (RejectedExecutionException e) {
            LOG.debug("the room is closed");
        }
    }
}
