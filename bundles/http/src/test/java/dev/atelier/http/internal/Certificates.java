package dev.atelier.http.internal;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.cert.Certificate;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;
import java.util.concurrent.TimeUnit;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManagerFactory;

/** Self-signed certificates for 127.0.0.1 and localhost, made by the JDK's own tool, as the files of an operator. */
final class Certificates {
    static final String PASSWORD = "correct horse";

    private final Path folder;
    private final KeyStore store;

    private Certificates(Path folder, KeyStore store) {
        this.folder = folder;
        this.store = store;
    }

    /** With one key of each kind: {@code rsa}, {@code ec} and {@code other}, which is EC too. */
    static Certificates in(Path folder) throws Exception {
        Path file = folder.resolve("all.p12");
        generate(file, "rsa", "RSA", "2048");
        generate(file, "ec", "EC", "256");
        generate(file, "other", "EC", "256");
        return new Certificates(folder, KeyStore.getInstance(file.toFile(), PASSWORD.toCharArray()));
    }

    private static void generate(Path file, String alias, String kind, String bits) throws Exception {
        Process keytool = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "keytool")
                                .toString(),
                        "-genkeypair",
                        "-alias",
                        alias,
                        "-keyalg",
                        kind,
                        "-keysize",
                        bits,
                        "-dname",
                        "CN=" + alias,
                        "-ext",
                        "san=ip:127.0.0.1,dns:localhost",
                        "-storetype",
                        "PKCS12",
                        "-keystore",
                        file.toString(),
                        "-storepass",
                        PASSWORD)
                .redirectErrorStream(true)
                .redirectOutput(file.resolveSibling("keytool.log").toFile())
                .start();
        assertThat(keytool.waitFor(60, TimeUnit.SECONDS)).isTrue();
        assertThat(keytool.exitValue()).isZero();
    }

    Path file(String name) {
        return folder.resolve(name);
    }

    Path keystore() {
        return file("all.p12");
    }

    String certificate(String alias) throws GeneralSecurityException {
        return pem("CERTIFICATE", store.getCertificate(alias).getEncoded());
    }

    String key(String alias) throws GeneralSecurityException {
        return pem("PRIVATE KEY", pkcs8(alias));
    }

    /** As older tools write it: what lies in the PKCS#8 envelope, alone. */
    String oldKey(String alias) throws GeneralSecurityException {
        byte[] whole = pkcs8(alias);
        int version = start(whole, 0);
        int algorithm = version + 3;
        int octets = end(whole, algorithm);
        return pem(
                (alias.equals("rsa") ? "RSA" : "EC") + " PRIVATE KEY",
                Arrays.copyOfRange(whole, start(whole, octets), end(whole, octets)));
    }

    private byte[] pkcs8(String alias) throws GeneralSecurityException {
        return store.getKey(alias, PASSWORD.toCharArray()).getEncoded();
    }

    static String pem(String label, byte[] bytes) {
        return "-----BEGIN " + label + "-----\n"
                + Base64.getMimeEncoder(64, new byte[] {'\n'}).encodeToString(bytes) + "\n-----END " + label
                + "-----\n";
    }

    private static int start(byte[] der, int at) {
        return at + 2 + (der[at + 1] < 0 ? der[at + 1] & 0x7f : 0);
    }

    private static int end(byte[] der, int at) {
        int length = 0;
        for (int i = at + (der[at + 1] < 0 ? 2 : 1); i < start(der, at); i++) {
            length = (length << 8) | (der[i] & 0xff);
        }
        return start(der, at) + length;
    }

    TlsFiles files(String certificate, String key) throws IOException {
        Path first = folder.resolve("tls.crt");
        Path second = folder.resolve("tls.key");
        Files.writeString(first, certificate);
        Files.writeString(second, key);
        return new TlsFiles(first, second, false);
    }

    /** Of a client that trusts these and no others. */
    SSLContext trusting(String... aliases) throws GeneralSecurityException, IOException {
        KeyStore trusted = KeyStore.getInstance("PKCS12");
        trusted.load(null, null);
        for (String alias : List.of(aliases)) {
            Certificate certificate = store.getCertificate(alias);
            trusted.setCertificateEntry(alias, certificate);
        }
        TrustManagerFactory factory = TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
        factory.init(trusted);
        SSLContext context = SSLContext.getInstance("TLS");
        context.init(null, factory.getTrustManagers(), null);
        return context;
    }
}
