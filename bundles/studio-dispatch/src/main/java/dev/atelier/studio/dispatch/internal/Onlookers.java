package dev.atelier.studio.dispatch.internal;

import dev.atelier.studio.dispatch.api.Sessions;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Those who watch which worker has which job. */
final class Onlookers implements Sessions.Hands {
    private static final Logger LOG = LoggerFactory.getLogger(Onlookers.class);

    private final List<Sessions.Hands> all = new CopyOnWriteArrayList<>();

    Sessions.Watching add(Sessions.Hands hands) {
        all.add(hands);
        return () -> all.remove(hands);
    }

    @Override
    public void offered(String jobId, String workerId) {
        tell(each -> each.offered(jobId, workerId));
    }

    @Override
    public void withdrawn(String jobId, String workerId) {
        tell(each -> each.withdrawn(jobId, workerId));
    }

    @Override
    public void removed(String workerId) {
        tell(each -> each.removed(workerId));
    }

    private void tell(Consumer<Sessions.Hands> news) {
        for (Sessions.Hands each : all) {
            try {
                news.accept(each);
            } catch (RuntimeException e) {
                LOG.atWarn().setCause(e).log("an onlooker of jobs failed");
            }
        }
    }
}
