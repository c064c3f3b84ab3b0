package dev.atelier.local.api.internal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.atelier.common.api.Secret;
import dev.atelier.http.api.HttpError;
import jakarta.servlet.http.HttpServletRequest;
import java.lang.reflect.Proxy;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class LocalGuardTest {
    private static final Secret TOKEN = Secret.random();
    private static final String BEARER = "Bearer " + TOKEN.value();

    private final LocalGuard guard = new LocalGuard(TOKEN, "run/local-api.json");

    @ParameterizedTest
    @ValueSource(strings = {"localhost", "LOCALHOST:1", "127.0.0.1:9", "[::1]:4787", "[::1]"})
    void aLoopbackHostIsServed(String host) {
        assertThat(check("GET", "/models", Map.of("Host", host, "Authorization", BEARER)))
                .isEqualTo("local API");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "evil.example",
                "evil.example:4787",
                "127.0.0.1.evil.example",
                "localhost:1:2",
                "[::1].evil",
                "::1",
                ""
            })
    void aForeignHostIsRefusedEvenWithTheToken(String host) {
        assertRefused(403, () -> check("GET", "/models", Map.of("Host", host, "Authorization", BEARER)));
    }

    @ParameterizedTest
    @ValueSource(strings = {"http://localhost", "https://127.0.0.1:3000", "http://[::1]:5"})
    void aLoopbackOriginIsServed(String origin) {
        assertThat(check("GET", "/models", Map.of("Origin", origin, "Authorization", BEARER)))
                .isNotNull();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "null",
                "https://evil.example",
                "http://localhost.evil",
                "http://localhost@evil",
                "file://localhost",
                "http://localhost/"
            })
    void aForeignOriginIsRefusedEvenWithTheToken(String origin) {
        assertRefused(403, () -> check("GET", "/models", Map.of("Origin", origin, "Authorization", BEARER)));
    }

    @Test
    void hostIsLookedAtFirstThenOriginThenToken() {
        assertThatThrownBy(() -> check("GET", "/models", Map.of("Host", "evil", "Origin", "null")))
                .hasMessageContaining("Host");
        assertThatThrownBy(() -> check("GET", "/models", Map.of("Origin", "null")))
                .hasMessageContaining("Origin");
    }

    @Test
    void aMissingOrWrongTokenIsToldWhereToFindIt() {
        for (Map<String, String> headers : List.of(
                Map.<String, String>of(),
                Map.of("Authorization", "Bearer wrong"),
                Map.of("Authorization", "Bearer "),
                Map.of("Authorization", BEARER + "0"),
                Map.of("Authorization", BEARER.substring(0, BEARER.length() - 1)),
                Map.of("Authorization", "Basic " + TOKEN.value()))) {
            assertThatThrownBy(() -> check("GET", "/models", headers))
                    .isInstanceOfSatisfying(HttpError.class, error -> {
                        assertThat(error.status()).isEqualTo(401);
                        assertThat(error.code()).isNull();
                    })
                    .hasMessageContaining("run/local-api.json")
                    .hasMessageNotContaining(TOKEN.value());
        }
    }

    @Test
    void healthIsOpenToAnybodyButOnlyToRead() {
        assertThat(check("GET", "/healthz", Map.of("Host", "evil"))).isNotNull();
        assertRefused(401, () -> check("POST", "/healthz", Map.of()));
        assertRefused(401, () -> check("GET", "/healthz/x", Map.of()));
    }

    @Test
    void thereIsNoGuardWithoutAToken() {
        assertThatThrownBy(() -> new LocalGuard(new Secret(""), "x")).isInstanceOf(IllegalArgumentException.class);
    }

    private static void assertRefused(int status, ThrowingCallable call) {
        assertThatThrownBy(call).isInstanceOfSatisfying(HttpError.class, error -> assertThat(error.status())
                .isEqualTo(status));
    }

    private String check(String method, String path, Map<String, String> headers) {
        return guard.check(request(method, path, headers));
    }

    private static HttpServletRequest request(String method, String path, Map<String, String> headers) {
        Object request = Proxy.newProxyInstance(
                LocalGuardTest.class.getClassLoader(),
                new Class<?>[] {HttpServletRequest.class},
                (self, called, args) -> switch (called.getName()) {
                    case "getMethod" -> method;
                    case "getContextPath" -> "/-/local";
                    case "getRequestURI" -> "/-/local" + path;
                    case "getHeader" -> headers.get(String.valueOf(args[0]));
                    case "getHeaders" -> {
                        String value = headers.get(String.valueOf(args[0]));
                        yield Collections.enumeration(value == null ? List.of() : List.of(value));
                    }
                    default -> throw new UnsupportedOperationException(called.getName());
                });
        return (HttpServletRequest) request;
    }
}
