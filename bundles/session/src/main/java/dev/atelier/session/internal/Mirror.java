package dev.atelier.session.internal;

import dev.atelier.jobs.api.WorkerLog;
import dev.atelier.models.api.ModelCatalogue;
import dev.atelier.models.api.ModelEntry;
import dev.atelier.wire.api.Claim;
import java.io.IOException;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import java.util.function.Consumer;

/** Notes the models of accepted jobs in the catalogue, where news go beside the session: the catalogue is a file. */
final class Mirror implements Consumer<Claim> {
    private final ModelCatalogue catalogue;
    private final Executor aside;
    private final WorkerLog log;

    Mirror(ModelCatalogue catalogue, Executor aside, WorkerLog log) {
        this.catalogue = catalogue;
        this.aside = aside;
        this.log = log;
    }

    @Override
    public void accept(Claim claim) {
        if (claim.model().isBlank()) {
            return;
        }
        ModelEntry entry = entry(claim);
        if (catalogue.find(entry.id()).filter(entry::equals).isPresent()) {
            return;
        }
        try {
            aside.execute(() -> note(claim, entry));
        } catch (RejectedExecutionException e) {
            complain(claim, "too much is waiting to be written");
        }
    }

    private static ModelEntry entry(Claim claim) {
        return new ModelEntry(
                claim.model(),
                claim.model(),
                claim.task().kind(),
                claim.vramGbEstimate(),
                null,
                claim.modelSource(),
                true,
                ModelEntry.Origin.STUDIO,
                null);
    }

    private void note(Claim claim, ModelEntry entry) {
        try {
            catalogue.mirror(entry);
        } catch (IOException | RuntimeException e) {
            complain(claim, Texts.reason(e));
        }
    }

    private void complain(Claim claim, String why) {
        log.append(
                WorkerLog.Level.WARN,
                "ws",
                "model " + claim.model() + " is not in the catalogue: " + why,
                claim.jobId());
    }
}
