package dev.atelier.engine.agent.git;

import com.sun.net.httpserver.BasicAuthenticator;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpsConfigurator;
import com.sun.net.httpserver.HttpsServer;
import java.io.Closeable;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyStore;
import java.util.Base64;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;

/** A host that shows its repositories to whoever has its token. */
final class HttpsRemote implements Closeable {
    private static final String PASSWORD = "correct horse";

    private final Path folder;
    private final HttpsServer server;
    private final List<String> users = new CopyOnWriteArrayList<>();

    private HttpsRemote(Path folder, HttpsServer server) {
        this.folder = folder;
        this.server = server;
    }

    /** @param root below which repositories are, for dumb transport */
    static HttpsRemote serve(Path folder, Path root, String token) throws Exception {
        Path store = Files.createDirectories(folder).resolve("key.p12");
        keytool("-genkeypair", "-keystore", store.toString(), "-keyalg", "EC", "-dname", "CN=localhost");
        keytool("-exportcert", "-keystore", store.toString(), "-rfc", "-file", folder + "/certificate.pem");
        KeyManagerFactory keys = KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
        keys.init(KeyStore.getInstance(store.toFile(), PASSWORD.toCharArray()), PASSWORD.toCharArray());
        SSLContext context = SSLContext.getInstance("TLS");
        context.init(keys.getKeyManagers(), null, null);
        HttpsServer server = HttpsServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.setHttpsConfigurator(new HttpsConfigurator(context));
        HttpsRemote remote = new HttpsRemote(folder, server);
        server.createContext("/", exchange -> show(exchange, root)).setAuthenticator(new BasicAuthenticator("git") {
            @Override
            public boolean checkCredentials(String user, String password) {
                remote.users.add(user);
                return password.equals(token);
            }
        });
        server.start();
        return remote;
    }

    private static void keytool(String... arguments) throws Exception {
        ProcessBuilder keytool = new ProcessBuilder(Path.of(System.getProperty("java.home"), "bin", "keytool")
                        .toString())
                .redirectErrorStream(true)
                .redirectOutput(ProcessBuilder.Redirect.DISCARD);
        keytool.command().addAll(List.of(arguments));
        keytool.command().addAll(List.of("-alias", "git", "-storepass", PASSWORD, "-storetype", "PKCS12"));
        if (arguments[0].equals("-genkeypair")) {
            keytool.command().addAll(List.of("-ext", "san=ip:127.0.0.1,dns:localhost"));
        }
        if (keytool.start().waitFor() != 0) {
            throw new IOException("keytool failed");
        }
    }

    private static void show(HttpExchange exchange, Path root) throws IOException {
        Path file =
                root.resolve(exchange.getRequestURI().getPath().substring(1)).normalize();
        byte[] body = file.startsWith(root) && Files.isRegularFile(file) ? Files.readAllBytes(file) : new byte[0];
        exchange.sendResponseHeaders(body.length == 0 ? 404 : 200, body.length == 0 ? -1 : body.length);
        try (var out = exchange.getResponseBody()) {
            out.write(body);
        }
    }

    String host() {
        return "localhost:" + server.getAddress().getPort();
    }

    /** For git to trust it. */
    Path certificate() {
        return folder.resolve("certificate.pem");
    }

    /** Who came with whatever token. */
    List<String> users() {
        return users;
    }

    /** As it travels. */
    static String encoded(String user, String token) {
        return Base64.getEncoder().encodeToString((user + ":" + token).getBytes(StandardCharsets.UTF_8));
    }

    @Override
    public void close() {
        server.stop(0);
    }
}
