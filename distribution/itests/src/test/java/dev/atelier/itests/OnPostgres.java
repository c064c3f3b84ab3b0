package dev.atelier.itests;

import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.sql.SQLException;
import java.util.List;

/**
 * Runs a command beside a real PostgreSQL. In the command's environment {@code KIT_DB_URL_CMD} is a command that prints
 * the address of a database nobody has used.
 */
final class OnPostgres {
    private OnPostgres() {}

    public static void main(String[] command) throws Exception {
        System.exit(run(List.of(command)));
    }

    static int run(List<String> command) throws Exception {
        try (Postgres postgres = Postgres.start()) {
            HttpServer desk = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
            desk.createContext("/", exchange -> {
                byte[] url = emptyDatabase(postgres).getBytes(StandardCharsets.UTF_8);
                exchange.sendResponseHeaders(200, url.length);
                exchange.getResponseBody().write(url);
                exchange.close();
            });
            desk.start();
            try {
                ProcessBuilder builder = new ProcessBuilder(command).inheritIO();
                builder.environment()
                        .put("KIT_DB_URL_CMD", asking(desk.getAddress().getPort()));
                return builder.start().waitFor();
            } finally {
                desk.stop(0);
            }
        }
    }

    /** Whoever runs the suites has node. */
    private static String asking(int port) {
        return "node -e \"fetch('http://127.0.0.1:" + port + "/').then(a => a.text()).then(t => console.log(t))\"";
    }

    private static String emptyDatabase(Postgres postgres) throws IOException {
        try {
            return postgres.emptyDatabase();
        } catch (SQLException e) {
            throw new IOException(e);
        }
    }
}
