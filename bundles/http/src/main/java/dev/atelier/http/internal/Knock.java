package dev.atelier.http.internal;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.URI;
import java.nio.charset.StandardCharsets;

/** Asks a listener once whether somebody answers there; a registered servlet alone does not tell. */
final class Knock {
    private static final int TIMEOUT_MS = 1_000;

    private Knock() {}

    static boolean answered(URI listener, String path) {
        try (Socket socket = new Socket()) {
            socket.connect(new InetSocketAddress(listener.getHost(), listener.getPort()), TIMEOUT_MS);
            socket.setSoTimeout(TIMEOUT_MS);
            String request =
                    "GET " + path + " HTTP/1.1\r\nHost: " + listener.getAuthority() + "\r\nConnection: close\r\n\r\n";
            socket.getOutputStream().write(request.getBytes(StandardCharsets.US_ASCII));
            String status = new BufferedReader(
                            new InputStreamReader(socket.getInputStream(), StandardCharsets.US_ASCII))
                    .readLine();
            return status != null && status.matches("HTTP/1.1 [1-4].*") && !status.startsWith("HTTP/1.1 404");
        } catch (IOException e) {
            return false;
        }
    }
}
