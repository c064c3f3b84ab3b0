package dev.atelier.host.internal;

import dev.atelier.common.api.EventHub;
import dev.atelier.common.api.Json;
import dev.atelier.common.api.Threads;
import dev.atelier.host.api.Host.Presence;
import dev.atelier.settings.api.WorkerSettings;
import java.time.Clock;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.Executors;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Deactivate;
import org.osgi.service.component.annotations.Reference;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Looks every few seconds whether somebody is at this machine, while {@code only_when_idle} is on and not otherwise: each
 * look is a child process.
 */
@Component(service = PresenceWatch.class)
public final class PresenceWatch {
    private static final Logger LOG = LoggerFactory.getLogger(PresenceWatch.class);
    private static final Duration EVERY = Duration.ofSeconds(5);

    private final BooleanSupplier wanted;
    private final EventHub hub;
    private final IdleTime idleTime;
    private final Duration every;
    private final PresenceLog log = new PresenceLog(new PresenceLog.Logged());
    private final ScheduledExecutorService thread =
            Executors.newSingleThreadScheduledExecutor(Threads.named("host-presence"));

    private volatile @Nullable Presence now;
    private EventHub.@Nullable Subscription subscription;
    private @Nullable ScheduledFuture<?> looking; // of the thread

    @Activate
    public PresenceWatch(@Reference(name = "settings") WorkerSettings settings, @Reference(name = "hub") EventHub hub) {
        this(settings::onlyWhenIdle, hub, real(), EVERY);
    }

    PresenceWatch(BooleanSupplier wanted, EventHub hub, IdleTime idleTime, Duration every) {
        this.wanted = wanted;
        this.hub = hub;
        this.idleTime = idleTime;
        this.every = every;
    }

    private static IdleTime real() {
        Machine machine = Machine.real();
        return new IdleTime(IdleSources.of(machine.os(), machine.variables(), Clock.systemUTC()), machine.commands());
    }

    @Activate
    void start() {
        subscription = hub.subscribe(event -> {
            if (event.type().equals("settings")) {
                follow();
            }
        });
        follow();
    }

    @Deactivate
    void stop() {
        if (subscription != null) {
            subscription.close();
        }
        thread.shutdownNow(); // interrupts a look, which ends its child
        if (!Threads.stop(thread, Duration.ofSeconds(2))) {
            LOG.warn("host-presence did not stop in time");
        }
    }

    Optional<Presence> presence() {
        return Optional.ofNullable(now);
    }

    private void follow() {
        try {
            thread.execute(this::followSetting);
        } catch (RejectedExecutionException e) {
            LOG.debug("stopped before the settings were looked at");
        }
    }

    private void followSetting() {
        boolean on = wanted.getAsBoolean();
        ScheduledFuture<?> running = looking;
        if (on && running == null) {
            looking = thread.scheduleWithFixedDelay(this::look, 0, every.toMillis(), TimeUnit.MILLISECONDS);
        } else if (!on && running != null) {
            running.cancel(false);
            looking = null;
            log.forget();
            become(null);
        }
    }

    private void look() {
        try {
            IdleReading reading = idleTime.read();
            if (!thread.isShutdown()) { // a look that was cut short tells nothing
                become(log.seen(reading));
            }
        } catch (RuntimeException e) {
            // A scheduled task that throws is never run again.
            become(log.seen(IdleReading.unknown("the look failed: " + e)));
        }
    }

    private void become(@Nullable Presence next) {
        if (next != now) {
            now = next;
            hub.publish("status", Json.object());
        }
    }
}
