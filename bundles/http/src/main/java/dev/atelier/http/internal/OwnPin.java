package dev.atelier.http.internal;

import java.security.GeneralSecurityException;
import java.security.cert.CertificateException;
import java.security.cert.X509Certificate;
import java.util.List;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLSocketFactory;
import javax.net.ssl.TrustManager;
import javax.net.ssl.X509TrustManager;

/**
 * Trusts the certificates of our own listener and no other: whoever issued them and whatever name they carry, here they
 * are the ones we hold the keys of.
 */
final class OwnPin implements X509TrustManager {
    private final List<X509Certificate> own;

    private OwnPin(List<X509Certificate> own) {
        this.own = own;
    }

    static SSLSocketFactory sockets(TlsIdentity identity) throws GeneralSecurityException {
        SSLContext context = SSLContext.getInstance("TLS");
        context.init(null, new TrustManager[] {new OwnPin(identity.own())}, null);
        return context.getSocketFactory();
    }

    @Override
    public void checkClientTrusted(X509Certificate[] chain, String kind) throws CertificateException {
        throw new CertificateException("there are no clients here");
    }

    @Override
    public void checkServerTrusted(X509Certificate[] chain, String kind) throws CertificateException {
        if (chain.length == 0 || !own.contains(chain[0])) {
            throw new CertificateException("this is not our listener");
        }
    }

    @Override
    public X509Certificate[] getAcceptedIssuers() {
        return new X509Certificate[0];
    }
}
