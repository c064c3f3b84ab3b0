package dev.atelier.downloads.internal;

import java.io.EOFException;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.net.ConnectException;
import java.net.ProtocolException;
import java.net.UnknownHostException;
import javax.net.ssl.SSLException;

/** Why a line broke, in words that repeat nothing of what went over it. */
final class Broken {
    private Broken() {}

    static String why(IOException e) {
        if (e instanceof UnknownHostException) {
            return "the host is not known";
        }
        if (e instanceof ConnectException) {
            return "nobody answers there";
        }
        if (e instanceof SSLException) {
            return "the server's certificate or TLS was refused";
        }
        if (e instanceof InterruptedIOException) {
            return "no answer in time";
        }
        return e instanceof ProtocolException || e instanceof EOFException
                ? "the answer ended too early"
                : "the connection broke";
    }
}
