package dev.atelier.launcher.cli.io;

import java.io.BufferedInputStream;
import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.Locale;

/**
 * One HTTP/1.1 request on a socket of its own, and its answer. The clients of the JDK take longer to load than the
 * whole command may take.
 */
final class HttpCall implements AutoCloseable {
    private static final int CONNECT_MS = 3_000;

    private Socket socket;
    private int status;
    private String type = "";
    private InputStream body = InputStream.nullInputStream();

    private HttpCall(Socket socket) {
        this.socket = socket;
    }

    /** What a request carries, written once and possibly long. */
    interface Body {
        String type();

        long length();

        void writeTo(OutputStream out) throws IOException;
    }

    static HttpCall send(String base, String token, String method, String path, Body content, int silenceMs)
            throws IOException {
        URI url = URI.create(base);
        boolean secure = "https".equalsIgnoreCase(url.getScheme());
        int port = url.getPort() >= 0 ? url.getPort() : secure ? 443 : 80;
        HttpCall call = new HttpCall(new Socket());
        try {
            call.socket.connect(new InetSocketAddress(url.getHost(), port), CONNECT_MS);
            call.socket.setSoTimeout(silenceMs);
            if (secure) {
                call.socket = Tls.over(call.socket, url.getHost(), port);
            }
            call.write(url.getHost() + ":" + port, token, method, url.getRawPath() + path, content);
            call.readHead();
            return call;
        } catch (IOException | RuntimeException e) {
            call.close();
            throw e;
        }
    }

    int status() {
        return status;
    }

    String type() {
        return type;
    }

    InputStream body() {
        return body;
    }

    private void write(String host, String token, String method, String path, Body content) throws IOException {
        OutputStream out = new BufferedOutputStream(socket.getOutputStream(), 65_536);
        StringBuilder head = new StringBuilder(method).append(' ').append(path).append(" HTTP/1.1\r\nHost: ");
        head.append(host).append("\r\nAuthorization: Bearer ").append(token).append("\r\nConnection: close\r\n");
        if (!content.type().isEmpty()) {
            head.append("Content-Type: ").append(content.type()).append("\r\n");
        }
        if (!content.type().isEmpty() || !method.equals("GET")) {
            head.append("Content-Length: ").append(content.length()).append("\r\n");
        }
        out.write(head.append("\r\n").toString().getBytes(StandardCharsets.UTF_8));
        try {
            content.writeTo(out);
            out.flush();
        } catch (java.net.SocketException e) {
            // an upload that is refused while it is on its way: the answer says why, if one came
            if (socket.getInputStream().available() == 0) {
                throw e;
            }
        }
    }

    private void readHead() throws IOException {
        InputStream in = new BufferedInputStream(socket.getInputStream(), 16_384);
        String first = HttpBody.readLine(in);
        if (!first.startsWith("HTTP/1.") || first.length() < 12) {
            throw new IOException("the answer is no HTTP: `" + first + "`");
        }
        try {
            status = Integer.parseInt(first.substring(9, 12));
            body = HttpBody.toTheEnd(in);
            for (String line = HttpBody.readLine(in); !line.isEmpty(); line = HttpBody.readLine(in)) {
                header(line, in);
            }
        } catch (NumberFormatException e) {
            throw new IOException("the answer is no HTTP: " + e.getMessage(), e);
        }
        if (status == 204) {
            body = InputStream.nullInputStream();
        }
    }

    private void header(String line, InputStream in) {
        int colon = line.indexOf(':');
        if (colon < 0) {
            return;
        }
        String value = line.substring(colon + 1).strip();
        switch (line.substring(0, colon).toLowerCase(Locale.ROOT)) {
            case "content-type" -> type = value;
            case "content-length" -> body = HttpBody.ofLength(in, Long.parseLong(value));
            case "transfer-encoding" -> body = HttpBody.chunked(in);
            default -> {}
        }
    }

    @Override
    public void close() {
        try {
            socket.close();
        } catch (IOException e) {
            // nothing of it is used any more, and it is closed all the same
            status = 0;
        }
    }
}
