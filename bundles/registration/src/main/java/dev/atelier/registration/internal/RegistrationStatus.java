package dev.atelier.registration.internal;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.atelier.common.api.Json;
import dev.atelier.common.api.MetricSource;
import dev.atelier.common.api.Readiness;
import dev.atelier.http.api.StatusPart;
import dev.atelier.registration.api.RegistrationState;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Reference;

/** The registration's share of status, readiness and figures. */
@Component(service = {StatusPart.class, Readiness.class, MetricSource.class})
public final class RegistrationStatus implements StatusPart, Readiness, MetricSource {
    private static final List<String> STATES = List.of("pristine", "pending", "approved", "rejected");

    private final RegistrationService registration;

    @Activate
    public RegistrationStatus(@Reference(name = "registration") RegistrationService registration) {
        this.registration = registration;
    }

    @Override
    public void status(ObjectNode status) {
        write(registration.standing(), status);
    }

    /** Only that the session is not there; once it is, it says itself how it stands. */
    @Override
    public Optional<String> notReadyBecause() {
        return registration.unattended()
                ? Optional.of("the session with the studio has not begun yet")
                : Optional.empty();
    }

    @Override
    public void collect(Sink sink) {
        String now = name(registration.standing().state());
        for (String state : STATES) {
            sink.gauge(
                    "atelier_registration_state",
                    "1 for the state the registration at the studio is in.",
                    state.equals(now) ? 1 : 0,
                    Map.of("state", state));
        }
    }

    static void write(Standing standing, ObjectNode status) {
        RegistrationState state = standing.state();
        ObjectNode part = Json.object().put("state", name(state));
        Optional<String> workerId = state.fold(
                pristine -> Optional.empty(),
                pending -> {
                    part.put("requestId", pending.requestId())
                            .put("since", pending.since().toString());
                    standing.fingerprint().ifPresent(print -> part.put("fingerprint", print));
                    return Optional.empty();
                },
                approved -> Optional.of(approved.workerId()),
                rejected -> {
                    part.put("reason", rejected.reason());
                    return Optional.empty();
                });
        status.put("registered", workerId.isPresent()).put("workerId", workerId.orElse(null));
        status.set("registration", part);
    }

    private static String name(RegistrationState state) {
        return state.fold(pristine -> "pristine", pending -> "pending", approved -> "approved", rejected -> "rejected");
    }
}
