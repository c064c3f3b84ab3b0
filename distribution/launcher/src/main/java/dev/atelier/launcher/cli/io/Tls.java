package dev.atelier.launcher.cli.io;

import java.io.IOException;
import java.net.Socket;
import javax.net.ssl.SSLParameters;
import javax.net.ssl.SSLSocket;
import javax.net.ssl.SSLSocketFactory;

/** Apart from its caller, so that commands that stay on this machine load nothing of it. */
final class Tls {
    /** There is no way to do without the check. */
    static final String REMEDY =
            "use a name that its certificate holds, and add the certificate, or that of its issuer, to"
                    + " a trust store (keytool -importcert) named by JAVA_TOOL_OPTIONS=-Djavax.net.ssl.trustStore=FILE";

    private Tls() {}

    static String distrust(IOException problem) {
        Throwable cause = problem;
        while (cause.getCause() != null) {
            cause = cause.getCause();
        }
        return "its certificate is not trusted here (" + cause.getMessage() + ")";
    }

    /** The name on the certificate must be that of the host. */
    static Socket over(Socket plain, String host, int port) throws IOException {
        SSLSocketFactory factory = (SSLSocketFactory) SSLSocketFactory.getDefault();
        SSLSocket socket = (SSLSocket) factory.createSocket(plain, host, port, true);
        SSLParameters parameters = socket.getSSLParameters();
        parameters.setEndpointIdentificationAlgorithm("HTTPS");
        socket.setSSLParameters(parameters);
        socket.startHandshake();
        return socket;
    }
}
