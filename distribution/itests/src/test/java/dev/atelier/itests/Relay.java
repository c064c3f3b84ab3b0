package dev.atelier.itests;

import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.function.Supplier;

/** A port that stays, in front of a server that comes back at another one each time. */
final class Relay implements AutoCloseable {
    private final ServerSocket door;
    private final Supplier<Optional<Integer>> behind;
    private final ExecutorService threads = Executors.newCachedThreadPool();
    private final Set<Socket> open = ConcurrentHashMap.newKeySet();

    Relay(Supplier<Optional<Integer>> behind) throws IOException {
        this.door = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
        this.behind = behind;
        threads.execute(this::accept);
    }

    String url() {
        return "http://127.0.0.1:" + door.getLocalPort();
    }

    private void accept() {
        while (!door.isClosed()) {
            try {
                Socket caller = door.accept();
                threads.execute(() -> serve(caller));
            } catch (IOException e) {
                return; // closed
            }
        }
    }

    private void serve(Socket caller) {
        try (caller) {
            open.add(caller);
            Optional<Integer> port = behind.get();
            if (port.isPresent()) {
                try (Socket server = new Socket(InetAddress.getLoopbackAddress(), port.get())) {
                    open.add(server);
                    threads.execute(() -> pump(server, caller));
                    pump(caller, server);
                    open.remove(server);
                }
            }
        } catch (IOException e) {
            // nobody there: the caller is hung up on
        } finally {
            open.remove(caller);
        }
    }

    /** When one side ends, so does the other. */
    private static void pump(Socket from, Socket to) {
        byte[] buffer = new byte[16 * 1024];
        try (from;
                to) {
            InputStream in = from.getInputStream();
            for (int n = in.read(buffer); n >= 0; n = in.read(buffer)) {
                to.getOutputStream().write(buffer, 0, n);
            }
        } catch (IOException e) {
            // the other end has gone
        }
    }

    @Override
    public void close() throws IOException {
        door.close();
        for (Socket socket : open) {
            socket.close();
        }
        threads.shutdownNow();
    }
}
