package dev.atelier.downloads.internal;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;

/** A file server on a real socket that can be made to fail in every way. One connection is one request. */
final class FaultyServer implements AutoCloseable {
    private final ServerSocket socket;
    private final ExecutorService threads = Executors.newCachedThreadPool();
    final List<Asked> asked = new CopyOnWriteArrayList<>();
    volatile byte[] file = new byte[0];
    volatile String tag = "\"one\"";
    volatile boolean ranges = true;
    volatile Handler handler = this::plain;

    /** A request, its header names in lower case. */
    record Asked(String path, Map<String, String> headers) {
        String header(String name) {
            return headers.getOrDefault(name, "");
        }
    }

    /** Answers one request. */
    interface Handler {
        void answer(Asked asked, OutputStream out) throws IOException, InterruptedException;
    }

    FaultyServer() throws IOException {
        socket = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
        threads.execute(this::accept);
    }

    String url(String path) {
        return "http://127.0.0.1:" + socket.getLocalPort() + path;
    }

    List<String> rangesAsked() {
        return asked.stream().map(each -> each.header("range")).toList();
    }

    /** As a good server does it. */
    void plain(Asked asked, OutputStream out) throws IOException {
        byte[] bytes = file;
        String range = asked.header("range");
        String condition = asked.header("if-range");
        if (!ranges || range.isEmpty() || !(condition.isEmpty() || condition.equals(tag))) {
            head(out, "200 OK", "Content-Length: " + bytes.length);
            out.write(bytes);
            return;
        }
        String[] ends = range.substring("bytes=".length()).split("-", 2);
        int from = Integer.parseInt(ends[0]);
        int to = ends[1].isEmpty() ? bytes.length : Integer.parseInt(ends[1]) + 1;
        if (from >= bytes.length) {
            head(out, "416 Range Not Satisfiable", "Content-Range: bytes */" + bytes.length, "Content-Length: 0");
            return;
        }
        part(out, from, to, bytes.length, bytes);
    }

    void part(OutputStream out, int from, int to, int total, byte[] bytes) throws IOException {
        head(
                out,
                "206 Partial Content",
                "Content-Range: bytes " + from + "-" + (to - 1) + "/" + total,
                "Content-Length: " + (to - from));
        out.write(bytes, from, to - from);
    }

    void head(OutputStream out, String status, String... headers) throws IOException {
        StringBuilder head = new StringBuilder("HTTP/1.1 " + status + "\r\nConnection: close\r\n");
        if (!tag.isEmpty()) {
            head.append("ETag: ").append(tag).append("\r\n");
        }
        if (ranges) {
            head.append("Accept-Ranges: bytes\r\n");
        }
        for (String header : headers) {
            head.append(header).append("\r\n");
        }
        out.write(head.append("\r\n").toString().getBytes(StandardCharsets.ISO_8859_1));
    }

    private void accept() {
        while (!socket.isClosed()) {
            try {
                Socket caller = socket.accept();
                threads.execute(() -> serve(caller));
            } catch (IOException e) {
                return;
            }
        }
    }

    private void serve(Socket caller) {
        try (caller) {
            BufferedReader in =
                    new BufferedReader(new InputStreamReader(caller.getInputStream(), StandardCharsets.ISO_8859_1));
            String first = in.readLine();
            Map<String, String> headers = new TreeMap<>();
            for (String line = in.readLine(); line != null && !line.isEmpty(); line = in.readLine()) {
                int colon = line.indexOf(':');
                headers.put(
                        line.substring(0, colon).toLowerCase(Locale.ROOT),
                        line.substring(colon + 1).strip());
            }
            if (first != null) {
                Asked request = new Asked(first.split(" ", 3)[1], headers);
                asked.add(request);
                OutputStream out = caller.getOutputStream();
                handler.answer(request, out);
                out.flush();
            }
        } catch (IOException e) {
            // the other side has hung up, which is what some tests want
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    @Override
    public void close() throws IOException {
        socket.close();
        threads.shutdownNow();
        try {
            if (!threads.awaitTermination(5, TimeUnit.SECONDS)) {
                throw new AssertionError("the server did not end");
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
