package dev.atelier.registration.internal;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.atelier.common.api.Json;
import dev.atelier.common.api.Secret;
import dev.atelier.registration.api.RegistrationState;
import dev.atelier.wire.api.Fingerprint;
import dev.atelier.wire.api.StudioAddress;
import java.time.Instant;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

class RegistrationStatusTest {
    private static final Instant NOW = Instant.parse("2026-03-01T10:00:00.123Z");
    private static final Identity IDENTITY =
            new Identity("i", "https://studio.example", new Secret("s"), "rr-1", NOW, null, new Secret("t"));

    static Stream<Arguments> states() {
        String print = Fingerprint.of("i", Fingerprint.hash("s"));
        return Stream.of(
                Arguments.of(
                        new RegistrationState.Pristine(),
                        "{\"registered\":false,\"workerId\":null,\"registration\":{\"state\":\"pristine\"}}"),
                Arguments.of(
                        new RegistrationState.Pending("rr-1", NOW),
                        "{\"registered\":false,\"workerId\":null,\"registration\":{\"state\":\"pending\","
                                + "\"requestId\":\"rr-1\",\"since\":\"2026-03-01T10:00:00.123Z\",\"fingerprint\":\""
                                + print + "\"}}"),
                Arguments.of(
                        new RegistrationState.Approved("w-1"),
                        "{\"registered\":true,\"workerId\":\"w-1\",\"registration\":{\"state\":\"approved\"}}"),
                Arguments.of(
                        new RegistrationState.Rejected("no"),
                        "{\"registered\":false,\"workerId\":null,\"registration\":"
                                + "{\"state\":\"rejected\",\"reason\":\"no\"}}"));
    }

    @ParameterizedTest
    @MethodSource("states")
    void eachStateHasItsShape(RegistrationState state, String shape) {
        ObjectNode status = Json.object();

        RegistrationStatus.write(new Standing(StudioAddress.parse("https://studio.example"), IDENTITY, state), status);

        assertThat(status).hasToString(shape);
    }
}
