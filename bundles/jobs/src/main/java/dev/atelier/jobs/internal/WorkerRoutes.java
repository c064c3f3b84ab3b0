package dev.atelier.jobs.internal;

import dev.atelier.common.api.Json;
import dev.atelier.http.api.Exchange;
import dev.atelier.http.api.RouteTable;
import dev.atelier.http.api.Routes;
import dev.atelier.jobs.api.Jobs;
import dev.atelier.jobs.api.WorkerLog;
import java.io.IOException;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Reference;

/** The worker's log, and pausing it. */
@Component(service = Routes.class, property = Routes.LISTENER + "=" + Routes.LOCAL)
public final class WorkerRoutes implements Routes {
    private final Jobs jobs;
    private final WorkerLog log;

    @Activate
    public WorkerRoutes(@Reference(name = "jobs") Jobs jobs, @Reference(name = "log") WorkerLog log) {
        this.jobs = jobs;
        this.log = log;
    }

    @Override
    public void define(RouteTable table) {
        table.get("/daemon/logs", this::logs)
                .post("/daemon/pause", exchange -> pause(exchange, true))
                .post("/daemon/resume", exchange -> pause(exchange, false));
    }

    private void logs(Exchange exchange) throws IOException {
        long after = exchange.query("after").map(WorkerRoutes::number).orElse(0L);
        exchange.json(
                200,
                LogJson.page(
                        log.after(after),
                        exchange.query("level").orElse(""),
                        exchange.query("text").orElse("")));
    }

    private void pause(Exchange exchange, boolean paused) throws IOException {
        jobs.pause(paused);
        exchange.json(200, Json.object().put("paused", jobs.paused()));
    }

    private static long number(String text) {
        try {
            return Math.max(0, Long.parseLong(text));
        } catch (NumberFormatException e) {
            return 0;
        }
    }
}
