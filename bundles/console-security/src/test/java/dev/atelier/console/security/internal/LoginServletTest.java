package dev.atelier.console.security.internal;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class LoginServletTest {
    private static final String OURS = "same-origin";

    private final TestClock clock = new TestClock();
    private final PasswordFile password;
    private final Doors doors;
    private final LoginServlet servlet;
    private final Path file;

    LoginServletTest(@TempDir Path home) {
        file = home.resolve("console-password");
        password = new PasswordFile(file);
        doors = new Doors(password, Duration.ofHours(12), clock);
        servlet = new LoginServlet(doors);
    }

    @Test
    void withoutAPasswordOnlyTheLinkLeadsIn() throws IOException {
        assertThat(post("", "password=").status()).isEqualTo(403);
        assertThat(get("", "").body()).contains("Open the login link").doesNotContain("<form");
        assertThat(post("/password", "password=long-enough-1&again=long-enough-1")
                        .header("Location"))
                .isEqualTo("/login");
        assertThat(file).doesNotExist();
    }

    @Test
    void theLinkOpensAndOffersAPassword() throws IOException {
        String token = doors.links().issue();

        FakeExchange in = get("", "token=" + token);
        FakeExchange again = get("", "token=" + token);

        assertThat(in.header("Location")).isEqualTo("/login/password");
        assertThat(in.header("Set-Cookie"))
                .contains("HttpOnly", "SameSite=Strict", "Path=/")
                .doesNotContain("Secure");
        assertThat(again.status()).isEqualTo(403);
        assertThat(again.header("Set-Cookie")).isEmpty();
    }

    @Test
    void theFirstPasswordIsSetFromInside() throws IOException {
        String cookie = cookieOf(get("", "token=" + doors.links().issue()));

        assertThat(postAs(cookie, "/password", "password=short&again=short").status())
                .isEqualTo(400);
        assertThat(postAs(cookie, "/password", "password=long-enough-1&again=long-enough-2")
                        .status())
                .isEqualTo(400);
        assertThat(postAs(cookie, "/password", "password=long-enough-1&again=long-enough-1")
                        .header("Location"))
                .isEqualTo("/system/console");
        assertThat(Files.readString(file)).startsWith("pbkdf2-sha256$");
        assertThat(post("", "password=long-enough-1&next=/system/console/jobs").header("Location"))
                .isEqualTo("/system/console/jobs");
        // one password does not replace another this way
        postAs(cookie, "/password", "password=another-one-2&again=another-one-2");
        assertThat(password.read().orElseThrow().matches("long-enough-1")).isTrue();
    }

    @Test
    void guessingIsToldToWait() throws IOException {
        password.write(PasswordHash.of("right", 10_000));
        IntStream.range(0, 5)
                .forEach(i ->
                        assertThat(postUnchecked("password=wrong").status()).isEqualTo(403));

        FakeExchange early = post("", "password=right");
        assertThat(early.status()).isEqualTo(429);
        assertThat(early.header("Retry-After")).isEqualTo("1");

        clock.turn(Duration.ofSeconds(1));
        assertThat(post("", "password=right").header("Location")).isEqualTo("/system/console");
    }

    @Test
    void anotherSitesFormIsRefused() throws IOException {
        password.write(PasswordHash.of("right", 10_000));

        FakeExchange foreign =
                FakeExchange.of("POST", "", Map.of("Sec-Fetch-Site", "cross-site"), "password=right", "");
        servlet.service(foreign.request(), foreign.response());

        assertThat(foreign.status()).isEqualTo(403);
        assertThat(foreign.header("Set-Cookie")).isEmpty();
    }

    @Test
    void anotherNameIsRefusedOverLoopbackUnlessATrustedProxyPassesItOn() throws IOException {
        password.write(PasswordHash.of("right", 10_000));
        Map<String, String> named = Map.of("Host", "studio.example", "Origin", "https://studio.example");
        FakeExchange direct = FakeExchange.of("GET", "", named, "", "");
        FakeExchange passedOn = FakeExchange.of("GET", "", named, "", "").passedOn();
        FakeExchange form =
                FakeExchange.of("POST", "", named, "password=right", "").passedOn();

        servlet.service(direct.request(), direct.response());
        servlet.service(passedOn.request(), passedOn.response());
        servlet.service(form.request(), form.response());

        assertThat(direct.body()).contains("foreign_host");
        assertThat(passedOn.status()).isEqualTo(200);
        assertThat(form.header("Location")).isEqualTo("/system/console");
    }

    @Test
    void nextNeverLeadsElsewhere() throws IOException {
        password.write(PasswordHash.of("right", 10_000));

        assertThat(post("", "password=right&next=https://evil.example/").header("Location"))
                .isEqualTo("/system/console");
        assertThat(post("", "password=right&next=//evil.example").header("Location"))
                .isEqualTo("/system/console");
    }

    private FakeExchange get(String path, String query) throws IOException {
        FakeExchange exchange = FakeExchange.of("GET", path, Map.of(), "", query);
        servlet.service(exchange.request(), exchange.response());
        return exchange;
    }

    private FakeExchange post(String path, String form) throws IOException {
        return postAs("", path, form);
    }

    private FakeExchange postAs(String cookie, String path, String form) throws IOException {
        FakeExchange exchange =
                FakeExchange.of("POST", path, Map.of("Sec-Fetch-Site", OURS, "Cookie", cookie), form, "");
        servlet.service(exchange.request(), exchange.response());
        return exchange;
    }

    private FakeExchange postUnchecked(String form) {
        try {
            return post("", form);
        } catch (IOException e) {
            throw new AssertionError(e);
        }
    }

    private static String cookieOf(FakeExchange exchange) {
        String set = exchange.header("Set-Cookie");
        return set.substring(set.indexOf('=') + 1, set.indexOf(';'));
    }
}
