package dev.atelier.registration.internal;

import java.security.cert.CertPathBuilderException;
import java.security.cert.CertPathValidatorException;
import java.security.cert.CertificateException;
import javax.net.ssl.SSLException;
import javax.net.ssl.SSLPeerUnverifiedException;

/** Says of a failed handshake what a person can do about it. There is no way to do without the check. */
final class Distrust {
    static final String REMEDY =
            "add its certificate, or that of its issuer, to a trust store (keytool -importcert) and"
                    + " start with ATELIER_JAVA_OPTS=-Djavax.net.ssl.trustStore=FILE";

    private Distrust() {}

    static String of(SSLException problem) {
        if (problem instanceof SSLPeerUnverifiedException) {
            return "the studio's certificate is for another name — use a name that it holds as the studio's address";
        }
        for (Throwable cause = problem; cause != null; cause = cause.getCause()) {
            if (cause instanceof CertPathBuilderException) {
                return "the studio's certificate is not trusted here — " + REMEDY;
            }
            boolean last = cause.getCause() == null;
            if (cause instanceof CertPathValidatorException || (cause instanceof CertificateException && last)) {
                return "the studio's certificate is not accepted: " + Texts.clean(String.valueOf(cause.getMessage()))
                        + " — renew it there, or " + REMEDY;
            }
        }
        return "no TLS with the studio: " + Texts.clean(String.valueOf(problem.getMessage()));
    }
}
