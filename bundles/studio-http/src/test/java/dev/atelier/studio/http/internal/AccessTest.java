package dev.atelier.studio.http.internal;

import static org.assertj.core.api.Assertions.assertThat;

import dev.atelier.http.testing.FakeExchange;
import dev.atelier.studio.store.api.KeyStore.Role;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class AccessTest {
    private final Path folder;
    private final TestStudio studio;

    AccessTest(@TempDir Path folder) throws IOException {
        this.folder = folder;
        this.studio = new TestStudio(folder);
    }

    private List<String> guarded() {
        List<String> guarded = new ArrayList<>();
        studio.routes.define(new dev.atelier.http.api.RouteTable() {
            @Override
            public dev.atelier.http.api.RouteTable route(String method, String pattern, Handler handler) {
                if (!pattern.startsWith("/{s0}") && !isOpen(method, pattern)) {
                    guarded.add(method + " " + pattern);
                }
                return this;
            }
        });
        return guarded;
    }

    private static boolean isOpen(String method, String pattern) {
        return pattern.startsWith("/workers/register-request")
                || pattern.endsWith("/complete")
                || pattern.endsWith("/connect")
                || pattern.equals("/openapi.json")
                || (method.equals("GET") && pattern.equals("/inputs/{id}"));
    }

    @Test
    void withoutAKnownCredentialNothingIsAnswered() throws Exception {
        assertThat(guarded()).hasSizeGreaterThan(25);
        for (String route : guarded()) {
            for (String header : new String[] {"", "Bearer not-a-key", "Basic sk-admin", "Bearer", "sk-admin"}) {
                FakeExchange refused = new FakeExchange(Map.of(), "")
                        .asking("Authorization", header)
                        .to(studio.routes, route);

                assertThat(refused.status()).as(route).isEqualTo(401);
                assertThat(refused.code()).isEqualTo("unauthorized");
            }
        }
    }

    @Test
    void aRoleDoesWhatIsListedForItAndNoMore() throws Exception {
        Map<String, Set<Role>> expected = Map.of(
                "GET /jobs", EnumSet.allOf(Role.class),
                "POST /jobs", EnumSet.of(Role.ADMIN, Role.OPERATOR, Role.SUBMIT),
                "POST /jobs/{id}/retry", EnumSet.of(Role.ADMIN, Role.OPERATOR),
                "GET /workers", EnumSet.of(Role.ADMIN, Role.OPERATOR, Role.VIEWER),
                "DELETE /workers/{id}", EnumSet.of(Role.ADMIN, Role.OPERATOR),
                "POST /workers/pending/{id}/approve", EnumSet.of(Role.ADMIN, Role.OPERATOR),
                "POST /models", EnumSet.of(Role.ADMIN, Role.OPERATOR),
                "GET /keys", EnumSet.of(Role.ADMIN),
                "POST /keys", EnumSet.of(Role.ADMIN),
                "DELETE /keys/{id}", EnumSet.of(Role.ADMIN));
        for (Map.Entry<String, Set<Role>> route : expected.entrySet()) {
            for (Role role : Role.values()) {
                FakeExchange answer = studio.as("sk-" + role.wireName(), route.getKey(), Map.of("id", "none"), "{}");

                assertThat(answer.status() == 403)
                        .as(route.getKey() + " as " + role)
                        .isEqualTo(!route.getValue().contains(role));
            }
        }
    }

    @Test
    void theConsoleIsAdminForItsHostHasAskedAlready() throws Exception {
        HostRoutes console = new HostRoutes(studio.routes);

        assertThat(FakeExchange.call(console, "GET /studio/keys").status()).isEqualTo(200);
    }

    @Test
    void aRouteThatIsNotThereIsToldInJson() throws Exception {
        FakeExchange unknown = studio.call("GET /{s0}/{s1}", Map.of("s0", "no", "s1", "where"), "");
        FakeExchange wrong = studio.call("PUT /{s0}", Map.of("s0", "jobs"), "");

        assertThat(unknown.code()).isEqualTo("not_found");
        assertThat(wrong.status()).isEqualTo(405);
        assertThat(wrong.headers()).containsEntry("Allow", "GET, POST");
    }

    @Test
    void aKeyShowsItsSecretOnceAndDiesWhenRevoked() throws Exception {
        FakeExchange made = studio.call("POST /keys", Map.of(), "{\"role\":\"viewer\",\"name\":\"screen\"}");
        String secret = made.answered().path("secret").asText();
        String id = made.answered().path("id").asText();

        assertThat(secret).matches("sk-[0-9a-f]{48}");
        assertThat(studio.as(secret, "GET /jobs", Map.of(), "").status()).isEqualTo(200);
        assertThat(studio.call("GET /keys").text()).contains(id).doesNotContain(secret);
        assertThat(studio.call("DELETE /keys/{id}", Map.of("id", id), "").status())
                .isEqualTo(204);
        assertThat(studio.as(secret, "GET /jobs", Map.of(), "").status()).isEqualTo(401);
        assertThat(studio.call("DELETE /keys/{id}", Map.of("id", id), "").status())
                .isEqualTo(404);
        assertThat(studio.call("POST /keys", Map.of(), "{\"role\":\"emperor\"}").status())
                .isEqualTo(400);
    }

    @Test
    void theAdminTokenIsMintedOnceAndOnlyForItsOwner() throws Exception {
        Path state = folder.resolve("state");

        String first = AdminToken.readOrMint(state).value();

        assertThat(first).matches("[0-9a-f]{64}");
        assertThat(AdminToken.readOrMint(state).value()).isEqualTo(first);
        assertThat(java.nio.file.attribute.PosixFilePermissions.toString(
                        java.nio.file.Files.getPosixFilePermissions(state.resolve("studio-admin-token"))))
                .isEqualTo("rw-------");
    }
}
