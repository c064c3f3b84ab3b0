package dev.atelier.benchmarks.peer;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;
import org.osgi.framework.BundleActivator;
import org.osgi.framework.BundleContext;
import org.osgi.util.tracker.ServiceTracker;

/**
 * Lets clients outside use the service: each byte in asks for one job; out comes the major version that did it,
 * {@code 0} where no service was there, {@code 255} where it failed.
 */
public final class ConsumerActivator implements BundleActivator {
    /** Framework property with the port to listen on. */
    public static final String PORT = "benchmark.port";

    private @Nullable ServerSocket listener;
    private @Nullable ExecutorService threads;

    @Override
    public void start(BundleContext context) throws Exception {
        var tracker = new ServiceTracker<Object, UnaryOperator<Object>>(
                context,
                context.createFilter(
                        "(&(objectClass=" + UnaryOperator.class.getName() + ")(" + ServiceActivator.MARK + "=true))"),
                null);
        tracker.open();
        ServerSocket socket =
                new ServerSocket(Integer.parseInt(context.getProperty(PORT)), 50, InetAddress.getLoopbackAddress());
        ExecutorService pool = Executors.newCachedThreadPool();
        listener = socket;
        threads = pool;
        pool.execute(() -> accept(socket, pool, tracker));
    }

    private static void accept(
            ServerSocket socket, ExecutorService pool, ServiceTracker<Object, UnaryOperator<Object>> tracker) {
        while (!socket.isClosed()) {
            try {
                Socket client = socket.accept();
                pool.execute(() -> serve(client, tracker));
            } catch (IOException e) {
                return;
            }
        }
    }

    private static void serve(Socket client, ServiceTracker<Object, UnaryOperator<Object>> tracker) {
        try (client) {
            client.setTcpNoDelay(true);
            while (client.getInputStream().read() >= 0) {
                client.getOutputStream().write(one(tracker.getService()));
            }
        } catch (IOException e) {
            // the client has gone
        }
    }

    private static int one(@Nullable UnaryOperator<Object> service) {
        if (service == null) {
            return 0;
        }
        try {
            String version = (String) service.apply("");
            return Integer.parseInt(version.substring(0, version.indexOf('.')));
        } catch (RuntimeException e) {
            return 255;
        }
    }

    @Override
    public void stop(BundleContext context) throws IOException {
        if (listener != null) {
            listener.close();
        }
        if (threads != null) {
            threads.shutdownNow();
        }
    }
}
