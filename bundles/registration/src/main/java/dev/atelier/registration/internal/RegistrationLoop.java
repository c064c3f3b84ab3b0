package dev.atelier.registration.internal;

import dev.atelier.registration.api.RegistrationState;
import dev.atelier.wire.api.StudioAddress;
import java.io.IOException;
import java.time.Clock;
import java.time.Duration;
import java.time.temporal.ChronoUnit;
import java.util.Objects;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Takes step after step, resting between them. All steps and all news come from the one thread that runs it; a reset
 * comes from others, but only while rejected, when no step is taken.
 */
final class RegistrationLoop implements Runnable {
    private static final Duration OWN_POLL = Duration.ofSeconds(1);

    private final Supplier<Configured> configured;
    private final Supplier<Duration> poll;
    private final IdentityFile file;
    private final Keeper keeper;
    private final Ticker ticker;
    private final Consumer<Standing> news;
    private final Clock clock;
    private final Voice voice = new Voice();
    private final Bell bell = new Bell();
    private final Object lock = new Object();

    private volatile Standing standing = Standing.START;
    private volatile boolean stopped;
    private volatile boolean hurry;

    /** As the last step left it; anything else calls for a step at once. */
    private @Nullable Standing stepped;

    private long steppedAt;
    private Standing told = Standing.START;
    private RegistrationState said = Standing.START.state(); // guarded by lock

    RegistrationLoop(
            Supplier<Configured> configured,
            Supplier<Duration> poll,
            IdentityFile file,
            Keeper keeper,
            Ticker ticker,
            Consumer<Standing> news,
            Clock clock) {
        this.configured = configured;
        this.poll = poll;
        this.file = file;
        this.keeper = keeper;
        this.ticker = ticker;
        this.news = news;
        this.clock = clock;
    }

    Standing standing() {
        return standing;
    }

    /** Looks again at what is configured; steps at once when that matters. */
    void wake() {
        bell.ring();
    }

    /** Takes the next step at once, unless there is none to take. */
    void hurry() {
        hurry = true;
        bell.ring();
    }

    void stop() {
        stopped = true;
        bell.ring();
    }

    /** Whether the studio this loop works with is no longer the one configured. */
    boolean outdated() {
        return !Objects.equals(configured.get().address(), standing.address());
    }

    /** Whether it waits for the studio of its own process, whose decisions are heard of here. */
    boolean waitsForOwn() {
        Standing now = standing;
        return now.ofOwnStudio() && !(now.state() instanceof RegistrationState.Approved);
    }

    boolean reset() throws IOException {
        synchronized (lock) {
            Standing before = standing;
            if (!(before.state() instanceof RegistrationState.Rejected)) {
                return false;
            }
            keeper.forget();
            String mark = before.identity().studio();
            Identity fresh =
                    before.address() == null || mark == null ? Identity.NONE : Identity.NONE.at(mark, clock.instant());
            standing = new Standing(before.address(), fresh, new RegistrationState.Pristine());
        }
        bell.ring();
        return true;
    }

    @Override
    public void run() {
        boolean loaded = false;
        while (!stopped) {
            Optional<Duration> pause;
            try {
                if (!loaded) {
                    standing = new Standing(null, file.load(), new RegistrationState.Pristine());
                    loaded = true;
                }
                pass();
                pause = rest();
            } catch (RuntimeException e) {
                // What breaks here comes from others, capabilities for instance; the loop must outlive it.
                voice.surprise(e);
                stepDone();
                pause = Optional.of(pace());
            }
            try {
                bell.await(pause);
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                return;
            }
        }
    }

    private void pass() {
        follow();
        tellNews();
        if (rest().filter(Duration::isZero).isPresent()) {
            hurry = false;
            step();
            // Another studio may have been configured during the call: its outcome is kept, but nobody acts on it.
            follow();
            tellNews();
        }
    }

    /** Empty when only the bell can bring something to do. */
    private Optional<Duration> rest() {
        Standing now = standing;
        boolean asking = now.address() != null
                && (now.state() instanceof RegistrationState.Pristine
                        || now.state() instanceof RegistrationState.Pending);
        if (!asking && !keeper.unsaved()) {
            return Optional.empty();
        }
        if (!now.equals(stepped) || (hurry && asking)) {
            return Optional.of(Duration.ZERO);
        }
        Duration left = pace().minusNanos(System.nanoTime() - steppedAt);
        return Optional.of(left.isNegative() ? Duration.ZERO : left);
    }

    /** No operator need be waited for at home. */
    private Duration pace() {
        Duration often = poll.get();
        return standing.ofOwnStudio() && often.compareTo(OWN_POLL) > 0 ? OWN_POLL : often;
    }

    private void step() {
        keeper.retry();
        Standing before = standing;
        StudioAddress studio = before.address();
        if (studio != null && !(before.state() instanceof RegistrationState.Rejected)) {
            Ticker.Step step = ticker.tick(studio, before.identity());
            synchronized (lock) { // said as it becomes so: a reset right behind would have it forgotten
                standing = new Standing(studio, step.identity(), step.state());
                sayState();
            }
            // A call that was given up for another studio, or for the end, is no trouble.
            if (!stopped && !outdated()) {
                voice.step(step.problem());
            }
        }
        stepDone();
    }

    private void stepDone() {
        stepped = standing;
        steppedAt = System.nanoTime();
    }

    private void follow() {
        Configured wanted = configured.get();
        StudioAddress studio = wanted.address();
        if (studio != null) {
            voice.studio(studio.base(), wanted.own());
        } else if (!wanted.own()) { // that of this process comes soon, and by itself
            voice.noStudio(wanted.problem());
        }
        synchronized (lock) {
            Standing now = standing;
            if (studio == null) {
                if (now.address() != null) {
                    standing = new Standing(null, now.identity(), new RegistrationState.Pristine());
                }
            } else if (!Objects.equals(studio, now.address())) {
                Identity identity = identityAt(wanted.mark(), now.identity());
                standing = new Standing(studio, identity, Ticker.stateOf(identity));
            } else if (now.identity().belongsElsewhere(wanted.mark())) {
                // the same studio by its other name: configured, or found in this process
                standing = new Standing(studio, marked(wanted.mark(), now.identity()), now.state());
            }
        }
    }

    private Identity identityAt(String mark, Identity before) {
        if (before.belongsElsewhere(mark)) {
            keeper.setAside();
            voice.previousIdentityKept();
            return Identity.NONE.at(mark, clock.instant());
        }
        return marked(mark, before);
    }

    private Identity marked(String mark, Identity before) {
        Identity identity = before.at(mark, clock.instant().truncatedTo(ChronoUnit.MILLIS));
        if (!before.equals(Identity.NONE) && !before.equals(identity)) {
            keeper.keep(identity);
        }
        return identity;
    }

    private void tellNews() {
        synchronized (lock) {
            sayState();
        }
        Standing now = standing;
        if (!now.looksLike(told)) {
            told = now;
            news.accept(now);
        }
    }

    private void sayState() {
        Standing now = standing;
        if (!now.state().equals(said)) {
            said = now.state();
            voice.state(now);
        }
    }
}
