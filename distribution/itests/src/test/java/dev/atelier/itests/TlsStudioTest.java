package dev.atelier.itests;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyStore;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManagerFactory;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A studio with a certificate its operator has issued, and who comes to it from elsewhere. */
class TlsStudioTest {
    private static final String PASSWORD = "correct-horse";

    @TempDir
    static Path temp;

    private static Path trusted;
    private static Atelier studio;
    private static HttpClient customer;

    @BeforeAll
    static void start() throws Exception {
        Path keys = temp.resolve("keys.p12");
        Path certificate = temp.resolve("studio.crt");
        trusted = temp.resolve("trusted.p12");
        keytool(keys, "-genkeypair", "-keyalg", "EC", "-dname", "CN=studio", "-ext", "san=ip:127.0.0.1");
        keytool(keys, "-exportcert", "-rfc", "-file", certificate.toString());
        keytool(trusted, "-importcert", "-noprompt", "-file", certificate.toString());
        Path password = Files.writeString(temp.resolve("password"), PASSWORD + "\n");
        studio = Atelier.start(
                temp.resolve("studio"),
                Map.of(
                        "ATELIER_HTTP_TLS_KEYSTORE", keys.toString(),
                        "ATELIER_HTTP_TLS_KEYSTORE_PASSWORD_FILE", password.toString()),
                "studio");
        customer = HttpClient.newBuilder().sslContext(trusting(trusted)).build();
    }

    @AfterAll
    static void stop() {
        studio.close();
    }

    private static void keytool(Path store, String... what) throws Exception {
        List<String> line = new ArrayList<>(List.of(
                Path.of(System.getProperty("java.home"), "bin", "keytool").toString()));
        line.addAll(List.of(what));
        line.addAll(List.of("-alias", "studio", "-storetype", "PKCS12", "-storepass", PASSWORD));
        line.addAll(List.of("-keystore", store.toString()));
        Process keytool = new ProcessBuilder(line).redirectErrorStream(true).start();
        String said = new String(keytool.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertThat(keytool.waitFor()).as(said).isZero();
    }

    private static SSLContext trusting(Path store) throws Exception {
        TrustManagerFactory managers = TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
        managers.init(KeyStore.getInstance(store.toFile(), PASSWORD.toCharArray()));
        SSLContext context = SSLContext.getInstance("TLS");
        context.init(null, managers.getTrustManagers(), null);
        return context;
    }

    private static String url() {
        return studio.endpoints().path("studio").path("url").asText();
    }

    private static Atelier worker(String home, String javaOptions) throws Exception {
        return Atelier.start(
                temp.resolve(home),
                Map.of(
                        "ATELIER_API_BASE_URL",
                        url(),
                        "ATELIER_JAVA_OPTS",
                        javaOptions,
                        "ATELIER_REGISTRATION_POLL_MS",
                        "200"),
                "run");
    }

    @Test
    void aWorkerThatTrustsTheCertificateIsLetInAndWorks() throws Exception {
        assertThat(url()).startsWith("https://");
        try (Atelier worker = worker(
                "trusting",
                "-Djavax.net.ssl.trustStore=" + trusted + " -Djavax.net.ssl.trustStorePassword=" + PASSWORD)) {
            String fingerprint = Awaitility.await()
                    .atMost(StudioWorker.PATIENCE)
                    .until(
                            () -> studio.cli("workers", "pending", "--json")
                                    .json()
                                    .path("pending"),
                            pending -> pending.size() == 1)
                    .path(0)
                    .path("fingerprint")
                    .asText();
            assertThat(studio.cli("workers", "approve", fingerprint, "--yes").code())
                    .isZero();
            StudioWorker.awaitSession(worker, "connected");
            String key = studio.cli("keys", "create", "customer", "--role", "submit")
                    .out()
                    .strip();

            HttpResponse<String> answer = chat(key);

            assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
            JsonNode said = Atelier.JSON.readTree(answer.body());
            assertThat(said.at("/choices/0/message/content").asText()).startsWith("[synthetic] reply");
        }
    }

    @Test
    void aWorkerThatDoesNotTrustItSaysSoAndWhatToDo() throws Exception {
        try (Atelier worker = worker("wary", "")) {
            Awaitility.await().atMost(StudioWorker.PATIENCE).untilAsserted(() -> assertThat(
                            worker.get("/daemon/logs").toString())
                    .contains("the studio's certificate is not trusted here")
                    .contains("javax.net.ssl.trustStore"));
        }
    }

    @Test
    void nobodyIsServedWithoutTls() throws Exception {
        URI plain = URI.create(url().replaceFirst("https", "http") + "/healthz");
        HttpRequest request = HttpRequest.newBuilder(plain).build();

        CompletableFuture<Integer> status = HttpClient.newHttpClient()
                .sendAsync(request, BodyHandlers.discarding())
                .handle((answer, failure) -> failure == null ? answer.statusCode() : 400);

        assertThat(status).succeedsWithin(StudioWorker.PATIENCE).isEqualTo(400);
    }

    private static HttpResponse<String> chat(String key) throws Exception {
        return customer.send(
                HttpRequest.newBuilder(URI.create(url() + "/v1/chat/completions"))
                        .header("Authorization", "Bearer " + key)
                        .header("Content-Type", "application/json")
                        .POST(
                                BodyPublishers.ofString(
                                        "{\"model\":\"synthetic-llm\",\"messages\":[{\"role\":\"user\",\"content\":\"hello\"}]}"))
                        .build(),
                BodyHandlers.ofString());
    }
}
