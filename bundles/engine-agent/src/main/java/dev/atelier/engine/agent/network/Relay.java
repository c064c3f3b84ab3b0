package dev.atelier.engine.agent.network;

import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;

/**
 * A program of its own, run where a container's network is: what connects to its loopback port is led to a Unix socket
 * of the host, which knows nothing of networks. One class, so that it can be put down as one file.
 */
public final class Relay {
    private static final int PIECE = 16 * 1024;

    private Relay() {}

    /** Ends with its standard input. */
    public static void main(String[] arguments) throws IOException {
        UnixDomainSocketAddress target = UnixDomainSocketAddress.of(Path.of(arguments[0]));
        int port = Integer.parseInt(arguments[1]);
        ServerSocketChannel server = ServerSocketChannel.open();
        server.bind(new InetSocketAddress(InetAddress.getByAddress(new byte[] {127, 0, 0, 1}), port));
        start(() -> accept(server, target));
        try (FileOutputStream told = new FileOutputStream(FileDescriptor.out)) {
            told.write("ready\n".getBytes(StandardCharsets.US_ASCII));
        }
        while (System.in.read() >= 0) {
            // nothing is said to it; the end is the end
        }
        System.exit(0);
    }

    private static void accept(ServerSocketChannel server, UnixDomainSocketAddress target) {
        while (true) {
            try {
                SocketChannel inside = server.accept();
                start(() -> join(inside, target));
            } catch (IOException e) {
                System.exit(1);
            }
        }
    }

    private static void join(SocketChannel inside, UnixDomainSocketAddress target) {
        try (inside;
                SocketChannel outside = SocketChannel.open(StandardProtocolFamily.UNIX)) {
            outside.connect(target);
            Thread back = start(() -> pump(outside, inside));
            pump(inside, outside);
            back.join();
        } catch (IOException e) {
            // the one inside sees its connection end
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private static void pump(SocketChannel from, SocketChannel to) {
        ByteBuffer piece = ByteBuffer.allocate(PIECE);
        try {
            while (from.read(piece) >= 0) {
                piece.flip();
                while (piece.hasRemaining()) {
                    to.write(piece);
                }
                piece.clear();
            }
            to.shutdownOutput();
        } catch (IOException e) {
            close(from);
            close(to);
        }
    }

    private static void close(SocketChannel channel) {
        try {
            channel.close();
        } catch (IOException e) {
            // closed enough
        }
    }

    private static Thread start(Runnable work) {
        Thread thread = new Thread(work);
        thread.setDaemon(true);
        thread.start();
        return thread;
    }
}
