package dev.atelier.session.internal;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.URI;
import java.net.UnknownHostException;
import java.time.Duration;
import java.util.function.Supplier;
import javax.net.SocketFactory;
import javax.net.ssl.SSLSocketFactory;

/**
 * Hands the library one socket, connected over a plain one that is in our hands, so that an attempt to connect can be
 * ended at any moment. TLS is laid over it here: over the socket of a factory the library lays none.
 */
final class Dialled extends SocketFactory {
    private final Supplier<? extends Socket> sockets;
    private final URI address;
    private final Duration patience;
    private final Lookup lookup;

    /** Finds the addresses of a name. */
    @FunctionalInterface
    interface Lookup {
        InetAddress[] all(String host) throws UnknownHostException;
    }

    /**
     * @param sockets a fresh one each time
     * @param patience for all addresses of the name together
     */
    Dialled(Supplier<? extends Socket> sockets, URI address, Duration patience, Lookup lookup) {
        this.lookup = lookup;
        this.sockets = sockets;
        this.address = address;
        this.patience = patience;
    }

    /** The library asks for the name in the certificate to be checked before it begins to speak. */
    @Override
    public Socket createSocket() throws IOException {
        boolean secure = "wss".equals(address.getScheme());
        int port = address.getPort() >= 0 ? address.getPort() : secure ? 443 : 80;
        String host = address.getHost();
        Socket plain = connected(lookup.all(host), port);
        if (!secure) {
            return plain;
        }
        String name = host.startsWith("[") ? host.substring(1, host.length() - 1) : host;
        // Asked for only here: reading the trusted certificates takes a while.
        return ((SSLSocketFactory) SSLSocketFactory.getDefault()).createSocket(plain, name, port, true);
    }

    /** A name may have addresses that lead nowhere from here. */
    private Socket connected(InetAddress[] all, int port) throws IOException {
        int share = Math.toIntExact(patience.toMillis()) / all.length;
        IOException first = null;
        for (InetAddress each : all) {
            Socket plain = sockets.get();
            try {
                plain.connect(new InetSocketAddress(each, port), share);
                return plain;
            } catch (IOException e) {
                plain.close();
                first = first == null ? e : first;
            }
        }
        throw first == null ? new UnknownHostException(address.getHost()) : first;
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
