package dev.atelier.fleet.internal.remote;

import com.fasterxml.jackson.databind.JsonNode;
import dev.atelier.fleet.internal.shape.Diagnostic;
import dev.atelier.fleet.internal.shape.Members;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * What is told of a runtime that did not do as it was asked. Of what it says itself nothing is passed on but a code that
 * is a plain word.
 */
final class Troubles {
    private static final Pattern WORD = Pattern.compile("[a-z][a-z0-9_]{0,63}");
    private static final int MAX_ERROR = 64 << 10;

    private final String name;

    Troubles(String runtimeId) {
        this.name = "Runtime '" + runtimeId + "'";
    }

    Diagnostic tooLate() {
        return Diagnostic.error("remote_runtime_timeout", name + " did not answer in time");
    }

    Diagnostic unreached() {
        return Diagnostic.error("remote_runtime_network_error", name + " cannot be reached");
    }

    Diagnostic leftAlone() {
        return Diagnostic.error(
                "remote_runtime_network_error", name + " could not be reached and is tried again in a few seconds");
    }

    Diagnostic unasked() {
        return Diagnostic.error("remote_runtime_client_error", name + " could not be asked");
    }

    Diagnostic noLink() {
        return Diagnostic.error(
                "remote_runtime_link_down", name + " cannot be reached: its host has no link to this studio now");
    }

    Diagnostic malformed() {
        return Diagnostic.error("remote_runtime_malformed_response", name + " answered something that cannot be read");
    }

    Diagnostic noCredential() {
        return Diagnostic.error(
                "remote_runtime_auth_failed", name + " was not asked: what it is to be shown is not there");
    }

    Diagnostic stale() {
        return Diagnostic.info(
                "remote_runtime_last_known", name + " is slow; this is what it answered before, it is being asked");
    }

    Diagnostic unaddressable() {
        return Diagnostic.warning(
                "remote_worker_id_unaddressable",
                name + " has Workers whose ids cannot be used here; they are left out");
    }

    /** @param missing the code for 404 */
    Diagnostic status(int status, byte @Nullable [] body, String missing) {
        String why = " (" + word(body) + ", HTTP " + status + ")";
        if (status == 401 || status == 403) {
            return Diagnostic.error("remote_runtime_auth_failed", name + " does not let the backend in" + why);
        }
        if (status == 404) {
            return Diagnostic.warning(missing, name + " knows nothing of that name" + why);
        }
        if (status == 405 || status == 501) {
            return Diagnostic.warning("remote_runtime_unsupported", name + " cannot do this" + why);
        }
        if (status >= 500) {
            return Diagnostic.error("remote_runtime_http_error", name + " failed" + why);
        }
        return Diagnostic.warning("remote_runtime_http_rejected", name + " refused the request" + why);
    }

    private static String word(byte @Nullable [] body) {
        if (body != null && body.length > 0 && body.length <= MAX_ERROR) {
            try {
                JsonNode code = Members.parse(body).path("error").path("code");
                if (code.isTextual() && WORD.matcher(code.textValue()).matches()) {
                    return code.textValue();
                }
            } catch (Members.BadShape e) {
                // It says nothing we could repeat.
                return "remote_http_error";
            }
        }
        return "remote_http_error";
    }
}
