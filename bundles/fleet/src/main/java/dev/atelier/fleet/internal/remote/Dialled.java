package dev.atelier.fleet.internal.remote;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.URI;
import java.time.Duration;
import javax.net.SocketFactory;
import javax.net.ssl.SSLSocketFactory;

/**
 * Hands the library one socket, connected over a plain one that stays in our hands, so that an attempt to connect can be
 * ended at any moment. TLS is laid over it here: over the socket of a factory the library lays none.
 */
final class Dialled extends SocketFactory {
    private final Socket plain;
    private final URI address;
    private final Duration patience;

    Dialled(Socket plain, URI address, Duration patience) {
        this.plain = plain;
        this.address = address;
        this.patience = patience;
    }

    /** The library asks for the name in the certificate to be checked before it begins to speak. */
    @Override
    public Socket createSocket() throws IOException {
        boolean secure = "wss".equals(address.getScheme());
        int port = address.getPort() >= 0 ? address.getPort() : secure ? 443 : 80;
        String host = address.getHost();
        plain.connect(new InetSocketAddress(InetAddress.getByName(host), port), Math.toIntExact(patience.toMillis()));
        if (!secure) {
            return plain;
        }
        String name = host.startsWith("[") ? host.substring(1, host.length() - 1) : host;
        // Asked for only here: reading the trusted certificates takes a while.
        return ((SSLSocketFactory) SSLSocketFactory.getDefault()).createSocket(plain, name, port, true);
    }

    @Override
    public Socket createSocket(String host, int port) throws IOException {
        throw new IOException("only the address that was given");
    }

    @Override
    public Socket createSocket(String host, int port, InetAddress local, int localPort) throws IOException {
        throw new IOException("only the address that was given");
    }

    @Override
    public Socket createSocket(InetAddress host, int port) throws IOException {
        throw new IOException("only the address that was given");
    }

    @Override
    public Socket createSocket(InetAddress host, int port, InetAddress local, int localPort) throws IOException {
        throw new IOException("only the address that was given");
    }
}
