package dev.atelier.itests;

import static org.assertj.core.api.Assertions.assertThat;

import dev.atelier.engine.api.Task;
import dev.atelier.fake.studio.Answer;
import dev.atelier.fake.studio.Approval;
import dev.atelier.fake.studio.Claims;
import dev.atelier.fake.studio.FakeSession;
import dev.atelier.fake.studio.FakeStudio;
import dev.atelier.fake.studio.HttpRequest;
import dev.atelier.fake.studio.Outcome;
import dev.atelier.fake.studio.Route;
import dev.atelier.wire.api.Claim;
import dev.atelier.wire.api.StudioErrorCode;
import java.net.CookieManager;
import java.net.HttpCookie;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Looks for every secret in everything the program writes and says. */
class SecretsTest {
    private static final String TOKEN = "canary-token-8c1f0d5e";
    private static final String OTHER_TOKEN = "canary-other-token-77ab";
    private static final String PASSWORD = "canary password of the console";
    private static final String TYPED = "canary-typed-by-mistake";

    private static final String LOCAL = "local API token";
    private static final String LINK = "login link";

    @TempDir
    Path temp;

    private final Leaks leaks = new Leaks();

    @Test
    void aWorkerAtWorkTellsNoSecret() throws Exception {
        try (FakeStudio studio = FakeStudio.start();
                Atelier atelier =
                        Atelier.start(temp.resolve("home"), StudioWorker.talkative(StudioWorker.of(studio)), "up")) {
            knowTheOwn(atelier);
            leaks.secret("auth token", TOKEN);
            leaks.secret("what was typed", TYPED);
            studio.approval(Approval.approvedAs("w-canary", TOKEN));
            knowTheRegistration(studio);
            FakeSession session = StudioWorker.nextConnected(studio);
            HttpClient browser = enter(atelier);
            work(studio, session);
            typeASecretWhereNoneBelongs(atelier);

            Surfaces surfaces = new Surfaces(atelier, leaks);
            assertThat(surfaces.localApi()).isGreaterThan(20);
            assertThat(surfaces.console(browser)).isGreaterThan(30);
            surfaces.withoutLogin();
            surfaces.commands();
            surfaces.process();
            leaks.search("output", atelier.output(), Set.of(LINK));
            leaks.files(atelier.home(), holders("auth token"));

            assertThat(atelier.stop()).isZero();
            leaks.search("output at the end", atelier.output(), Set.of(LINK));
            leaks.files(atelier.home(), holders("auth token"));
        }
        assertThat(leaks.found()).isEmpty();
        assertThat(leaks.searched()).isGreaterThan(200);
    }

    @Test
    void waitingRejectionAnotherStudioAndAWrongTokenTellNoSecret() throws Exception {
        Path home = temp.resolve("home");
        try (FakeStudio studio = FakeStudio.start();
                FakeStudio other = FakeStudio.start();
                Atelier atelier = Atelier.start(home, StudioWorker.talkative(StudioWorker.withoutStudio()), "run")) {
            knowTheOwn(atelier);
            leaks.secret("auth token", TOKEN);
            leaks.secret("token elsewhere", OTHER_TOKEN);
            StudioWorker.setStudio(atelier, studio);
            knowTheRegistration(studio);
            StudioWorker.awaitRegistration(atelier, "pending");
            lookEverywhere(atelier, holders("registration secret"));

            studio.approval(Approval.rejected("not this one"));
            StudioWorker.awaitRegistration(atelier, "rejected");
            lookEverywhere(atelier, holders());

            studio.approval(Approval.approvedAs("w-canary", TOKEN));
            assertThat(atelier.call("POST", "/daemon/registration/reset", null).statusCode())
                    .isEqualTo(202);
            StudioWorker.nextConnected(studio);

            other.approval(Approval.approvedAs("w-elsewhere", OTHER_TOKEN));
            StudioWorker.setStudio(atelier, other);
            FakeSession session = StudioWorker.nextConnected(other);
            Map<String, Set<String>> holders = holders("token elsewhere");
            holders.put("state/identity.previous.json", Set.of("auth token"));
            lookEverywhere(atelier, holders);

            other.forget("w-elsewhere");
            session.error(StudioErrorCode.AUTH_FAILED, "wrong token");
            assertThat(atelier.exit()).isEqualTo(1);
            assertThat(atelier.output()).contains("ws auth failed");
            leaks.search("output", atelier.output(), Set.of(LINK));
            leaks.files(home, holders);
        }
        assertThat(leaks.found()).isEmpty();
    }

    /** A studio, or what stands before it, may repeat what it was sent. */
    @Test
    void aTokenThatTheStudioSaysBackIsNotWrittenDown() throws Exception {
        Path home = temp.resolve("home");
        try (FakeStudio studio = FakeStudio.start();
                Atelier atelier = Atelier.start(home, StudioWorker.talkative(StudioWorker.of(studio)), "run")) {
            leaks.secret("auth token", TOKEN);
            studio.answer(Route.COMPLETE, request -> Answer.status(500, "headers: " + request.headers()));
            studio.approval(Approval.approvedAs("w-canary", TOKEN));
            FakeSession session = StudioWorker.nextConnected(studio);
            session.offer(Claims.image("j-echo", "an echo")).awaitOutcome(Outcome.Failed.class);
            session.close(1011, "bad bearer " + TOKEN);
            StudioWorker.nextConnected(studio).error(StudioErrorCode.AUTH_FAILED, "no worker has the token " + TOKEN);

            assertThat(atelier.exit()).isEqualTo(1);
            leaks.search("output", atelier.output());
            leaks.files(home, holders("auth token"));
        }
        assertThat(leaks.found()).isEmpty();
    }

