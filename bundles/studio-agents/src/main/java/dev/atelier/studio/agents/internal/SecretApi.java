package dev.atelier.studio.agents.internal;

import static dev.atelier.studio.agents.internal.AgentRoute.Need.ADMINISTER;

import dev.atelier.common.api.Json;
import dev.atelier.common.api.Secret;
import dev.atelier.http.api.Exchange;
import dev.atelier.studio.http.api.Principal;
import java.io.IOException;
import java.time.Clock;
import java.util.List;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Secrets of tasks: put, named and removed, never shown. */
final class SecretApi {
    private static final Logger LOG = LoggerFactory.getLogger(SecretApi.class);
    private static final int LONGEST_SCOPE = 1_000;

    private final Vault vault;
    private final Clock clock;

    SecretApi(Vault vault, Clock clock) {
        this.vault = vault;
        this.clock = clock;
    }

    List<AgentRoute> routes() {
        return List.of(
                new AgentRoute("GET", "/secrets", ADMINISTER, this::list),
                new AgentRoute("PUT", "/secrets/{name}", ADMINISTER, this::put),
                new AgentRoute("DELETE", "/secrets/{name}", ADMINISTER, this::delete));
    }

    private void list(Exchange exchange, Principal who) throws IOException {
        exchange.json(
                200,
                Shown.list("secrets", vault.all().stream().map(Shown::secret).toList()));
    }

    private void put(Exchange exchange, Principal who) throws IOException, Vault.Locked {
        String name = exchange.path("name");
        SecretNames.refusal(name).ifPresent(why -> {
            throw AgentRoute.bad("invalid_secret_name", why);
        });
        Body body = Body.of(exchange, "invalid_secret");
        String value = body.json().path("value").isTextual()
                ? body.json().path("value").textValue()
                : "";
        if (!SecretNames.fits(value)) {
            throw AgentRoute.bad(
                    "invalid_secret",
                    "value must be a text of 1 to " + SecretNames.LONGEST_VALUE + " bytes without a NUL");
        }
        String repository = body.optionalLine("repository", LONGEST_SCOPE);
        String scope =
                repository == null ? "" : Vault.scope(NewTask.address("repository", repository, "invalid_secret"));
        vault.put(scope, name, new Secret(value), who.name(), clock.instant());
        LOG.atInfo()
                .addKeyValue("name", name)
                .addKeyValue("repository", scope)
                .addKeyValue("by", who.name())
                .log("secret kept");
        exchange.json(200, Json.object().put("name", name).put("repository", scope.isEmpty() ? null : scope));
    }

    private void delete(Exchange exchange, Principal who) throws IOException {
        String name = exchange.path("name");
        String scope = exchange.query("repository").map(Vault::scope).orElse("");
        if (!vault.remove(scope, name)) {
            throw AgentRoute.unknown("secret");
        }
        LOG.atInfo()
                .addKeyValue("name", name)
                .addKeyValue("repository", scope)
                .addKeyValue("by", who.name())
                .log("secret removed");
        exchange.empty(204);
    }
}
