package dev.atelier.containers.internal;

import java.io.Closeable;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.channels.Channels;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;

/** A Unix socket that answers what a test wants, byte for byte. */
final class FakeEngine implements Closeable {
    private final Path folder;
    private final ServerSocketChannel server;
    private final ExecutorService threads = Executors.newCachedThreadPool();
    private final CountDownLatch closed = new CountDownLatch(1);

    /** Answers one connection. */
    interface Answer {
        void to(InputStream in, OutputStream out, FakeEngine engine) throws Exception;
    }

    FakeEngine(Answer answer) throws IOException {
        // A socket's path is short; the folder of a build need not be.
        folder = Files.createTempDirectory(Path.of("/tmp"), "atelier-engine");
        server = ServerSocketChannel.open(StandardProtocolFamily.UNIX);
        server.bind(UnixDomainSocketAddress.of(socket()));
        threads.execute(() -> accept(answer));
    }

    Path socket() {
        return folder.resolve("engine.sock");
    }

    void untilClosed() throws InterruptedException {
        closed.await();
    }

    /** Reads a request's head. */
    static String head(InputStream in) throws IOException {
        StringBuilder head = new StringBuilder();
        while (head.indexOf("\r\n\r\n") < 0) {
            int b = in.read();
            if (b < 0) {
                break;
            }
            head.append((char) b);
        }
        return head.toString();
    }

    private void accept(Answer answer) {
        try {
            while (true) {
                SocketChannel channel = server.accept();
                threads.execute(() -> answer(answer, channel));
            }
        } catch (IOException e) {
            // the test is over
            closed.countDown();
        }
    }

    private void answer(Answer answer, SocketChannel channel) {
        try (channel) {
            answer.to(Channels.newInputStream(channel), Channels.newOutputStream(channel), this);
        } catch (Exception e) {
            // whoever asked hung up, as some tests want it
        }
    }

    @Override
    public void close() throws IOException {
        closed.countDown();
        server.close();
        threads.shutdownNow();
        Files.deleteIfExists(socket());
        Files.delete(folder);
    }
}
