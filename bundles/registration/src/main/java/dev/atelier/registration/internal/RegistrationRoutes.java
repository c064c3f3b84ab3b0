package dev.atelier.registration.internal;

import dev.atelier.common.api.Json;
import dev.atelier.http.api.Exchange;
import dev.atelier.http.api.HttpError;
import dev.atelier.http.api.RouteTable;
import dev.atelier.http.api.Routes;
import dev.atelier.registration.api.Registration;
import java.io.IOException;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Reference;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Asking again after a rejection. */
@Component(service = Routes.class, property = Routes.LISTENER + "=" + Routes.LOCAL)
public final class RegistrationRoutes implements Routes {
    private static final Logger LOG = LoggerFactory.getLogger(RegistrationRoutes.class);

    private final Registration registration;

    @Activate
    public RegistrationRoutes(@Reference(name = "registration") Registration registration) {
        this.registration = registration;
    }

    @Override
    public void define(RouteTable table) {
        table.post("/daemon/registration/reset", this::reset);
    }

    private void reset(Exchange exchange) throws IOException {
        if (!registration.reset()) {
            throw HttpError.json(
                    409, "not_rejected", "there is no rejected registration; only a rejection can be reset");
        }
        LOG.atInfo().addKeyValue("caller", exchange.caller()).log("registration reset");
        exchange.json(202, Json.object().put("ok", true));
    }
}
