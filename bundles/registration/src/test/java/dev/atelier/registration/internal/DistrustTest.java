package dev.atelier.registration.internal;

import static org.assertj.core.api.Assertions.assertThat;

import java.security.cert.CertPathBuilderException;
import java.security.cert.CertificateExpiredException;
import javax.net.ssl.SSLException;
import javax.net.ssl.SSLHandshakeException;
import javax.net.ssl.SSLPeerUnverifiedException;
import org.junit.jupiter.api.Test;

class DistrustTest {
    private static SSLException because(Exception cause) {
        SSLHandshakeException problem = new SSLHandshakeException(cause.toString());
        problem.initCause(new IllegalStateException("validator", cause));
        return problem;
    }

    @Test
    void anUnknownIssuerIsToBeTrustedOrNot() {
        assertThat(Distrust.of(because(new CertPathBuilderException("unable to find valid certification path"))))
                .startsWith("the studio's certificate is not trusted here — ")
                .contains("keytool -importcert", "ATELIER_JAVA_OPTS=-Djavax.net.ssl.trustStore=");
    }

    @Test
    void otherReasonsAreTold() {
        assertThat(Distrust.of(because(new CertificateExpiredException("NotAfter: 2020"))))
                .contains("not accepted: NotAfter: 2020");
        assertThat(Distrust.of(new SSLPeerUnverifiedException("Hostname x not verified")))
                .contains("for another name");
        assertThat(Distrust.of(new SSLException("Unsupported or unrecognized SSL message")))
                .isEqualTo("no TLS with the studio: Unsupported or unrecognized SSL message");
    }
}
