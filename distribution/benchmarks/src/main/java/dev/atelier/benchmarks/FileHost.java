package dev.atelier.benchmarks;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.Channels;
import java.nio.channels.FileChannel;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Serves one file, whole or in ranges, as fast as the machine can: the kernel copies it to the socket. */
final class FileHost implements AutoCloseable {
    private static final Pattern RANGE = Pattern.compile("(?i)range: bytes=(\\d+)-(\\d*)");

    private final Path file;
    private final ServerSocketChannel socket;
    private final ExecutorService threads = Executors.newCachedThreadPool(task -> {
        Thread thread = new Thread(task, "file-host");
        thread.setDaemon(true);
        return thread;
    });

    FileHost(Path file) throws IOException {
        this.file = file;
        socket = ServerSocketChannel.open().bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0));
        threads.execute(this::accept);
    }

    String url() throws IOException {
        return "http://127.0.0.1:" + ((InetSocketAddress) socket.getLocalAddress()).getPort() + "/file";
    }

    private void accept() {
        try {
            while (socket.isOpen()) {
                SocketChannel caller = socket.accept();
                threads.execute(() -> serve(caller));
            }
        } catch (IOException e) {
            // closed
        }
    }

    private void serve(SocketChannel caller) {
        try (caller;
                FileChannel in = FileChannel.open(file, StandardOpenOption.READ)) {
            BufferedReader lines = new BufferedReader(
                    new InputStreamReader(Channels.newInputStream(caller), StandardCharsets.ISO_8859_1));
            long from = 0;
            long to = in.size();
            boolean part = false;
            for (String line = lines.readLine(); line != null && !line.isEmpty(); line = lines.readLine()) {
                Matcher range = RANGE.matcher(line);
                if (range.matches()) {
                    part = true;
                    from = Long.parseLong(range.group(1));
                    to = range.group(2).isEmpty() ? to : Long.parseLong(range.group(2)) + 1;
                }
            }
            String head = (part
                            ? "HTTP/1.1 206 Partial\r\nContent-Range: bytes " + from + "-" + (to - 1) + "/" + in.size()
                            : "HTTP/1.1 200 OK")
                    + "\r\nAccept-Ranges: bytes\r\nETag: \"one\"\r\nConnection: close\r\nContent-Length: " + (to - from)
                    + "\r\n\r\n";
            caller.write(ByteBuffer.wrap(head.getBytes(StandardCharsets.ISO_8859_1)));
            while (from < to) {
                from += in.transferTo(from, to - from, caller);
            }
        } catch (IOException e) {
            // the other side has what it wanted
        }
    }

    @Override
    public void close() throws IOException {
        socket.close();
        threads.shutdownNow();
    }
}
