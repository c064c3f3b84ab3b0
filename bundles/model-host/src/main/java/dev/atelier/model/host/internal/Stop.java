package dev.atelier.model.host.internal;

import java.util.ArrayList;
import java.util.List;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Said once, heard by everybody who asked to, also afterwards. */
final class Stop {
    private static final Logger LOG = LoggerFactory.getLogger(Stop.class);

    private final List<Runnable> actions = new ArrayList<>();
    private volatile boolean said;

    boolean said() {
        return said;
    }

    void say() {
        List<Runnable> due;
        synchronized (actions) {
            said = true;
            due = List.copyOf(actions);
            actions.clear();
        }
        due.forEach(Stop::run);
    }

    void then(Runnable action) {
        synchronized (actions) {
            if (!said) {
                actions.add(action);
                return;
            }
        }
        run(action);
    }

    void forget(Runnable action) {
        synchronized (actions) {
            actions.remove(action);
        }
    }

    private static void run(Runnable action) {
        try {
            action.run();
        } catch (RuntimeException e) {
            LOG.atWarn().setCause(e).log("an action of a cancelled request failed");
        }
    }
}
