package dev.atelier.studio.http.internal;

import dev.atelier.studio.dispatch.api.Sessions;
import dev.atelier.studio.http.api.ReadAlong;
import dev.atelier.studio.http.api.WorkerLinks;
import dev.atelier.wire.api.Frames;
import dev.atelier.wire.api.LinkFrame;
import dev.atelier.wire.api.MalformedJson;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jspecify.annotations.Nullable;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Deactivate;
import org.osgi.service.component.annotations.Reference;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The second sockets of workers: asks for the texts somebody reads along, passes cancels on, and lends the sockets to other
 * rooms.
 */
@Component(service = {ReadAlong.class, WorkerLinks.class, LinkRoom.class})
public final class LinkRoom implements ReadAlong, WorkerLinks, Sessions.Hands {
    /** Both the sub-protocol and, as {@code Atelier-Link}, the word by which a session tells that there are links. */
    static final String PROTOCOL = "atelier-link-v1";

    static final String HEADER = "Atelier-Link";
    private static final int NORMAL = 1000;
    private static final int VIOLATION = 1008;
    private static final Logger LOG = LoggerFactory.getLogger(LinkRoom.class);

    private final Sessions.Watching watching;
    private final List<Listener> others = new CopyOnWriteArrayList<>();
    private final Map<String, Linked> byWorker = new ConcurrentHashMap<>();
    private final Map<String, Followed> byJob = new ConcurrentHashMap<>();

    @Activate
    @SuppressWarnings("this-escape") // told of nothing before it is whole: the last thing here
    public LinkRoom(@Reference(name = "sessions") Sessions sessions) {
        watching = sessions.watch(this);
    }

    @Deactivate
    void stop() {
        watching.close();
    }

    int count() {
        return byWorker.size();
    }

    @Override
    public Reading follow(String jobId, Reader reader) {
        Followed followed = new Followed(jobId, reader);
        byJob.put(jobId, followed);
        return () -> byJob.remove(jobId, followed);
    }

    @Override
    public void offered(String jobId, String workerId) {
        Followed followed = byJob.get(jobId);
        if (followed != null && followed.offered(workerId)) {
            tell(workerId, new LinkFrame.Follow(jobId));
        }
    }

    @Override
    public void withdrawn(String jobId, String workerId) {
        tell(workerId, new LinkFrame.Cancel(jobId));
    }

    @Override
    public void removed(String workerId) {
        Linked linked = byWorker.remove(workerId);
        if (linked != null) {
            linked.channel.close(NORMAL, "removed");
            linked.over();
        }
        others.forEach(each -> each.removed(workerId));
    }

    @Override
    public Watching watch(Listener listener) {
        others.add(listener);
        byWorker.values().forEach(linked -> linked.tell(listener));
        return () -> others.remove(listener);
    }

    /** A link was opened; the last one of a worker counts. */
    Sessions.Seat open(String workerId, Sessions.Channel channel) {
        Linked linked = new Linked(workerId, channel);
        Linked older = byWorker.put(workerId, linked);
        if (older != null) {
            older.channel.close(NORMAL, "linked again");
            older.over();
        }
        others.forEach(linked::tell);
        byJob.values().stream()
                .filter(followed -> workerId.equals(followed.holder()))
                .forEach(followed -> tell(workerId, new LinkFrame.Follow(followed.jobId)));
        return linked;
    }

    private void tell(String workerId, LinkFrame frame) {
        Linked linked = byWorker.get(workerId);
        if (linked != null) {
            linked.channel.send(Frames.write(frame));
        }
    }

    /** A worker's end of its link. */
    private final class Linked implements Sessions.Seat, Line {
        private final String workerId;
        private final Sessions.Channel channel;
        private final Set<Listener> told = ConcurrentHashMap.newKeySet();
        private final AtomicBoolean over = new AtomicBoolean();

        private Linked(String workerId, Sessions.Channel channel) {
            this.workerId = workerId;
            this.channel = channel;
        }

        @Override
        public String workerId() {
            return workerId;
        }

        @Override
        public void send(String text) {
            channel.send(text);
        }

        /** Of this link, once: whoever comes while it opens may be found twice. */
        private void tell(Listener listener) {
            if (!over.get() && told.add(listener)) {
                listener.opened(this);
            }
        }

        private void over() {
            if (over.compareAndSet(false, true)) {
                others.forEach(each -> each.closed(this));
            }
        }

        @Override
        public void text(String message) {
            if (over.get()) {
                return; // another link has taken its place
            }
            try {
                Frames.fromLink(message)
                        .ifPresentOrElse(
                                frame -> frame.match(new Heard(workerId)),
                                () -> others.forEach(each -> each.text(this, message)));
            } catch (MalformedJson e) {
                LOG.atDebug()
                        .addKeyValue("workerId", workerId)
                        .addKeyValue("problem", e.getMessage())
                        .log("frame of a link ignored");
            }
        }

        @Override
        public void binary() {
            channel.close(VIOLATION, "frames are text");
        }

        @Override
        public void closed() {
            byWorker.remove(workerId, this);
            over();
        }
    }

    /** What workers say. */
    private final class Heard implements LinkFrame.Cases<Boolean> {
        private final String workerId;

        private Heard(String workerId) {
            this.workerId = workerId;
        }

        @Override
        public Boolean text(LinkFrame.Text frame) {
            Followed followed = byJob.get(frame.jobId());
            return followed != null && followed.text(workerId, frame);
        }

        @Override
        public Boolean follow(LinkFrame.Follow frame) {
            return false; // ours to say
        }

        @Override
        public Boolean cancel(LinkFrame.Cancel frame) {
            return false; // ours to say
        }
    }

    /** A text somebody reads. What is told again after a link was lost is known by its place. */
    private static final class Followed {
        private final String jobId;
        private final Reader reader;
        private @Nullable String holder;
        private boolean over;
        private long next;

        private Followed(String jobId, Reader reader) {
            this.jobId = jobId;
            this.reader = reader;
        }

        private synchronized @Nullable String holder() {
            return over ? null : holder;
        }

        /** @return whether the worker is to be asked for its text */
        private synchronized boolean offered(String workerId) {
            if (next > 0 && !over) {
                over = true;
                reader.restarted();
            }
            holder = workerId;
            return !over;
        }

        private synchronized boolean text(String from, LinkFrame.Text frame) {
            String text = frame.text();
            long end = frame.at() + text.length();
            if (over || !from.equals(holder) || end <= next) {
                return false;
            }
            if (frame.at() > next) {
                over = true; // some is missing, and what follows makes no sense without it
                return false;
            }
            reader.text(text.substring((int) (next - frame.at())));
            next = end;
            return true;
        }
    }
}
