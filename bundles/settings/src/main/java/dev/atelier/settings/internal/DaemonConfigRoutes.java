package dev.atelier.settings.internal;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.atelier.common.api.Home;
import dev.atelier.http.api.Exchange;
import dev.atelier.http.api.HttpError;
import dev.atelier.http.api.RouteTable;
import dev.atelier.http.api.Routes;
import dev.atelier.http.api.StatusPart;
import dev.atelier.settings.api.InvalidSetting;
import dev.atelier.settings.api.Settings;
import dev.atelier.settings.api.WorkerSettings;
import java.io.IOException;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Reference;

/** {@code /daemon/config}, and the same document as part of the status. */
@Component(
        service = {Routes.class, StatusPart.class},
        property = Routes.LISTENER + "=" + Routes.LOCAL)
public final class DaemonConfigRoutes implements Routes, StatusPart {
    private final DaemonConfig config;
    private final WorkerSettings worker;
    private final EtcFolder etc;

    @Activate
    public DaemonConfigRoutes(
            @Reference(name = "settings") Settings settings,
            @Reference(name = "worker") WorkerSettings worker,
            @Reference(name = "home") Home home) {
        this.config = new DaemonConfig(settings, worker);
        this.worker = worker;
        this.etc = new EtcFolder(home.etc());
    }

    @Override
    public void define(RouteTable table) {
        table.get("/daemon/config", this::read).put("/daemon/config", this::change);
    }

    @Override
    public void status(ObjectNode status) {
        status.put("configPath", etc.file("dev.atelier.worker").toString());
        status.set("config", config.document());
    }

    @Override
    public void health(ObjectNode health) {
        health.put("modelsRoot", worker.modelsRoot().toString());
    }

    private void read(Exchange exchange) throws IOException {
        exchange.json(200, config.document());
    }

    private void change(Exchange exchange) throws IOException {
        if (!(exchange.json() instanceof ObjectNode wanted)) {
            throw HttpError.json(400, "bad_request", "send one JSON object");
        }
        try {
            config.change(wanted);
        } catch (InvalidSetting e) {
            String message = String.valueOf(e.getMessage());
            throw e.code().equals("not_saved")
                    ? HttpError.json(500, "config_not_saved", message)
                    : HttpError.json(400, "invalid_config", message);
        }
        exchange.json(200, config.document());
    }
}
