package dev.atelier.session.internal;

import java.io.IOException;
import java.net.InetAddress;
import javax.net.ssl.SSLSocketFactory;

/**
 * Hands the library one plain socket that stays in our hands, so that an attempt to connect can be ended at any moment;
 * TLS goes over it with the platform's defaults (the library's own would stop at TLS 1.2).
 */
final class PlainFirst extends SSLSocketFactory {
    private final java.net.Socket plain;

    PlainFirst(java.net.Socket plain) {
        this.plain = plain;
    }

    /** Reading the trusted certificates takes a while; a plain connection does without. */
    private static SSLSocketFactory tls() {
        return (SSLSocketFactory) SSLSocketFactory.getDefault();
    }

    @Override
    public java.net.Socket createSocket() {
        return plain;
    }

    @Override
    public java.net.Socket createSocket(java.net.Socket below, String host, int port, boolean autoClose)
            throws IOException {
        return tls().createSocket(below, host, port, autoClose);
    }

    @Override
    public String[] getDefaultCipherSuites() {
        return tls().getDefaultCipherSuites();
    }

    @Override
    public String[] getSupportedCipherSuites() {
        return tls().getSupportedCipherSuites();
    }

    @Override
    public java.net.Socket createSocket(String host, int port) throws IOException {
        throw new IOException("only the socket that was given");
    }

    @Override
    public java.net.Socket createSocket(String host, int port, InetAddress local, int localPort) throws IOException {
        throw new IOException("only the socket that was given");
    }

    @Override
    public java.net.Socket createSocket(InetAddress host, int port) throws IOException {
        throw new IOException("only the socket that was given");
    }

    @Override
    public java.net.Socket createSocket(InetAddress host, int port, InetAddress local, int localPort)
            throws IOException {
        throw new IOException("only the socket that was given");
    }
}
