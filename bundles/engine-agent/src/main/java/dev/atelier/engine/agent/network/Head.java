package dev.atelier.engine.agent.network;

import java.io.ByteArrayOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.net.URI;
import java.net.URISyntaxException;
import java.nio.ByteBuffer;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;

/**
 * The head of a request to a proxy.
 *
 * @param tunnel whether only bytes are wanted from now on
 * @param host without the brackets of an address
 * @param lines of it, the first being the request itself
 * @param rest what came behind it
 */
@SuppressWarnings("ArrayRecordComponent") // handed over once, never compared
record Head(boolean tunnel, String host, int port, List<String> lines, byte[] rest) {
    private static final int MOST = 32 * 1024;
    private static final int HTTP = 80;
    private static final String END = "\r\n\r\n";

    /** @throws IOException when it is none, or too long */
    static Head read(SocketChannel client) throws IOException {
        ByteArrayOutputStream read = new ByteArrayOutputStream();
        ByteBuffer piece = ByteBuffer.allocate(4096);
        int end = -1;
        while (end < 0) {
            if (read.size() > MOST) {
                throw new IOException("the head of a request is too long");
            }
            if (client.read(piece) < 0) {
                throw new EOFException("a request ended early");
            }
            read.write(piece.array(), 0, piece.position());
            piece.clear();
            end = read.toString(StandardCharsets.ISO_8859_1).indexOf(END);
        }
        byte[] all = read.toByteArray();
        String head = new String(all, 0, end, StandardCharsets.ISO_8859_1);
        return parse(List.of(head.split("\r\n", -1)), Arrays.copyOfRange(all, end + END.length(), all.length));
    }

    private static Head parse(List<String> lines, byte[] rest) throws IOException {
        String[] request = lines.get(0).split(" ", -1);
        if (request.length != 3 || !request[2].startsWith("HTTP/1.")) {
            throw new IOException("not a request to a proxy");
        }
        boolean tunnel = request[0].equals("CONNECT");
        try {
            URI target = new URI(tunnel ? "tunnel://" + request[1] : request[1]);
            String host = target.getHost();
            boolean plain = tunnel || "http".equalsIgnoreCase(target.getScheme());
            if (host == null || !plain || target.getUserInfo() != null) {
                throw new IOException("not a request to a proxy");
            }
            int port = target.getPort() < 0 ? HTTP : target.getPort();
            return new Head(tunnel, host, port, lines, rest);
        } catch (URISyntaxException e) {
            throw new IOException("not a request to a proxy", e);
        }
    }

    String method() {
        return lines.get(0).split(" ", -1)[0];
    }

    /** Without the query. */
    String path() {
        String target = lines.get(0).split(" ", -1)[1];
        int path = target.indexOf('/', target.indexOf("://") + 3);
        int query = target.indexOf('?');
        return path < 0 ? "/" : target.substring(path, query < path ? target.length() : query);
    }

    /** As its server wants to see it: for itself, one request, and nothing that is between client and proxy. */
    byte[] forServer() {
        String[] request = lines.get(0).split(" ", -1);
        String url = request[1];
        int path = url.indexOf('/', url.indexOf("://") + 3);
        StringBuilder head = new StringBuilder(method())
                .append(' ')
                .append(path < 0 ? "/" : url.substring(path))
                .append(" HTTP/1.1\r\nHost: ")
                .append(host)
                .append(port == HTTP ? "" : ":" + port)
                .append("\r\nConnection: close\r\n");
        for (String line : lines.subList(1, lines.size())) {
            String name =
                    line.substring(0, Math.max(0, line.indexOf(':'))).strip().toLowerCase(Locale.ROOT);
            boolean between = name.startsWith("proxy-") || name.equals("connection") || name.equals("host");
            if (!between && !name.isEmpty()) {
                head.append(line).append("\r\n");
            }
        }
        return head.append("\r\n").toString().getBytes(StandardCharsets.ISO_8859_1);
    }
}
