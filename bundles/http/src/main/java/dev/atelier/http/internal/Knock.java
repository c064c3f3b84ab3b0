package dev.atelier.http.internal;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import org.jspecify.annotations.Nullable;

/** Asks a listener once whether somebody answers there; a registered servlet alone does not tell. */
final class Knock {
    private static final int TIMEOUT_MS = 1_000;

    private Knock() {}

    /** @param identity what the listener proves to be when it speaks TLS */
    static boolean answered(URI listener, String path, @Nullable TlsIdentity identity) {
        try (Socket plain = new Socket()) {
            plain.connect(new InetSocketAddress(listener.getHost(), listener.getPort()), TIMEOUT_MS);
            plain.setSoTimeout(TIMEOUT_MS);
            Socket socket = listener.getScheme().equals("https") ? secure(plain, listener, identity) : plain;
            String request =
                    "GET " + path + " HTTP/1.1\r\nHost: " + listener.getAuthority() + "\r\nConnection: close\r\n\r\n";
            socket.getOutputStream().write(request.getBytes(StandardCharsets.US_ASCII));
            String status = new BufferedReader(
                            new InputStreamReader(socket.getInputStream(), StandardCharsets.US_ASCII))
                    .readLine();
            return status != null && status.matches("HTTP/1.1 [1-4].*") && !status.startsWith("HTTP/1.1 404");
        } catch (IOException | GeneralSecurityException e) {
            return false;
        }
    }

    private static Socket secure(Socket plain, URI listener, @Nullable TlsIdentity identity)
            throws IOException, GeneralSecurityException {
        if (identity == null) {
            throw new IOException("there is no certificate yet");
        }
        return OwnPin.sockets(identity).createSocket(plain, listener.getHost(), listener.getPort(), true);
    }
}
