package dev.atelier.wire.internal;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.atelier.common.api.Secret;
import dev.atelier.wire.api.MalformedJson;
import dev.atelier.wire.api.Registrations.Approved;
import dev.atelier.wire.api.Registrations.Decision;
import dev.atelier.wire.api.Registrations.Pending;
import dev.atelier.wire.api.Registrations.Rejected;
import dev.atelier.wire.api.Registrations.Request;

/** Bodies of the registration routes. */
public final class RegistrationJson {
    private static final String PENDING = "pending";

    private RegistrationJson() {}

    public static ObjectNode write(Request request) {
        return new Writer()
                .text("installId", request.installId())
                .text("registrationSecretHash", request.secretHash())
                .object("capabilities", CapabilitiesJson.write(request.capabilities()))
                .text("userAgent", request.userAgent())
                .text("label", request.label())
                .done();
    }

    public static Request request(JsonNode json) throws MalformedJson {
        Fields request = Fields.of(json, "request");
        return new Request(
                request.id("installId"),
                request.text("registrationSecretHash"),
                CapabilitiesJson.read(request.object("capabilities")),
                request.text("userAgent"),
                request.optionalText("label"));
    }

    public static ObjectNode noted(String requestId) {
        return new Writer().text("requestId", requestId).text("status", PENDING).done();
    }

    public static String noted(JsonNode json) throws MalformedJson {
        Fields answer = Fields.of(json, "answer");
        if (!answer.text("status").equals(PENDING)) {
            throw answer.wrong("status", "must be pending");
        }
        return answer.id("requestId");
    }

    public static ObjectNode write(Decision decision) {
        return decision.<Writer>fold(
                        pending -> status(PENDING),
                        approved -> status("approved")
                                .text("workerId", approved.workerId())
                                .text("authToken", approved.authToken().value()),
                        rejected -> status("rejected").text("reason", rejected.reason()))
                .done();
    }

    public static Decision decision(JsonNode json) throws MalformedJson {
        Fields answer = Fields.of(json, "answer");
        return switch (answer.text("status")) {
            case PENDING -> new Pending();
            case "approved" -> new Approved(answer.id("workerId"), new Secret(answer.text("authToken")));
            case "rejected" -> {
                String reason = answer.optionalText("reason");
                yield new Rejected(reason == null ? "" : reason);
            }
            default -> throw answer.wrong("status", "is not a decision known here");
        };
    }

    private static Writer status(String status) {
        return new Writer().text("status", status);
    }
}