    private void lookEverywhere(Atelier atelier, Map<String, Set<String>> holders) throws Exception {
        Surfaces surfaces = new Surfaces(atelier, leaks);
        surfaces.localApi();
        surfaces.withoutLogin();
        surfaces.process();
        leaks.search("atelier status", atelier.cli("status").out());
        leaks.search("output", atelier.output(), Set.of(LINK));
        leaks.files(atelier.home(), holders);
    }

    /** The only files that hold secrets, and which; nobody but their owner may read them. */
    private static Map<String, Set<String>> holders(String... inTheIdentity) {
        Map<String, Set<String>> holders = new LinkedHashMap<>();
        holders.put("state/identity.json", Set.of(inTheIdentity));
        holders.put("state/local-api-token", Set.of(LOCAL));
        holders.put("run/local-api.json", Set.of(LOCAL));
        holders.put("run/endpoints.json", Set.of(LOCAL));
        return holders;
    }

    private void knowTheOwn(Atelier atelier) {
        leaks.secret(LOCAL, atelier.token());
        // Said where it was started, a moment after it is ready; and nowhere else.
        leaks.secret(LINK, link(atelier).replaceAll(".*token=", ""));
    }

    private void knowTheRegistration(FakeStudio studio) {
        HttpRequest poll = studio.nextRequest(Route.POLL);
        String secret = String.valueOf(poll.header("authorization")).replace("Bearer ", "");
        assertThat(secret).hasSize(64);
        leaks.secret("registration secret", secret);
    }

    private static String link(Atelier atelier) {
        return atelier.lineWith("/login?token=").replaceAll(".*(http://\\S+).*", "$1");
    }

    /** Comes in by the link and sets a password. */
    private HttpClient enter(Atelier atelier) throws Exception {
        CookieManager cookies = new CookieManager();
        HttpClient browser = HttpClient.newBuilder().cookieHandler(cookies).build();
        send(browser, java.net.http.HttpRequest.newBuilder(URI.create(link(atelier))));
        String form = "password=" + PASSWORD.replace(' ', '+') + "&again=" + PASSWORD.replace(' ', '+');
        send(
                browser,
                java.net.http.HttpRequest.newBuilder(URI.create(atelier.origin() + "/login/password"))
                        .header("X-Atelier", "1")
                        .header("Content-Type", "application/x-www-form-urlencoded")
                        .POST(java.net.http.HttpRequest.BodyPublishers.ofString(form)));
        assertThat(send(browser, java.net.http.HttpRequest.newBuilder(URI.create(atelier.console() + "/api/session")))
                        .body())
                .contains("\"firstRun\":false");
        leaks.secret("console password", PASSWORD);
        for (HttpCookie cookie : cookies.getCookieStore().getCookies()) {
            if (cookie.getValue().length() > 20) {
                leaks.secret("cookie " + cookie.getName(), cookie.getValue());
            }
        }
        return browser;
    }

    private static HttpResponse<String> send(HttpClient browser, java.net.http.HttpRequest.Builder request)
            throws Exception {
        return browser.send(request.build(), HttpResponse.BodyHandlers.ofString());
    }

    /** Jobs of every kind, one nobody can do, and results the studio would not take. */
    private static void work(FakeStudio studio, FakeSession session) {
        for (Claim claim : List.of(
                Claims.image("j-image", "a canary"),
                Claims.llm("j-llm", "sing"),
                Claims.stt("j-stt", "data:audio/wav;base64,UklGRg=="),
                Claims.tts("j-tts", "tweet"),
                Claims.video("j-video", "a canary that flies"))) {
            assertThat(session.offer(claim).awaitOutcome()).isNotInstanceOf(Outcome.Failed.class);
        }
        session.offer(Claims.onEngine(Claims.of("j-none", "m", Task.Image.of("x")), "no-such-engine"))
                .awaitOutcome(Outcome.Failed.class);
        studio.answerNext(Route.COMPLETE, Answer.status(401, "who are you"));
        session.offer(Claims.image("j-refused", "refused")).awaitOutcome(Outcome.Failed.class);
        studio.answerNext(
                Route.COMPLETE, Answer.status(500, "no"), Answer.status(503, "no"), Answer.drop(), Answer.drop());
        session.offer(Claims.image("j-lost", "lost")).awaitOutcome();
        session.sendText("{\"type\":\"no such thing\"}");
        StudioWorker.nextConnected(studio);
    }

    private static void typeASecretWhereNoneBelongs(Atelier atelier) throws Exception {
        String url = "https://somebody:" + TYPED + "@studio.example";
        HttpResponse<byte[]> answer = atelier.call("PUT", "/settings", Map.of("api_base_url", url));
        assertThat(answer.statusCode()).isEqualTo(400);
        assertThat(new String(answer.body(), java.nio.charset.StandardCharsets.UTF_8))
                .doesNotContain(TYPED);
        assertThat(atelier.cli("register", "--api-base-url", url).err()).doesNotContain(TYPED);
        assertThat(Files.exists(atelier.home().resolve("etc"))).isTrue();
    }
}
