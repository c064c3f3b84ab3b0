package dev.atelier.studio.gateway.internal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.atelier.http.api.HttpError;
import dev.atelier.studio.http.api.ApiKeys;
import dev.atelier.studio.http.api.Principal;
import dev.atelier.studio.store.api.KeyStore.Role;
import java.time.Duration;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class GatewaySettingsTest {
    private static final Duration SECOND = Duration.ofSeconds(1);

    @Test
    void aSettingOutOfBoundsIsNamed() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> new GatewaySettings(0, SECOND, SECOND))
                .withMessageContaining("studio.gateway_max_waiting");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> new GatewaySettings(1, Duration.ZERO, SECOND))
                .withMessageContaining("studio.gateway_timeout_secs");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> new GatewaySettings(1, SECOND, Duration.ofMillis(-1)))
                .withMessageContaining("studio.gateway_keep_alive_ms");
    }

    @Test
    void onlyLinksPassTheGuardWithoutAKey() {
        ApiKeys keys = authorization -> "Bearer good".equals(authorization)
                ? Optional.of(new Principal(Role.SUBMIT, "key-1", "client"))
                : Optional.empty();

        assertThat(GatewayMount.caller("/v1/models", "Bearer good", keys)).isEqualTo("client");
        assertThat(GatewayMount.caller("/v1/files/x", null, keys)).isEqualTo("link");
        assertThatThrownBy(() -> GatewayMount.caller("/v1/models", null, keys)).isInstanceOf(HttpError.class);
        assertThatThrownBy(() -> GatewayMount.caller("/v1/models/v1/files/", "Bearer bad", keys))
                .isInstanceOf(HttpError.class);
    }
}
