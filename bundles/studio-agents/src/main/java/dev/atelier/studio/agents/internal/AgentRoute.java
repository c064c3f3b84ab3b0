package dev.atelier.studio.agents.internal;

import com.fasterxml.jackson.databind.JsonNode;
import dev.atelier.common.api.Json;
import dev.atelier.http.api.Exchange;
import dev.atelier.http.api.HttpError;
import dev.atelier.studio.http.api.Principal;
import dev.atelier.studio.store.api.KeyStore.Role;
import dev.atelier.studio.store.api.StoreFailure;
import java.util.Objects;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** One route for operators, and who may use it. */
record AgentRoute(String method, String pattern, Need need, Handler handler) {
    private static final Logger LOG = LoggerFactory.getLogger(AgentRoute.class);

    /** What a key must be good for. */
    enum Need {
        READ,
        OPERATE,
        ADMINISTER;

        boolean allows(Role role) {
            return switch (role) {
                case ADMIN -> true;
                case OPERATOR -> this != ADMINISTER;
                case VIEWER -> this == READ;
                case SUBMIT -> false;
            };
        }
    }

    /** Answers somebody who may ask. */
    interface Handler {
        void handle(Exchange exchange, Principal who) throws Exception;
    }

    void answer(Exchange exchange, Principal who) throws Exception {
        if (!need.allows(who.role())) {
            throw HttpError.json(403, "forbidden", "a key of role " + who.role().wireName() + " may not do this");
        }
        try {
            handler.handle(exchange, who);
        } catch (StoreFailure e) {
            LOG.atWarn().setCause(e).log("store refused");
            throw RpcForm.unavailable("the studio cannot reach its store now; its log says why");
        } catch (Vault.Locked e) {
            throw HttpError.json(
                    503, "secrets_locked", "the key of the secrets is gone, damaged or another's; the log says which");
        }
    }

    static HttpError bad(String code, String message) {
        return HttpError.json(400, code, message);
    }

    static HttpError unknown(String what) {
        return HttpError.json(404, "unknown_" + what, "there is no such " + what + " here");
    }

    static HttpError wrongState(String message) {
        return HttpError.json(409, "wrong_state", message);
    }

    static HttpError unauthorized() {
        return HttpError.json(401, "unauthorized", "send Authorization: Bearer with a key of this studio")
                .withHeader("WWW-Authenticate", "Bearer");
    }

    /** Everything is JSON here, whoever says no. */
    static JsonNode form(HttpError error) {
        String otherwise =
                switch (error.status()) {
                    case 404 -> "not_found";
                    case 405 -> "method_not_allowed";
                    case 413 -> "too_large";
                    default -> "bad_request";
                };
        return Json.object()
                .put("error", Objects.requireNonNullElse(error.code(), otherwise))
                .put("message", Objects.requireNonNullElse(error.getMessage(), otherwise));
    }
}
