package dev.atelier.itests;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;

/** Hands out the bundles of a folder, whole or only to their middle. Says no size beforehand. */
final class BundleServer implements AutoCloseable {
    private final Path folder;
    private final HttpServer server;
    private final ExecutorService threads = Executors.newCachedThreadPool();
    private final CountDownLatch rest = new CountDownLatch(1);

    BundleServer(Path folder) throws IOException {
        this.folder = folder;
        this.server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.createContext("/whole/", exchange -> answer(exchange, false));
        server.createContext("/halted/", exchange -> answer(exchange, true));
        server.setExecutor(threads);
        server.start();
    }

    String whole(Path jar) {
        return url("/whole/", jar);
    }

    /** Of this one nothing comes after the first half. */
    String halted(Path jar) {
        return url("/halted/", jar);
    }

    private String url(String context, Path jar) {
        return "http://127.0.0.1:" + server.getAddress().getPort() + context + folder.relativize(jar);
    }

    private void answer(HttpExchange exchange, boolean halt) throws IOException {
        String path = exchange.getRequestURI().getPath();
        Path file = folder.resolve(path.substring(path.indexOf('/', 1) + 1));
        try (exchange) {
            if (!Files.isRegularFile(file)) {
                exchange.sendResponseHeaders(404, -1);
                return;
            }
            byte[] bytes = Files.readAllBytes(file);
            exchange.sendResponseHeaders(200, 0);
            try (OutputStream out = exchange.getResponseBody()) {
                out.write(halt ? Arrays.copyOf(bytes, bytes.length / 2) : bytes);
                out.flush();
                if (halt) {
                    rest.await();
                }
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    @Override
    public void close() {
        rest.countDown();
        server.stop(0);
        threads.shutdownNow();
    }
}
