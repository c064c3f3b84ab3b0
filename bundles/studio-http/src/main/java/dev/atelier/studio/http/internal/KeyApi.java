package dev.atelier.studio.http.internal;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.atelier.common.api.Json;
import dev.atelier.http.api.Exchange;
import dev.atelier.studio.http.api.Principal;
import dev.atelier.studio.store.api.KeyStore;
import java.io.IOException;
import java.security.SecureRandom;
import java.time.Instant;
import java.util.HexFormat;
import java.util.List;
import java.util.Objects;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Keys to this API. A secret is shown once, in the answer that makes it. */
final class KeyApi {
    private static final Logger LOG = LoggerFactory.getLogger(KeyApi.class);

    private final KeyStore keys;
    private final Gatekeeper gatekeeper;
    private final SecureRandom random = new SecureRandom();

    KeyApi(KeyStore keys, Gatekeeper gatekeeper) {
        this.keys = keys;
        this.gatekeeper = gatekeeper;
    }

    List<ApiRoute> routes() {
        return List.of(
                ApiRoute.of("GET", "/keys", Access.ADMIN, "List keys", this::list)
                        .answers(200, "KeyList"),
                ApiRoute.of("POST", "/keys", Access.ADMIN, "Make a key; its secret is shown this once", this::create)
                        .body("NewKey")
                        .answers(201, "CreatedKey"),
                ApiRoute.of("DELETE", "/keys/{id}", Access.ADMIN, "Revoke a key", this::revoke)
                        .answers(204, null));
    }

    private void list(Exchange exchange, Principal who) throws IOException {
        ObjectNode json = Json.object();
        ArrayNode rows = json.putArray("keys");
        keys.all().forEach(key -> rows.add(row(key)));
        exchange.json(200, json);
    }

    private void create(Exchange exchange, Principal who) throws IOException {
        Body body = Body.of(exchange);
        KeyStore.Role role = KeyStore.Role.ofWireName(body.text("role", 40))
                .orElseThrow(() -> Refusals.bad("role is none of admin, operator, viewer, submit"));
        String name = Objects.requireNonNullElse(body.optionalText("name", 200), role.wireName());
        String secret = secret();
        KeyStore.Key key = keys.create(name, role, secret, Instant.now());
        LOG.atInfo()
                .addKeyValue("keyId", key.id())
                .addKeyValue("role", role.wireName())
                .addKeyValue("by", who.name())
                .log("key made");
        exchange.json(201, row(key).put("secret", secret));
    }

    private void revoke(Exchange exchange, Principal who) throws IOException {
        String id = exchange.path("id");
        if (!keys.revoke(id)) {
            throw Refusals.unknown("key");
        }
        gatekeeper.forget(id);
        LOG.atInfo().addKeyValue("keyId", id).addKeyValue("by", who.name()).log("key revoked");
        exchange.empty(204);
    }

    private ObjectNode row(KeyStore.Key key) {
        ObjectNode json = Json.object()
                .put("id", key.id())
                .put("name", key.name())
                .put("role", key.role().wireName())
                .put("createdAt", key.createdAt().toString());
        Body.put(json, "lastUsed", gatekeeper.lastUsed(key.id()).orElse(null));
        return json;
    }

    private String secret() {
        byte[] bytes = new byte[24];
        random.nextBytes(bytes);
        return "sk-" + HexFormat.of().formatHex(bytes);
    }
}
