package dev.atelier.studio.gateway.internal;

import dev.atelier.common.api.Secret;
import dev.atelier.http.api.Exchange;
import dev.atelier.http.api.HttpError;
import dev.atelier.http.api.Listeners;
import dev.atelier.http.api.RouteTable;
import dev.atelier.http.api.Routes;
import dev.atelier.studio.store.api.JobStore;
import dev.atelier.studio.store.api.ResultStore;
import dev.atelier.studio.store.api.StoredJob;
import java.io.IOException;
import java.time.Clock;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Reference;

/** Results by links that end: for pictures asked for as an address. */
@Component(
        service = {Routes.class, FileRoutes.class},
        property = Routes.LISTENER + "=" + GatewayMount.LISTENER)
public final class FileRoutes implements Routes {
    static final String PREFIX = "/files/";

    private final JobStore jobs;
    private final ResultStore results;
    private final Listeners listeners;
    private final Links links;

    @Activate
    public FileRoutes(
            @Reference(name = "jobs") JobStore jobs,
            @Reference(name = "results") ResultStore results,
            @Reference(name = "listeners") Listeners listeners) {
        this(jobs, results, listeners, new Links(Clock.systemUTC(), Secret.random()));
    }

    FileRoutes(JobStore jobs, ResultStore results, Listeners listeners, Links links) {
        this.jobs = jobs;
        this.results = results;
        this.listeners = listeners;
        this.links = links;
    }

    @Override
    public void define(RouteTable table) {
        table.get(PREFIX + "{link}", this::file);
    }

    /** On the host the caller has reached us by. */
    String url(Exchange exchange, StoredJob job) {
        String host = exchange.header("Host").orElseGet(() -> listeners.main().getAuthority());
        return exchange.scheme() + "://" + host + GatewayMount.PREFIX + PREFIX + links.of(job.id());
    }

    private void file(Exchange exchange) throws IOException {
        Result result = links.job(exchange.path("link"))
                .flatMap(jobs::find)
                .map(job -> new Result(job, results))
                .orElseThrow(FileRoutes::gone);
        ResultStore.Opened opened;
        try {
            opened = result.open();
        } catch (java.io.FileNotFoundException e) {
            throw gone();
        }
        exchange.later(); // whoever has the link may read slowly
        exchange.stream(200, result.type(), opened.length(), opened.bytes());
    }

    private static HttpError gone() {
        return HttpError.json(404, "not_found", "there is no such file, or its link has ended");
    }
}
