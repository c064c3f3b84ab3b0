package dev.atelier.session.internal;

import dev.atelier.session.api.StudioLinks;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import org.jspecify.annotations.Nullable;

/** Those who use the link besides the session, and the link they have. Nobody is told with the lock held. */
final class Listeners implements StudioLinks {
    private final List<Listener> all = new CopyOnWriteArrayList<>();
    private @Nullable Line present;

    @Override
    public Watching watch(Listener listener) {
        Line open;
        synchronized (this) {
            all.add(listener);
            open = present;
        }
        if (open != null) {
            listener.opened(open);
        }
        return () -> all.removeIf(each -> each == listener);
    }

    void opened(Line line) {
        List<Listener> told;
        synchronized (this) {
            present = line;
            told = List.copyOf(all);
        }
        told.forEach(each -> each.opened(line));
    }

    void text(Line line, String text) {
        all.forEach(each -> each.text(line, text));
    }

    void closed(Line line) {
        synchronized (this) {
            if (present == line) {
                present = null;
            }
        }
        all.forEach(each -> each.closed(line));
    }
}
