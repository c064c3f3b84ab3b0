package dev.atelier.fleet.internal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.atelier.http.api.HttpError;
import dev.atelier.studio.http.api.ApiKeys;
import dev.atelier.studio.http.api.Principal;
import dev.atelier.studio.store.api.KeyStore.Role;
import java.util.Locale;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class FleetMountTest {
    private static final ApiKeys KEYS = authorization -> Optional.ofNullable(authorization)
            .filter(text -> text.startsWith("Bearer "))
            .map(text -> Role.valueOf(text.substring(7).toUpperCase(Locale.ROOT)))
            .map(role -> new Principal(role, "id", "somebody"));

    private static int refusal(@Nullable String origin, String host, String authorization) {
        try {
            FleetMount.caller(origin, host, authorization, KEYS);
            return 200;
        } catch (HttpError e) {
            return e.status();
        }
    }

    @Test
    void nobodyGetsInWithoutAKey() {
        assertThatThrownBy(() -> FleetMount.caller(null, "studio:4780", null, KEYS))
                .isInstanceOfSatisfying(
                        HttpError.class, error -> assertThat(error.status()).isEqualTo(401));
    }

    @Test
    void aPageOfAnotherSiteIsRefusedWhateverKeyItHas() {
        assertThat(refusal("http://studio:4780", "studio:4780", "Bearer admin")).isEqualTo(200);
        assertThat(refusal("http://evil.example", "studio:4780", "Bearer admin"))
                .isEqualTo(403);
        assertThat(refusal("null", "studio:4780", "Bearer admin")).isEqualTo(403);
    }

    @Test
    void aKeyForHandingInJobsSeesNoRuntime() {
        assertThat(refusal("http://studio:4780", "studio:4780", "Bearer submit"))
                .isEqualTo(403);
        assertThat(refusal("http://studio:4780", "studio:4780", "Bearer viewer"))
                .isEqualTo(200);
    }

    @Test
    void whoMayLookMayNotActAndOnlyAnAdminChangesConnections() {
        Principal viewer = new Principal(Role.VIEWER, "id", "somebody");
        Principal operator = new Principal(Role.OPERATOR, "id", "somebody");
        Principal admin = new Principal(Role.ADMIN, "id", "somebody");

        assertThat(FleetRoutes.allows(viewer, FleetRoute.Need.READ)).isTrue();
        assertThat(FleetRoutes.allows(viewer, FleetRoute.Need.OPERATE)).isFalse();
        assertThat(FleetRoutes.allows(operator, FleetRoute.Need.OPERATE)).isTrue();
        assertThat(FleetRoutes.allows(operator, FleetRoute.Need.ADMINISTER)).isFalse();
        assertThat(FleetRoutes.allows(admin, FleetRoute.Need.ADMINISTER)).isTrue();
    }
}
