package dev.atelier.registration.internal;

import static org.assertj.core.api.Assertions.assertThat;

import dev.atelier.common.api.Secret;
import dev.atelier.registration.api.RegistrationState;
import dev.atelier.registration.api.RegistrationState.Approved;
import dev.atelier.registration.api.RegistrationState.Pending;
import dev.atelier.registration.api.RegistrationState.Pristine;
import dev.atelier.registration.api.RegistrationState.Rejected;
import dev.atelier.wire.api.Capabilities;
import dev.atelier.wire.api.Fingerprint;
import dev.atelier.wire.api.Registrations;
import dev.atelier.wire.api.StudioAddress;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

class TickerTest {
    private static final StudioAddress STUDIO = StudioAddress.parse("https://studio.example");
    private static final Instant NOW = Instant.parse("2026-03-01T10:00:00.123Z");
    private static final Instant EARLIER = Instant.parse("2026-02-28T10:00:00Z");
    private static final Secret OLD = new Secret("old-secret");
    private static final Secret FRESH = new Secret("fresh-secret");
    private static final Secret TOKEN = new Secret("token");

    private final List<Identity> kept = new ArrayList<>();
    private Optional<Capabilities> capabilities = Optional.of(Abilities.NONE);

    private static Identity identity(
            @Nullable String install, @Nullable Secret secret, @Nullable String request, @Nullable Instant since) {
        return new Identity(install, STUDIO.base(), secret, request, since, null, null);
    }

    private static Identity approved(String install) {
        return new Identity(install, STUDIO.base(), null, null, null, "w-1", TOKEN);
    }

    private Ticker.Step tick(FakeApi api, Identity before) {
        return new Ticker(
                        api,
                        () -> capabilities,
                        kept::add,
                        () -> FRESH,
                        "studio-worker/1.0",
                        Clock.fixed(NOW.plusNanos(456), ZoneOffset.UTC))
                .tick(STUDIO, before);
    }

    private static Identity waiting() {
        return identity("i", OLD, "rr-1", EARLIER);
    }

    static Stream<Arguments> steps() {
        Identity asked = identity("i", OLD, "rr-2", NOW);
        FakeApi.Answer noted = () -> Optional.of("rr-2");
        return Stream.of(
                row("approved: no call", approved("i"), noted, "", approved("i"), new Approved("w-1"), 0),
                row(
                        "nothing yet, noted",
                        identity("i", OLD, null, null),
                        noted,
                        "request",
                        asked,
                        new Pending("rr-2", NOW),
                        1),
                row(
                        "an id without its secret: new secret, new request",
                        identity("i", null, "rr-1", EARLIER),
                        noted,
                        "request",
                        identity("i", FRESH, "rr-2", NOW),
                        new Pending("rr-2", NOW),
                        2),
                row(
                        "request fails: nothing stored",
                        identity("i", OLD, null, null),
                        FakeApi.failing("no"),
                        "request",
                        identity("i", OLD, null, null),
                        new Pristine(),
                        0),
                row(
                        "request fails at first: install id and secret stay",
                        identity("i", null, null, null),
                        FakeApi.failing("no"),
                        "request",
                        identity("i", FRESH, null, null),
                        new Pristine(),
                        1),
                row(
                        "pending: since is kept",
                        waiting(),
                        () -> Optional.of(new Registrations.Pending()),
                        "poll rr-1 old-secret",
                        waiting(),
                        new Pending("rr-1", EARLIER),
                        0),
                row(
                        "approved: request and secret go",
                        waiting(),
                        () -> Optional.of(new Registrations.Approved("w-1", TOKEN)),
                        "poll rr-1 old-secret",
                        approved("i"),
                        new Approved("w-1"),
                        1),
                row(
                        "rejected: request and secret go",
                        waiting(),
                        () -> Optional.of(new Registrations.Rejected("no\nway")),
                        "poll rr-1 old-secret",
                        identity("i", null, null, null),
                        new Rejected("no way"),
                        1),
                row(
                        "unknown: same install, pristine",
                        waiting(),
                        Optional::empty,
                        "poll rr-1 old-secret",
                        identity("i", null, null, null),
                        new Pristine(),
                        1),
                row(
                        "poll fails: stays pending",
                        waiting(),
                        FakeApi.failing("register-poll failed: 401 — x"),
                        "poll rr-1 old-secret",
                        waiting(),
                        new Pending("rr-1", EARLIER),
                        0),
                row(
                        "a name without a token is no approval",
                        new Identity("i", STUDIO.base(), OLD, "rr-1", EARLIER, "w-0", null),
                        () -> Optional.of(new Registrations.Approved("w-1", TOKEN)),
                        "poll rr-1 old-secret",
                        approved("i"),
                        new Approved("w-1"),
                        1));
    }

    private static Arguments row(
            String name,
            Identity before,
            FakeApi.Answer answer,
            String asked,
            Identity after,
            RegistrationState state,
            int saves) {
        return Arguments.of(name, before, answer, asked, after, state, saves);
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("steps")
    void aStepIsAtMostOneCall(
            String name,
            Identity before,
            FakeApi.Answer answer,
            String asked,
            Identity after,
            RegistrationState state,
            int saves) {
        FakeApi api = new FakeApi(answer);

        Ticker.Step step = tick(api, before);

        assertThat(api.asked).isEqualTo(asked.isEmpty() ? List.of() : List.of(asked));
        assertThat(step.identity()).isEqualTo(after);
        assertThat(step.state()).isEqualTo(state);
        assertThat(kept).hasSize(saves);
    }

    @Test
    void anInstallIdIsMadeAndKeptBeforeItIsSent() {
        FakeApi api = new FakeApi(FakeApi.failing("register-request failed: 503 — busy"));

        Ticker.Step step = tick(api, Identity.NONE.at(STUDIO.base(), NOW));

        assertThat(step.identity().installId()).matches("[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}");
        assertThat(step.problem()).isEqualTo("register-request failed: 503 — busy");
        assertThat(kept).containsExactly(step.identity());
        assertThat(api.requests.get(0).installId()).isEqualTo(step.identity().installId());
        assertThat(api.requests.get(0).secretHash()).isEqualTo(Fingerprint.hash("fresh-secret"));
        assertThat(api.requests.get(0).userAgent()).isEqualTo("studio-worker/1.0");
    }

    @Test
    void theNextRequestAfterAForgottenOneHasTheSameInstallAndAnotherSecret() {
        Identity forgotten = tick(new FakeApi(Optional::empty), waiting()).identity();

        FakeApi api = new FakeApi(() -> Optional.of("rr-2"));
        Identity next = tick(api, forgotten).identity();

        assertThat(next).isEqualTo(identity("i", FRESH, "rr-2", NOW));
    }

    @Test
    void nothingIsAskedForBeforeItIsKnownWhatThisWorkerCanDo() {
        capabilities = Optional.empty();
        FakeApi api = new FakeApi(() -> Optional.of("rr-2"));

        Ticker.Step step = tick(api, identity("i", OLD, null, null));

        assertThat(api.asked).isEmpty();
        assertThat(step.state()).isEqualTo(new Pristine());
    }

    @Test
    void aRequestThatCameWithoutItsMomentCountsFromNow() {
        assertThat(Ticker.stateOf(identity("i", OLD, "rr-1", null).at(STUDIO.base(), NOW)))
                .isEqualTo(new Pending("rr-1", NOW));
        assertThat(Ticker.stateOf(waiting().at(STUDIO.base(), NOW))).isEqualTo(new Pending("rr-1", EARLIER));
    }
}
